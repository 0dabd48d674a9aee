internal import InboxModel

extension Planner {
  /// Places a conversation: its turns follow each other at the pace of their source, and end in the past.
  mutating func placeConversation(_ story: Story) {
    guard let source = story.source else { preconditionFailure("a conversation names its source") }
    let location = pickLocation(of: story)
    let customer = book.customer(writing: story.language, at: source, &generator)
    let agent = SampleUser.named(location.editor)
    let slots = slots(for: customer, at: location, agent: agent)
    let offsets = pace(story, at: source)
    let isOpen = story.turns.contains { $0.kind == .draft || $0.kind == .scheduled }
    let end = clock.past(within: isOpen ? 4 * Clock.day : 90 * Clock.day, &generator)
    let begin = end - offsets[offsets.count - 1]
    let number = interactions.count
    interactions.append(
      SampleInteraction(
        number: number, source: source, location: location.id, customer: customer.number, language: story.language,
        rating: nil, subject: story.subject, time: begin, transaction: nil))
    var message = 0
    for (turn, offset) in zip(story.turns, offsets) {
      let text = slots.fill(turn.text)
      place(turn.kind, text: text, number, message: message, at: begin + offset, by: agent)
      if turn.kind == .customer || turn.kind == .answer { message += 1 }
    }
    close(story, number, end: end, by: agent)
  }

  /// When each turn comes, after the first.
  private mutating func pace(_ story: Story, at source: Source) -> [Int64] {
    let minutes: ClosedRange<Int> = source.family == .message ? 1...14 : 40...900
    var offsets: [Int64] = []
    var offset: Int64 = 0
    for turn in story.turns {
      if !offsets.isEmpty {
        let isNote = if case .note = turn.kind { true } else { false }
        let gap = isNote ? generator.within(1...6) : generator.within(minutes)
        offset += Int64(gap) * Clock.minute + Int64(generator.below(60)) * 1_000_000
      }
      offsets.append(offset)
    }
    return offsets
  }

  /// Adds the steps of one turn. Of the last day, answers are sent from here; older ones the source has shown since.
  private mutating func place(
    _ kind: Turn.Kind, text: String, _ number: Int, message: Int, at time: Int64, by agent: SampleUser
  ) {
    let interaction = interactions[number]
    let location = SampleLocation.named(interaction.location)
    switch kind {
    case .customer:
      add(
        .receive(SampleMessage(number: message, direction: .inbound, text: text, time: time)), to: number, at: time,
        by: Self.connector(of: interaction.source))
    case .answer where clock.now - time < Clock.day:
      add(.send(text: text), to: number, at: time, by: .user(agent.id))
    case .answer:
      answerAtSource(number, message: message, text: text, at: time, by: agent)
    case .draft:
      let origin = generator.pick(weighted: [(6, TextOrigin.user), (3, .workflow), (5, .ai)])
      let actor = origin == .workflow ? Self.workflow : .user(agent.id)
      add(.save(text: text, origin: origin), to: number, at: time, by: actor)
    case .scheduled:
      let due = clock.future(hours: 1...40, &generator)
      add(.schedule(text: text, time: due), to: number, at: time, by: .user(agent.id))
    case .note(let author, let isReply):
      let writer = author == "editor" ? location.editor : author
      addNote(text, number, location: location, isReply: isReply, at: time, by: writer)
    }
  }

  /// What the team does with a conversation whose last word is said.
  private mutating func close(_ story: Story, _ number: Int, end: Int64, by agent: SampleUser) {
    let last = story.turns[story.turns.count - 1].kind
    let age = clock.now - end
    let isThanks = last == .customer && story.turns.count > 2
    if generator.chance(35) {
      add(.assign([agent.id]), to: number, at: min(end + 40_000_000, clock.now), by: .user("camille"))
    }
    if isThanks, age > Clock.day, generator.chance(70), let time = clock.later(than: end, by: 20...500, &generator) {
      add(.setStatus(.processed), to: number, at: time, by: .user(agent.id))
    }
    if age > 20 * Clock.day, generator.chance(40), let time = clock.later(than: end, by: 2000...8000, &generator) {
      add(.archive, to: number, at: time, by: .user(agent.id))
    } else if age > 4 * Clock.day, generator.chance(5), let time = clock.later(than: end, by: 900...4000, &generator) {
      add(.trash, to: number, at: time, by: .user(agent.id))
    } else if generator.chance(9) {
      add(.pin, to: number, at: min(end + 2 * Clock.minute, clock.now), by: .user(generator.pick(["admin", agent.id])))
    }
  }
}
