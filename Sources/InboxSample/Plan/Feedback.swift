internal import InboxModel

/// What becomes of a review or a survey answer.
private enum Fate {
  /// Answered days ago; answered just now, on its way; answered by nobody and waiting.
  case answered, sent, waiting
  /// Somebody or something has prepared an answer; it goes out later.
  case drafted, scheduled
  /// Needs no answer; was dealt with elsewhere.
  case ignored, processed
}

extension Planner {
  /// Places a review or a survey answer.
  mutating func placeFeedback(_ story: Story, at source: Source) {
    let location = pickLocation(of: story)
    let customer = book.customer(writing: story.language, at: source, &generator)
    let agent = generator.chance(75) ? SampleUser.named(location.editor) : SampleUser.named("camille")
    let slots = slots(for: customer, at: location, agent: agent)
    let time = clock.past(within: Clock.reach, &generator)
    let number = interactions.count
    let hasTitle = (source == .tripadvisor || source == .booking) && !story.turns.isEmpty
    let business = transaction(of: story, at: source, location: location, number: number, before: time)
    interactions.append(
      SampleInteraction(
        number: number, source: source, location: location.id, customer: customer.number, language: story.language,
        rating: story.rating.map { scaled($0, at: source) },
        subject: hasTitle ? writer.title(of: story, &generator) : "", time: time,
        transaction: business, transactionAttributes: business == nil ? [] : businessAttributes(story.setting)))
    let text = slots.fill(story.opening)
    add(
      .receive(SampleMessage(number: 0, direction: .inbound, text: text, time: time)), to: number,
      at: time + Clock.minute, by: Self.connector(of: source))
    let answer = slots.fill(story.answer ?? writer.answer(to: story, &generator))
    let signed = answer + "\n\n" + agent.firstName + ", " + brand(of: location).signature
    handle(story, number, answer: signed, by: agent, fate: fate(of: story, source, customer, time))
    maybeChange(story, number, text: text)
  }

  /// The brand of a location.
  private func brand(of location: SampleLocation) -> SampleBrand {
    SampleBrand.all.first { $0.id == location.brand }!
  }

  /// A rating of 1 to 5 on the source's own scale.
  private mutating func scaled(_ rating: Int, at source: Source) -> Double {
    guard source.ratingMax == 10 else { return Double(rating) }
    let isSurvey = source.family == .survey
    return Double(rating == 1 && isSurvey ? generator.below(3) : rating * 2 - generator.below(2))
  }

  /// The business behind a review, where the source knows it.
  private mutating func transaction(
    of story: Story, at source: Source, location: SampleLocation, number: Int, before time: Int64
  ) -> TransactionInfo? {
    let isKnown = source != .google && source != .tripadvisor && source != .survey
    guard isKnown || generator.chance(20) else { return nil }
    var business = TransactionInfo()
    business.externalID = "sample-\(source)-\(70_000 + number * 7)"
    business.currency = location.currency
    business.partySize = generator.within(1...6)
    let begin = time - Int64(generator.within(1...4)) * Clock.day
    business.time = begin
    switch story.setting {
    case .delivery:
      business.kind = .order
      business.reference = "#" + String(4000 + number * 13 % 5000)
      business.amountMinor = Int64(generator.within(1450...7890))
      business.time = time - Int64(generator.within(40...180)) * Clock.minute
    case .stay:
      business.kind = .stay
      business.reference = "SB-\(31_000 + number * 3)"
      business.amountMinor = Int64(generator.within(11_900...98_000))
      business.endTime = begin + Int64(generator.within(1...5)) * Clock.day / 2
    case .brasserie, .pizzeria:
      business.kind = source == .sunday ? .payment : .reservation
      business.reference = "R\(8200 + number)"
      business.amountMinor = source == .sunday || generator.chance(40) ? Int64(generator.within(1800...24_000)) : nil
    }
    return business
  }

  /// What the house adds to some of them: the room or table, and how it was booked.
  private mutating func businessAttributes(_ setting: Setting) -> [SampleValue] {
    guard setting != .delivery, generator.chance(60) else { return [] }
    let place =
      setting == .stay
      ? "Room \(generator.within(1...5) * 100 + generator.within(1...18))" : "Table \(generator.within(1...34))"
    let way = generator.pick(["web", "phone", "partner", "walk-in"])
    return [
      SampleValue(attribute: "room-or-table", content: .text(place)),
      SampleValue(attribute: "booking-channel", content: .options([way])),
    ]
  }

