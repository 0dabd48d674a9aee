/// Reviews of the restaurants, in English; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Reviews of restaurants in English.
  static let englishRestaurants = """
    # brasserie 5 staff
    Took my parents for their fortieth anniversary and mentioned it in the booking without expecting
    anything. {staff} had put a handwritten card on the table and found them the same Saumur they drank at
    their wedding. My mother kept the card. The duck confit was very good too, but it is the card we will
    remember.
    > What a lovely thing to read. {staff} spent a happy quarter of an hour in the cellar looking for that
    > Saumur, so you have made a whole team's day. Please tell your parents the corner table is theirs for the
    > forty-first.

    # brasserie 2 waiting
    Sat down at 19:30, starters at 20:25, mains at 21:20. Nobody came to say anything in between, we had to
    get up and ask. The steak was fine when it arrived but by then our babysitter was on the clock and we left
    without dessert. If the kitchen is short of people, say so at the door.
    > You are right: had we told you at the door, you could have chosen. Two cooks were missing that evening and
    > we kept the room full all the same, which was our mistake. We now close four tables when that happens. I
    > would like to invite you to the dessert you missed, and the dinner before it.

    # brasserie 4 food
    Leek vinaigrette with hazelnuts to start, then the pollock with brown butter. Both excellent, generous,
    seasoned properly. One star off because the bread only came after we asked twice and the table by the
    coat rack is really not a table.
    > Thank you for such a precise review. The hazelnut leeks are staying on until the end of the season. As for
    > the table by the coat rack, we have read this once too often and it goes this week.

    # brasserie 1 cleanliness
    My chair was sticky, the menu was sticky, and there was lipstick on my wine glass. When I showed it to the
    waiter he wiped it with his cloth and put it back. We paid for the drinks and went elsewhere.
    > Wiping the glass and handing it back is the part I cannot defend. I have spoken with the colleague
    > concerned and with the manager of that shift. I would be grateful for the chance to refund your drinks:
    > a line to our address is enough.

    # brasserie 5 food
    The onion soup has the kind of broth that someone has actually stood over for a day. Proper crust on top,
    you need to lean on the spoon. I have been back three Thursdays running and regret nothing.

    # brasserie 3 noise
    Food 4/5, service 4/5, acoustics 0/5. Tiled floor, bare walls, a party of twelve next to us and music on
    top. I am 34 and had to read lips. Go for lunch.
    > Lunch is a wise tip. We have had the acoustics measured, and panels go up under the ceiling next month; the
    > music has come down already. Thank you for separating the food from the noise.

    # brasserie 5 staff
    I came alone, on a work trip, with a laptop I should not have opened. {staff} gave me the seat by the
    window, asked whether I wanted to be talked to or left in peace (!) and brought a half portion of the tarte
    Tatin because I had said I was full. That is hospitality.

    # brasserie 2 price
    38 for the entrecôte, 7 for the sauce, 6 for the fries. I do not mind paying for good meat but please put
    the side dishes on the plate or print one honest price.
    > Fair point, and not the first time we hear it. From the new menu on, the entrecôte comes with fries and
    > the sauce of your choice at one price. Thank you for putting it so clearly.

    # brasserie 4 booking
    Booked for six, arrived as eight (my fault), and instead of sighing they pushed two tables together and
    had us seated in five minutes. Set menu is great value. The only thing: the profiteroles were out by nine.

    # brasserie 1 allergy
    I told the waiter twice that my daughter is allergic to walnuts. Her salad came with walnuts. We noticed in
    time, no harm done, but the reaction was "oh, you can pick them out". No. You cannot.
    > You are right, one cannot. I am sorry and I am relieved that your daughter is well. We stopped service for
    > an hour the next morning to go through our allergy procedure with everybody, and each allergy now gets its
    > own ticket that the kitchen signs. I would like to call you, if you allow it.

    # brasserie 5 praise
    Best Sunday lunch in a long while: roast chicken for two, salad with a mustardy dressing, a carafe of
    something red and the newspaper. Nobody hurried us. The bill was less than I feared.

    # brasserie 3 food
    Good start (the mackerel rillettes), good end (île flottante), but the risotto in the middle was a bowl of
    glue. Odd thing to have on a French menu in any case.
    > We laughed, then we tasted, then we took the risotto off. There is a barley with mushrooms in its place,
    > which behaves better. Do come and judge it.

    # brasserie 4 staff
    Came with two toddlers and a buggy, braced for looks. Instead we got crayons, pasta with butter that is not
    on the menu, and {staff}, who has clearly met a toddler before. Slow coffee, forgiven.

    # brasserie 2 staff
    The person at the door was on her phone and pointed at a table without looking up. It took three different
    people to take one order and each asked the same questions. The food deserves better company.

    # brasserie 5 food
    Had the tasting menu with my sister who is vegetarian. Hers was not mine minus the meat, it was its own
    menu, and honestly I was jealous of the celeriac in salt crust. Wine pairing spot on, and not poured to
    the brim to make a point.
    > The celeriac spends four hours in its crust, so the kitchen is delighted that somebody was jealous of it.
    > Next time, come as two vegetarians; we will not tell.

    # brasserie 1 waiting
    We had a reservation. We were told fifteen minutes, then "just finishing dessert", then fifteen more. At
    21:10, for a table booked at 20:15, we left. Meanwhile two walk-ins who knew the manager were seated.
    > Seating others before a guest who has booked is against our own rule, whoever they know. I have looked at
    > the floor plan of that evening and your account is right. I am sorry. There is nothing to argue, only to
    > mend: your next table is on us, and on time.

    # brasserie 4 praise
    Terrace in the evening sun, cold white wine, radishes with butter. Sometimes it is that easy. Mains are
    decent rather than great but I would come back for the terrace alone.

    # brasserie 5 booking
    Our train was cancelled and we rang at 21:40 to say we would be an hour late, expecting a no. They kept the
    table, kept the kitchen open for us and did not make us feel like criminals. Thank you {staff}.

    # brasserie 3 price
    Everything was nice, nothing was memorable, and at 64 a head without wine I want one thing to be memorable.
    The view of the bins from the back room does not help.

    # brasserie 2 food
    Tuna steak ordered rare, arrived grey. Sent back, came back ten minutes later, the same piece reheated?
    They took it off the bill without discussion, credit for that, but I left hungry.
    > A rare tuna cannot be repaired, only cooked again, and I am sorry that ours came back instead of a fresh
    > one. The chef has heard it from me. Please let us cook it for you properly.

    # pizzeria 5 food
    The nduja and honey one. That is the review. Crust with actual flavour, slightly burnt in the right places,
    and they ask whether you want it cut. I have lived in Naples for two years and I am not easily pleased.
    > From someone with two years of Naples, we will frame this one. The dough rests for 48 hours, and {staff}
    > guards it like a dragon.

    # pizzeria 4 waiting
    No bookings after 19:00, so expect a queue. Ours moved fast, 25 minutes on a Friday, and they came round
    with little glasses of vermouth, which is the correct way to treat people who queue.

    # pizzeria 2 cold
    The pizza was lukewarm in the middle and cold at the edge. It had obviously stood on the pass while they
    looked for someone to carry it, we could see it from our table for six minutes. Shame, the dough is good.
    > Six minutes in plain sight of the person waiting for it: I can only apologise. We have changed who calls
    > the pass on busy nights. Your next pizza will travel from oven to table in under one.

    # pizzeria 5 staff
    My son is coeliac and eating out is usually a negotiation. Here {staff} explained the separate oven, showed
    me the flour, and brought his pizza on a plate of another colour. He ate a pizza like everyone else. I
    nearly cried into my burrata.
    > We are so glad that he simply ate a pizza; that is the whole idea of the second oven. Tell him the blue
    > plate is kept for him.

    # pizzeria 3 noise
    Pasta great (the cacio e pepe is the real thing), room unbearable. A speaker right above table 14. They
    turned it down when asked and it crept up again within two songs.

    # pizzeria 1 staff
    I asked whether the anchovies could be left out and got a lecture about tradition. I am a paying adult. The
    lecture lasted longer than the meal, because I left.
    > Nobody should be lectured about anchovies, or about anything else, over their own dinner. I am sorry. I
    > have had a word with the whole floor about the difference between pride and manners.

    # pizzeria 5 praise
    We hired the back room for my husband's fiftieth, thirty people, and it ran like a clock: antipasti on
    boards, pizzas in waves, a tiramisù in a dish the size of a door. {staff} ran the evening and even found a
    charger for the uncle who always needs a charger.

    # pizzeria 4 food
    Excellent marinara, and I say so as someone who thinks a pizza without cheese is a punishment. The house red
    is thin. Book the counter and watch the oven.

    # pizzeria 2 price
    Sixteen for a margherita is brave. A glass of tap water came as a bottle of mineral water, and I only
    noticed on the bill: 5.50.
    > Tap water is free and should have been tap water: please send us your receipt and we refund the bottle. On
    > the margherita we can only say what is in it, which is buffalo milk and two days of work.

    # pizzeria 3 waiting
    Starters and mains arrived together on a table for two that is already too small. When I asked, they said
    "we are very busy". So was I, holding the burrata in the air.

    # pizzeria 5 food
    Tagliatelle al ragù that taste like somebody's Sunday. A gentleman at the next table was served a plate by
    mistake and refused to give it back.
    > We have noted the gentleman's defence. Thank you; the ragù starts at six in the morning and reads its
    > reviews.

    # pizzeria 1 food
    Found a piece of blue plastic in my lasagne. I kept it and the photo. The manager apologised, and the dish
    was removed from the bill, but I have not heard what it was or how it got there, as promised.
    > You were promised an answer and did not get one; that is on me. It came from the bag of a supplier, whom
    > we have stopped using for this product, and we now sieve what arrives in such bags. I would like to send
    > you the report: please write to us so that we have an address.

    # pizzeria 4 staff
    Sat at the bar with a book. The barman recommended a bitter thing with grapefruit that I would never have
    ordered and was right. Pizza good, not life-changing. Will return for the barman.

    # pizzeria 2 booking
    Our reservation was "not in the system", although I had the confirmation mail open on my phone. They did
    find a table after half an hour, next to the toilets. A sorry would have helped more than the shrug.
    > With a confirmation in your hand you should never have waited. It had been filed under the wrong evening,
    > which is our error, and the shrug makes it worse. I apologise for both.

    # pizzeria 5 booking
    Booked for the wrong day, arrived on a full Saturday with four hungry teenagers. They laughed with us, not at
    us, gave us the two high tables by the window and fed the boys within twelve minutes. I timed it.

    # pizzeria 3 cleanliness
    The food is honest and cheap enough, but someone needs to look at the toilets after eight. No paper, no soap,
    a puddle. It colours the whole evening.
    > Thank you for telling us so plainly. There is now a check every half hour with a signature on the door. I
    > hope the evening had better moments than that one.
    """
}
