/// Reviews of the hotels, in English; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Reviews of stays in English.
  static let englishStays = """
    # stay 5 staff
    Our flight landed at six in the morning, with a baby, and check-in is at three. {staff} at the desk took one
    look at us and found a room that was "ready by accident". There was a cot in it. I do not believe in
    accidents like that.
    > Some accidents take a little arranging, and {staff} is very good at them. We hope that the three of you slept
    > until noon. Give the baby our regards.

    # stay 2 room
    The photo shows a balcony. Our room had a window onto the inner courtyard, with a view of the kitchen's
    extractor fan, which starts at 05:50. When I asked, I was told that balconies are "subject to availability".
    > The fan now starts at seven, which it always should have. You booked a room category with a balcony and did
    > not get one, so the difference goes back to your card today. I am sorry that you had to ask.

    # stay 4 breakfast sorbier-alfama
    The breakfast is the reason to stay here: warm custard tarts, eggs made to order, fruit that tastes of fruit.
    The room is small and the wardrobe is a rail. But those tarts.
    > The tarts thank you. They come out of the oven at 7:10 and 8:40, if you would like to plan your next stay
    > around them. You would not be the first.

    # stay 1 cleanliness
    Hair in the bath, crumbs under the duvet, a sock that is not mine behind the door. Housekeeping came and
    cleaned while we waited in the corridor. For 189 a night I expect it done before I arrive.
    > So do we. The room had been released without the second check that every room must have, and we have found
    > out why. I am refunding the first night, and I am sorry that you spent part of it in a corridor.

    # stay 5 room
    Corner room on the fourth floor, two windows, church bells at a civilised distance, and a bed I have been
    trying to identify ever since so that I can buy one. Pillow menu sounds silly and is not.
    > It is a question we get so often that reception keeps a card with the maker's name. Write to us and we send
    > it. Thank you for the bells; we negotiated hard with them.

    # stay 3 noise
    Lovely building, kind people, paper walls. I know now that my neighbour is called Martin and that Martin is
    not happy at work. Ask for the courtyard side.
    > We hope that things look up for Martin. The street side gets new doors and seals in the spring; until then we
    > offer the courtyard first to everyone who sleeps lightly, and have noted it for your next stay.

    # stay 4 staff
    I left my running shoes at home. The receptionist called her brother, who has a shop, and there was a pair in
    my size at the desk an hour later, at shop price. The gym itself is a cupboard with a bike.

    # stay 2 booking
    Booked two connecting rooms for the family four months ago, confirmed by mail twice. On arrival: third floor
    and fifth floor. We solved it by putting one parent on each floor, which is not the holiday we had planned.
    > Two confirmations and still two floors: I have no excuse, only an apology. The connecting rooms had been
    > promised twice. We have changed how they are blocked, and I would like to offer you a night, with the door
    > between the rooms open.

    # stay 5 breakfast
    I am vegan and used to a banana. Here: oat porridge with plums, a proper scramble, two kinds of bread that did
    not come from a packet, and oat milk without a surcharge. {staff} even wrote down the recipe of the plums.

    # stay 1 noise
    Works on the floor above from eight in the morning, drilling, both days. Not a word about it when I booked, not a
    word at check-in. The manager offered a late check-out, in a room with a drill above it.
    > Offering you more time under the drill was tone-deaf, in every sense. Guests are told about works before
    > they book from now on. Both nights have been refunded; the bank needs about three days.

    # stay 4 praise
    Good location, good shower, good coffee. I travel eighty nights a year and those three are harder to find together
    than one thinks. Wifi dropped once on a call.

    # stay 5 staff
    My mother fell on the stairs of the metro. {staff} called the doctor, sat with us, translated, and the next day
    there was a chair in our shower without our having asked. I do not have the words.
    > We are so glad that your mother is on the mend. {staff} has read your lines, twice. There will always be a
    > chair, and a room on the first floor, for her.

    # stay 3 price
    Minibar water at 6, parking at 32, "city tax" in cash at check-out. The room was fine. I dislike being
    nickel-and-dimed by a place with such nice soap.

    # stay 2 cleanliness
    The bathroom fan is dead, so the ceiling has begun to grow something. I told reception on day one, two and three.
    On day three they said that they had "logged a ticket".
    > Three days and a ticket is not an answer. The fan was replaced on the day after you left, which I know is of
    > little use to you, and the ceiling has been treated. Please accept the third night with our apologies.

    # stay 4 room
    Bright room with a desk one can really work at, sockets where you need them. The curtains do not close in the
    middle, bring a clothes peg.
    > Pegs are no longer needed: the curtains of the third floor have been replaced this week, thanks to you and a
    > handful of others with pegs.

    # stay 5 praise
    Third stay. They remembered the feather-free pillow, the paper on the door and, this is getting spooky, that I take the
    stairs because of the lift. Home, with better towels.

    # stay 1 room sorbier-mitte
    The heating did not work and it was minus four outside. I got an electric heater at eleven at night which tripped the
    fuse. I slept in my coat. The answer at check-out was a voucher for a cocktail.
    > A cocktail for a night in a coat: I winced when I read it. The boiler failed at 21:30, and we should have moved you
    > to our neighbours at once, at our expense. Your stay has been refunded in full. I am truly sorry.

    # stay 3 breakfast
    Breakfast room far too small for the house. We queued 20 minutes on Sunday for a table and the eggs had run out. On
    Monday, at seven, we had it to ourselves and it was wonderful.

    # stay 4 booking
    Had to shorten my stay because of a strike. They did not charge the nights I was not there and even rang the
    station for me. Rooms a bit dark.
    > Nobody should pay for a bed he is not allowed to reach. We have put a brighter lamp on the list for the rooms
    > towards the yard. Safe travels, with trains.

    # stay 2 staff
    Night porter asleep, on a sofa, in socks. I rang the bell for ten minutes at half past one in the rain. He was then
    very rude about being woken, and I am still unsure who of us was the guest.
    > You were. I apologise for the ten minutes, the rain and the tone. The night desk has been reorganised, and no longer
    > includes a sofa.

    # stay 5 room
    The attic suite has a bath under the skylight. It rained. It was the best hour of my year. Note to tall people: mind
    the beam on the way to the loo.

    # stay 4 noise
    Surprisingly quiet for being a minute from the bars. Windows like a bank vault. The price of this is that it gets warm,
    and the cooling takes its time.

    # stay 1 booking
    Charged twice, 412 each time, and told to "wait for the system". It has been eleven days. I have written three e-mails
    and had three different first names answer me, each of them starting from the beginning.
    > You will not have to start again: I have your file, my name is below, and the second charge was cancelled this
    > morning with the reference sent to you. I am sorry that it took eleven days and a public review.

    # stay 3 staff
    Friendly but scattered. Asked for a taxi at 6, got a call at 5 to ask whether I had asked for a taxi. Asked for a late
    check-out, granted, then housekeeping walked in at ten.

    # stay 5 breakfast
    They pack you a breakfast if you leave early. Not an apple and a biscuit: a warm roll with egg, yoghurt, orange juice
    and a note with the departure platform of my train. The platform!
    > The platform was {staff}'s idea, and we will pass on the exclamation mark. We hope that the train was on time.

    # stay 2 room
    "Superior double" measured 11 square metres. I measured it because I could touch both walls. Bed very good, I will give you
    that, since it was the entire room.
    """
}
