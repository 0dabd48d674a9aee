/// Reviews of delivered orders, in English; the format is told in `StoryParser.swift`.
extension Corpus {
  /// Reviews of deliveries in English.
  static let englishDeliveries = """
    # delivery 1 missing
    Ordered four pizzas for a birthday, got three. The one missing was the birthday girl's. Called twice, nobody picks up.
    The app refunded the pizza but not the face of a nine-year-old.
    > No refund covers that, you are right. Please tell her that the pizza is waiting, with her name on it in peppers, and
    > that she may come and stretch the dough herself. We now count boxes aloud before the bag is closed.

    # delivery 5 food
    Arrived hot, crust still crisp, basil in a separate little bag so that it does not go black. Somebody there thinks about
    these things. Thank you, somebody.
    > Somebody is called {staff}, and blushed. The basil bag was indeed a whole afternoon's discussion.

    # delivery 2 cold
    65 minutes for 1.2 km. I watched the rider on the map do a tour of the neighbourhood. Stone cold, cheese set like
    linoleum.

    # delivery 4 food
    Lasagne travels well, tiramisù travels even better. Salad dressing leaked into the bag, so the bread was vinaigrette
    flavoured. Still would order again.
    > Thank you for the good humour. The dressing now rides in a jar with a screw lid. The bread is relieved.

    # delivery 3 missing
    No garlic dip, no chilli oil, no napkins, though all three are ticked on the receipt stapled to the bag. Pizza itself
    very decent.

    # delivery 5 praise
    Wrote in the comments "new baby sleeping, please do not ring" and the rider texted from the pavement, and the box said
    congratulations in marker pen. You have customers for life in this house, all three of us.

    # delivery 1 food
    Raw dough in the middle. Not chewy, raw. Two of us were up half the night, I leave it to you whether that is a
    coincidence.
    > I would not leave it to coincidence either. We have traced the order: the oven was filled faster than it could heat
    > again, on a night when we should have paused orders. You have been refunded, and I would like to call you to
    > hear that you are both well.

    # delivery 2 price
    Delivery fee, service fee, small order fee, and the pizza costs two more than in the restaurant. I walked past the next day
    and checked.

    # delivery 4 waiting
    Ten minutes late because of the football, but someone from the restaurant rang before I could even wonder. More of
    that, please.
    > We would rather ring ten times too often. Thank you for your patience, and commiserations or congratulations,
    > as the case may be.

    # delivery 5 allergy
    Ordered gluten free for my flatmate. Separate bag, sealed with a sticker, with the name of the person who made it. She
    ate without doing detective work first. That never happens.

    # delivery 1 allergy
    We ordered WITHOUT cheese, vegan option, allergy box ticked. It came with cheese. Nobody should have to scrape an
    allergy off a pizza.
    > Nobody should. The ticket carried the allergy and the station did not read it; tickets like yours now print in
    > red and need a second pair of eyes. You have your money back, and my apologies without any "but".

    # delivery 3 cold
    Great taste, zero heat. Five minutes in my oven and it was wonderful, but then I could have bought it frozen.

    # delivery 4 food
    Burrata survived the trip intact, in its own tub with ice. Focaccia a little damp from the steam. Punch a hole in that
    box, folks.
    > Holes have been punched. Honestly: the new boxes have six. Thank you for the tip.

    # delivery 2 missing
    Wrong order entirely. We are two vegetarians and received a diavola and something called a porchetta. The people who got
    ours must have been just as puzzled.

    # delivery 5 food
    Sunday, hangover, rain. Carbonara in twenty-four minutes, still glossy. I have named my next child after the rider.
    > Congratulations to little Yusuf, then, and thank you. Rain and carbonara are old friends of ours.

    # delivery 1 waiting
    Order accepted 19:58. Cancelled by the restaurant 21:14. In between: "your food is being prepared". It plainly was not.
    > It was not, and the screen should have said so. We ran out of dough at 20:30 and left orders open that we could not
    > fill. That cannot happen again, since the app now closes with the last tray. I am sorry for your evening.

    # delivery 3 price
    Good pizza. But 3.90 for a can of lemonade is a joke, and the "family deal" is 40 cents cheaper than ordering one by one. I
    did the sum on the box.

    # delivery 5 staff
    Left my keys in the office so the rider could not get in, and I could not get out to him either, long story. He waited
    eleven minutes. Please give him the tip I could not reach him with.

    # delivery 2 cold
    Soup in a box for pizza. On its side. You can picture it.
    > We can, and we wish that we could not. Soup has its own container and that evening it ran out; the right
    > thing would have been to call you. You have been refunded for the soup, and for the tablecloth if you send us the bill.

    # delivery 4 praise
    Office lunch for fourteen, one vegan, one no pork, one "no vegetables, none". Each box labelled by name in neat
    handwriting. Late by five minutes, nobody minded.

    # delivery 1 staff
    The rider threw the bag at the door, literally, I have the doorbell video. When I phoned, I was told that riders are not
    your staff. The pizza was your pizza, though.
    > It was our pizza, and that was a poor answer. We have sent the recording's time to the platform and spoken with
    > the colleague who answered you. Your order is refunded by us, not by them.

    # delivery 3 food
    Half of the toppings had migrated to one side, so we had one very rich and one very poor half. Tasty socialism did not
    ensue. Flat bags, please.
    """
}