  /// What becomes of it, by its age.
  private mutating func fate(
    of story: Story, _ source: Source, _ customer: SampleCustomer, _ time: Int64
  ) -> Fate {
    if story.turns.isEmpty { return generator.pick(weighted: [(6, .ignored), (2, .processed), (3, .waiting)]) }
    let age = (clock.now - time) / Clock.hour
    let fate: Fate =
      if age < 48 {
        generator.pick(weighted: [(38, .waiting), (28, .drafted), (18, .scheduled), (14, .sent), (6, .ignored)])
      } else if age < 240 {
        generator.pick(weighted: [(14, .waiting), (16, .drafted), (8, .scheduled), (57, .answered), (8, .ignored)])
      } else {
        generator.pick(weighted: [(7, .waiting), (4, .drafted), (76, .answered), (10, .ignored), (3, .processed)])
      }
    if fate == .ignored, let rating = story.rating, rating < 4 { return .processed }
    let needsEmail = source.family == .survey && !customer.takesEmail
    if needsEmail, fate == .sent || fate == .scheduled || fate == .answered {
      return generator.pick([.waiting, .drafted, .processed])
    }
    return fate
  }

  /// Lets it happen, and what the team does around it.
  private mutating func handle(
    _ story: Story, _ number: Int, answer: String, by agent: SampleUser, fate: Fate
  ) {
    let time = interactions[number].time
    prepare(story, number, by: agent, isOpen: fate == .waiting || fate == .drafted || fate == .scheduled)
    switch fate {
    case .answered:
      guard let reply = clock.later(than: time, by: 90...3600, &generator) else { return }
      answerAtSource(number, message: 1, text: answer, at: reply, by: agent)
    case .sent:
      guard let reply = clock.later(than: time, by: 45...600, &generator) else { return }
      add(.send(text: answer), to: number, at: reply, by: .user(agent.id))
    case .drafted:
      let origin = generator.pick(weighted: [(9, TextOrigin.user), (5, .workflow), (6, .ai)])
      let actor = origin == .workflow ? Self.workflow : .user(agent.id)
      let reply = clock.later(than: time, by: 20...400, &generator) ?? clock.now - Clock.minute
      // Some answer a review by e-mail rather than in public.
      let isPrivate = interactions[number].source.family == .review && generator.chance(15)
      add(.save(text: answer, origin: origin, channel: isPrivate ? .email : nil), to: number, at: reply, by: actor)
    case .scheduled:
      let actor = generator.chance(55) ? .user(agent.id) : Self.workflow
      let reply = clock.later(than: time, by: 20...400, &generator) ?? clock.now - Clock.minute
      let due = clock.future(hours: 1...70, &generator)
      add(.schedule(text: answer, time: due), to: number, at: reply, by: actor)
    case .ignored, .processed:
      guard let look = clock.later(than: time, by: 90...3000, &generator) else { return }
      add(.setStatus(fate == .ignored ? .ignored : .processed), to: number, at: look, by: .user(agent.id))
    case .waiting:
      break
    }
    if fate != .scheduled { tidyUp(number, story: story, isDone: fate != .waiting && fate != .drafted) }
  }

  /// The source tells of the house's own answer, which it shows by now.
  mutating func answerAtSource(_ number: Int, message: Int, text: String, at time: Int64, by agent: SampleUser) {
    let source = interactions[number].source
    add(
      .receive(SampleMessage(number: message, direction: .outbound, text: text, time: time, author: agent.name)),
      to: number, at: time, by: Self.connector(of: source))
    add(.setStatus(.processed), to: number, at: time, by: .user(agent.id))
  }

  /// A few customers think again about a review some days later.
  private mutating func maybeChange(_ story: Story, _ number: Int, text: String) {
    let interaction = interactions[number]
    guard changedReviews < 6, interaction.source.family == .review, story.language == .english,
      let rating = interaction.rating, let stars = story.rating, stars <= 2, generator.chance(25),
      let time = clock.later(than: interaction.time, by: 4000...9000, &generator)
    else { return }
    changedReviews += 1
    let addition = generator.pick([
      "Edit: the manager rang me. One star more for that.",
      "Update: I have had an answer and a fair offer, so a star more.",
      "Edited to add that they have apologised properly.",
    ])
    let better = min(rating * Double(stars + 1) / Double(stars), interaction.source.ratingMax)
    add(
      .change(
        SampleMessage(number: 0, direction: .inbound, text: text + "\n\n" + addition, time: interaction.time),
        rating: better), to: number, at: time, by: Self.connector(of: interaction.source))
  }
}
