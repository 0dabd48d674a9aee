internal import InboxModel

extension Planner {
  /// What the team does before it answers: assigns, discusses, takes it away from automation.
  mutating func prepare(_ story: Story, _ number: Int, by agent: SampleUser, isOpen: Bool) {
    let interaction = interactions[number]
    let location = SampleLocation.named(interaction.location)
    if generator.chance(isOpen ? 55 : 40), let time = clock.later(than: interaction.time, by: 5...60, &generator) {
      let able = SampleUser.assignable(at: location)
      var assigned = [agent.id]
      if generator.chance(20) { assigned = [agent.id, generator.pick(able).id] }
      if assigned.count == 2, assigned[0] == assigned[1] { assigned.removeLast() }
      add(.assign(assigned), to: number, at: time, by: .user(generator.pick(["camille", "admin", location.editor])))
    }
    let isDelicate = (story.rating ?? 5) <= 2 || story.topic == .allergy
    if isDelicate, generator.chance(45), let time = clock.later(than: interaction.time, by: 10...70, &generator) {
      add(.setMode(.human), to: number, at: time, by: .user(agent.id))
    }
    if generator.chance(isDelicate ? 50 : 14) { discuss(story.topic, number, location: location) }
    if isDelicate, generator.chance(55), let time = clock.later(than: interaction.time, by: 30...80, &generator) {
      add(.setAttributes(findings()), to: number, at: time, by: .user(agent.id))
    }
    if generator.chance(6), let time = clock.later(than: interaction.time, by: 30...80, &generator) {
      add(.addKeyword(generator.pick(["vip", "press", "legal"])), to: number, at: time, by: .user(agent.id))
    }
  }

  /// What was found out about a complaint.
  private mutating func findings() -> [SampleValue] {
    let causes = ["kitchen", "service", "housekeeping", "delivery", "technical", "communication"]
    var values = [SampleValue(attribute: "root-cause", content: .options([generator.pick(causes)]))]
    if generator.chance(50) {
      let told = generator.shuffled(["kitchen", "front-of-house", "housekeeping", "finance", "quality"])
      values.append(
        SampleValue(attribute: "departments", content: .options(Array(told.prefix(generator.within(1...3))))))
    }
    if generator.chance(40) {
      values.append(SampleValue(attribute: "compensation", content: .number(Double(generator.within(2...24) * 5))))
    }
    if generator.chance(30) {
      let text = generator.pick([
        "Call back after the weekend", "Wait for the report of the kitchen", "Check the refund on the next statement",
        "Invite when the new menu starts", "Ask housekeeping for the check sheet",
      ])
      values.append(SampleValue(attribute: "follow-up", content: .text(text)))
    }
    return values
  }

  /// A note about the topic, and perhaps the reply.
  private mutating func discuss(_ topic: Topic, _ number: Int, location: SampleLocation) {
    let (note, reply) = writer.note(on: topic, &generator)
    let author = note.contains("@editor") ? "camille" : location.editor
    guard let time = clock.later(than: interactions[number].time, by: 15...75, &generator) else { return }
    addNote(note, number, location: location, isReply: false, at: time, by: author)
    guard let reply else { return }
    let answerer = author == "camille" ? location.editor : "camille"
    addNote(reply, number, location: location, isReply: true, at: time + 7 * Clock.minute / 2, by: answerer)
  }

  /// Adds a note; mentions are written as ids in the corpus and as names in the note.
  mutating func addNote(
    _ text: String, _ number: Int, location: SampleLocation, isReply: Bool, at time: Int64, by author: String
  ) {
    var body = text
    var mentions: [String] = []
    for word in ["editor", "camille", "helena", "admin"] where body.contains("@" + word) {
      let user = SampleUser.named(word == "editor" ? location.editor : word)
      body = body.split(separator: "@" + word, omittingEmptySubsequences: false).joined(separator: "@" + user.name)
      mentions.append(user.id)
    }
    var slots = Slots()
    slots.set("staff", generator.pick(location.staff))
    add(
      .note(body: slots.fill(body), mentions: mentions, isReply: isReply), to: number, at: min(time, clock.now),
      by: .user(author == "editor" ? location.editor : author))
  }

  /// What the team does afterwards: files away what is done, throws away what is rubbish, pins what it wants to keep.
  mutating func tidyUp(_ number: Int, story: Story, isDone: Bool) {
    let interaction = interactions[number]
    let location = SampleLocation.named(interaction.location)
    let editor = Actor.user(location.editor)
    let age = (clock.now - interaction.time) / Clock.day
    let soon = clock.later(than: interaction.time, by: 4500...9000, &generator)
    if isDone, age > 10, let soon, generator.chance(34) {
      add(.archive, to: number, at: soon, by: editor)
    } else if let soon, generator.chance(4) {
      add(.trash, to: number, at: soon, by: .user(generator.pick(["camille", "admin"])))
    } else if interaction.source.family == .review, let soon, generator.chance(3) {
      add(.remove, to: number, at: soon, by: Self.connector(of: interaction.source))
    } else if generator.chance(9) {
      let time = max(interaction.time + 2 * Clock.minute, clock.now - Int64(generator.within(60...3000)) * Clock.minute)
      for user in ["admin", "camille", location.editor] where generator.chance(50) {
        add(.pin, to: number, at: time, by: .user(user))
      }
    }
  }
}
