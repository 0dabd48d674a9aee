/// Internal notes for reviews and surveys by topic; `@…` mentions a user or the location's editor, " || " parts a reply.
extension Corpus {
  /// Notes by topic.
  static let notes = """
    # praise
    Please read this one out before service, everyone deserves it. || Done, there was applause.
    Can we use a line of this for the web site? @camille || Only with their permission, I will write to them.
    Print it for the board in the staff room, please.
    {staff} has now been named in four reviews this month. Worth a word from you? @helena || I will come by on Friday.
    Lovely, but mind the answer: we promised nothing about that table.
    Same guest wrote to us in the spring, just as kind. Add to the list for the tasting evening?
    Nothing to do, only to enjoy.
    # food
    I tasted it myself this morning and have to agree.
    Plate photo from the pass looks fine, so it happened after. @editor
    @editor did the supplier change that week? || Yes, on the Tuesday. I will ask for a tasting.
    Third comment on this dish since the new menu. Time to talk to the chef.
    Kitchen says that batch was over-reduced. They have adjusted the recipe card.
    # staff
    I know which table this was. {staff} should hear it from us, not from the internet.
    @camille do we answer this one with names or without? || Without, please. Names only when it is praise.
    # waiting
    Two people off sick that night, see the rota. We should not have taken the last bookings.
    @editor what was the longest ticket? || 71 minutes, table 9. I have put it into the weekly figures.
    The tablet was offline between 19:40 and 20:10, which explains the gap. @admin || Router replaced.
    # cold
    Runner position was empty for twenty minutes, see the rota.
    Timestamps: oven 20:14, door 20:41, customer 21:02. So it was us as much as the rider. @camille
    The thermal bags are on their last legs, new ones ordered for all the pizzerias.
    # price
    Checked: the amount is correct, but nobody could guess it from the menu. @camille
    Goodwill up to 20 is fine without asking, please note it under compensation.
    # noise
    The neighbour below has complained as well, so this is real. || Acoustics people come on Thursday.
    Please offer the courtyard side next time and write it into the profile.
    # cleanliness
    Photo checked, it is our room. Housekeeping lead informed, second check starts today.
    @editor who signed the check sheet? || Nobody, that is the problem.
    # room
    Ticket for maintenance is open since the 4th. @camille can you push? || Pushed. They come tomorrow at nine.
    Second complaint about this room. Block it until it is done.
    # breakfast
    Breakfast lead wants to see the numbers for Sunday before she answers.
    Agreed with the kitchen: refills until the last minute, even if some of it is thrown away.
    # missing
    Bag photo at hand-over shows three boxes, so it left incomplete. Refund and apologise.
    @editor please add the second count to the closing list. || It is there since this morning.
    # allergy
    Handle personally, by phone, today. Nothing automatic here. @editor || Called at 11:20, she was very kind about it.
    Allergy sheet is attached to the shift report. @helena for information.
    # booking
    Found it: confirmed by the partner, never arrived in our system. Same fault as last month. @admin
    The deposit has been returned, see the payment file.
    # general
    Long text, several points: I answer, you check the facts? @editor || Facts are right apart from the date.
    Regular guest, see the history. Let us take some care with this one.
    Spoke to the shift lead, who remembers the table and tells it much the same way.
    Half of it is fair. The other half is the weather. Friendly, short answer.
    @camille is this the gentleman from last month? || Different name, same street. Let us be careful.
    I have asked for the camera times, just so that we know.
    No answer before the manager is back on Monday, please. || Understood, moved to Monday.
    Shown to the team at the briefing. Two good ideas came out of it.
    Offer written down, not sent yet. Somebody please read it with fresh eyes. @editor
    """
}
