/// Sentences of which further English reviews are composed; the format is told in `Fragments.swift`.
extension Corpus {
  /// Sentences in English.
  static let englishFragments = """
    # en table good open
    Second visit, this time with {occasion}.
    We were {party} and a little apprehensive after a bad week of restaurants.
    Picked it because of the menu in the window.
    A colleague had sent me here.
    Lunch on a whim.
    Came for {occasion}, stayed far too long.
    I have walked past for two years and finally went in.
    Rainy evening, no plan, {party} and an empty fridge.
    # en table good detail
    {Dish} was the dish of the night.
    {Dish} arrived steaming and left no trace.
    I would cross the city for {dish}.
    {staff} knew the wine list by heart and steered us to the cheaper bottle.
    Our glasses were filled without our noticing by whom.
    {staff} split {dish} onto two plates without being asked.
    Bread that someone is obviously proud of.
    From order to plate in {minutes} minutes, at peak time.
    The table next to ours sang, and somehow it was charming.
    Somebody had ironed the napkins.
    They swapped the side for a salad, no lecture, no surcharge.
    The bill was right to the cent and came with good chocolate.
    {staff} remembered that I drink my coffee before dessert.
    # en table good close
    Booked again on the way out.
    Nothing to add.
    I am telling everyone except my boss.
    Four stars only because the chairs are hard.
    See you in a fortnight.
    If you go, sit near the kitchen.
    # en table bad open
    I wanted to like it.
    Third time here, and the first time disappointed.
    We were {party}, for {occasion}.
    Something has changed since the spring.
    The evening began well.
    Not a catastrophe, more a series of shrugs.
    # en table bad detail
    {Dish} came lukewarm and went back, and came back hotter and drier.
    {minutes} minutes for the first drink.
    We ordered {dish} and got the neighbours' plate.
    A draught from the door that no one closed, with all the coats on the hooks out of reach.
    Nobody asked whether everything was all right, perhaps wisely.
    The card machine was down, and the cash machine is nine minutes away.
    {Dish} has shrunk and its price has not.
    Half of us ate while the other half watched.
    Over-salted, all of it, as if two people had seasoned in turns.
    Wobbly table, folded beer mat, wobbly table.
    # en table bad close
    I will give it one more chance, in a while.
    It can do better, which is why I write.
    A pity, as {staff} did all that one person can.
    I have not had an answer to my e-mail.
    Next time, the place across the road.
    # en stay good open
    Three nights for {occasion}.
    A last-minute booking that turned out to be a find.
    I was here for work and regretted having to work.
    Came back after four years.
    Small house, big heart.
    We were {party} with too much luggage.
    # en stay good detail
    {staff} carried the heavy case up before I had finished saying no.
    The shower is the sort that makes you late.
    Windows that open, a kettle, real milk: it is not hard, and yet.
    Fresh towels without the speech about the planet.
    The walk to the centre takes {minutes} minutes and is pretty.
    {staff} lent us a travel cot, two adaptors and an umbrella, in that order.
    Someone had left a note about the market on Saturday.
    The bed is firm in the way my back likes.
    Not a sound at night but the tram, far away.
    Our request for a fridge for medicine was dealt with in {minutes} minutes.
    # en stay good close
    Already looking at dates for the autumn.
    I took the soap home.
    Recommended to anyone who likes sleeping.
    The only thing missing is a second mirror.
    # en stay bad open
    For one night it will do.
    The pictures were taken by someone with a very wide lens.
    We came for {occasion} and paid extra for the view.
    Staff lovely, building tired.
    # en stay bad detail
    The lift was out of order, and we were on the fifth floor with all our luggage.
    It took {minutes} minutes and two calls to get a second blanket.
    The water was hot for as long as it takes to wet one's hair.
    Our key cards stopped working each evening, and each evening there was a queue.
    The wifi asks for a new code every {minutes} minutes.
    A smell of paint in the corridor, and of something else in the bathroom.
    Breakfast was cleared at 9:58, while we stood there with plates.
    The curtain rail came down when I drew the curtain.
    # en stay bad close
    I told the desk, who wrote it down.
    Somebody should spend a night in that room.
    We left a day early.
    Three stars for {staff}, who cannot repair pipes.
    # en delivery good open
    Movie night, {party}, everyone hungry.
    Ordered from the hospital, where I was on call.
    First order after moving in, on the floor, among boxes.
    Tuesday, {occasion}, no wish to cook.
    # en delivery good detail
    {Dish} still bubbling after {minutes} minutes on a bike.
    The box has little feet so that nothing gets soggy, which is genius.
    A note from {staff} on the lid made my evening.
    The rider found the back entrance that no one ever finds.
    {Dish} tasted as it does at the table.
    They had added a second chilli oil because "one is never enough".
    # en delivery good close
    My neighbours now order too, because of the smell in the stairwell.
    Leftovers for breakfast, no regrets.
    Keep it up.
    # en delivery bad open
    Normally reliable, not tonight.
    We were {party} and one of us went to bed hungry.
    I rarely write these.
    # en delivery bad detail
    {minutes} minutes late, and nobody to tell us why.
    {Dish} had slid into a heap at one end of the box.
    I paid for a double portion of cheese and cannot have got a single one.
    The bag was open, and one piece of {dish} already gone.
    The sauce was on the inside of the bag, the outside of the bag and my trousers.
    Called the restaurant, was put on hold, listened to a tarantella for {minutes} minutes.
    # en delivery bad close
    A refund would be nice, an explanation nicer.
    I did the washing-up of an empty stomach, so to speak.
    Please sort it out, you are my favourite.
    # en title good
    Go, and go hungry
    A keeper
    Everything as it should be
    Worth the detour
    Small things done right
    What a team
    We will be back
    Better than the pictures
    Quietly excellent
    Made our trip
    # en title bad
    Could have been so good
    Not this time
    Let down
    Style over substance
    They stopped caring
    Would not repeat
    Mixed feelings, mostly one of them
    Read before you book
    # en table dish
    the duck confit
    the skate with capers
    the onglet
    the celeriac remoulade
    the cheese soufflé
    the blanquette
    the lemon tart
    # en pizza dish
    the diavola
    the quattro formaggi
    the aubergine parmigiana
    the mushroom calzone
    the rigatoni with sausage
    the burrata with peaches
    the pistachio tiramisù
    # en party
    four
    three generations
    six old friends
    two tired parents
    five, one of them vegan
    # en occasion
    my sister's graduation
    a friend's farewell
    our tenth anniversary
    my father-in-law's birthday
    the end of exams
    a long-delayed date
    """
}
