import InboxModel
import InboxStore

/// What is filled in.
struct Filler {
  /// How many interactions.
  let count: Int
  /// When it is made.
  let now: Int64

  /// Where interactions belong, who handles them, and what they are about.
  private static let locations = (0..<40).map { LocationID("place-\($0)") }
  private static let users = (0..<10).map { "user-\($0)" }
  private static let keywords = (0..<12).map { "topic\($0)" }
  /// The words of texts, the frequent ones first.
  private static let words: [String] = {
    let beginnings = ["ser", "pla", "mon", "tre", "cou", "bel", "gra", "nor", "vis", "dom", "fer", "lup"]
    let middles = ["vi", "ta", "ro", "ne", "li", "cha", "du", "mo"]
    let ends = ["ce", "ble", "ner", "ment", "re", "sse", "x", "ge", "lle", "rs"]
    var words = beginnings.flatMap { begin in middles.flatMap { middle in ends.map { begin + middle + $0 } } }
    words.insert("service", at: 3)
    return words
  }()

  /// Makes users, places and keywords.
  func createDirectory(in transaction: WriteTransaction) throws(InboxError) {
    let owner = try transaction.createWorkspace(
      "demo", displayName: "Demo", owner: User(id: "admin", displayName: "Admin", role: .owner))
    for brand in 0..<4 {
      try transaction.createBrand(Brand(id: BrandID("brand-\(brand)"), displayName: "Brand \(brand)"), by: owner)
    }
    for (number, location) in Self.locations.enumerated() {
      try transaction.createLocation(
        Location(id: location, displayName: "Place \(number)", brand: BrandID("brand-\(number % 4)")), by: owner)
    }
    for user in Self.users {
      try transaction.createUser(User(id: user, displayName: user, role: .admin), by: owner)
    }
    let access = Self.locations.prefix(3).map { UserAccess(.location($0), .editor) }
    try transaction.createUser(
      User(id: "local", displayName: "Local", role: .restricted, accesses: access), by: owner)
    for keyword in Self.keywords {
      try transaction.createKeyword(Keyword(id: KeywordID(keyword), displayName: keyword), by: owner)
    }
  }

  /// Adds some interactions with what became of them.
  func add(_ range: Range<Int>, in transaction: WriteTransaction) throws(InboxError) -> Filled {
    let connector = try transaction.caller(workspace: "demo", actor: Actor(kind: .connector, id: "any"))
    var filled = Filled()
    for number in range {
      var dice = Dice(state: UInt64(number))
      let story = Story(number, &dice)
      let began = now - 363 * 86_400_000_000 + Int64(number) * (362 * 86_400_000_000 / Int64(count))
      try transaction.travel(to: began + 60_000_000)
      let result = try transaction.ingest([item(number, story, began, &dice)], by: connector)[0]
      let stored: IngestResult
      switch result {
      case .success(let made): stored = made
      case .failure(let error): throw error
      }
      try handle(stored.interaction, number, story, &dice, in: transaction, connector)
      filled.interactions += 1
      filled.messages += 4
      if story.hasNote { filled.notes += 1 }
    }
    try transaction.travel(to: now)
    return filled
  }

  /// An interaction as its source pushes it: four messages, or three where the answer will be the fourth.
  private func item(_ number: Int, _ story: Story, _ began: Int64, _ dice: inout Dice) -> IngestItem {
    var item = IngestItem(story.source, "i\(number)")
    item.location = Self.locations[dice.below(40)]
    item.sourceTime = began
    // A customer writes ten times.
    let customer = number / 10
    item.customer = IngestCustomer(.email, "c\(customer)", name: "\(Self.name(customer)) \(Self.name(customer / 7))")
    item.customer?.profile.email = "c\(customer)@example.com"
    if story.source.family == .review || story.source.family == .survey { item.rating = Double(1 + dice.below(5)) }
    item.messages = (0..<(story.isAnswered ? 3 : 4)).map { index in
      var message = IngestMessage(
        "m\(number)-\(index)", .inbound, text(number, &dice), at: began + Int64(index) * 1_000_000)
      message.language = ["fr", "en", "de", "es", "it"][dice.below(5)]
      return message
    }
    return item
  }

  /// What became of it.
  private func handle(
    _ id: InteractionID, _ number: Int, _ story: Story, _ dice: inout Dice, in transaction: WriteTransaction,
    _ connector: Caller
  ) throws(InboxError) {
    let user = Self.users[dice.below(10)]
    let person = try transaction.caller(workspace: "demo", actor: .user(user))
    let busy = try transaction.caller(workspace: "demo", actor: .user(Self.users[Story.busyUser]))
    let workflow = try transaction.caller(workspace: "demo", actor: Actor(kind: .workflow, id: "w"))
    if story.isMine { try transaction.assign([Self.users[Story.busyUser]], to: id, by: person) }
    if dice.below(5) == 0 { try transaction.assign([user], to: id, by: person) }
    if story.hasNote {
      let mentions = story.isMentioned ? [Self.users[Story.busyUser]] : dice.below(8) == 0 ? [user] : []
      _ = try transaction.createNote(NoteDraft(body: text(number + 1, &dice), mentions: mentions), on: id, by: person)
    }
    if story.isPinned { try transaction.pin(id, by: busy) }
    try transaction.travel(to: transaction.now + Int64(1 + dice.below(600)) * 60_000_000)
    switch story.outcome {
    case .waits: break
    case .ignored: try transaction.setStatus(.ignored, of: id, by: person)
    case .scheduled:
      // Still to come when calls are measured, and no more than a year after it was decided.
      let time = min(now + Int64(1 + dice.below(30)) * 86_400_000_000, transaction.now + 365 * 86_400_000_000)
      try transaction.scheduleResponse(
        ResponseText("Later"), on: story.source.channels[0], of: id, at: time, by: person)
    case .processed: try transaction.setStatus(.processed, of: id, by: dice.below(3) == 0 ? person : workflow)
    case .answered:
      let answer = SendCommand(on: .provider, text: ResponseText(text(number + 2, &dice)))
      _ = try transaction.sendResponse(answer, of: id, by: dice.below(3) == 0 ? person : workflow)
      try transaction.travel(to: transaction.now + 5_000_000)
      let wish = DeliveryWish(channels: [.provider], sources: [story.source])
      for delivery in try transaction.leaseDeliveries(wish, limit: 1, by: connector) {
        let report = DeliveryReport(.sent, fencingToken: delivery.fencingToken)
        _ = try transaction.report(report, of: delivery.id, random: 0, by: connector)
      }
    }
    switch dice.below(50) {
    case 0, 1, 2: try transaction.archive(id, by: person)
    case 3, 4, 5: try transaction.trash(id, by: person)
    default: break
    }
  }

  /// A text of some 20 words; one of 100,000 has a word of its own.
  private func text(_ number: Int, _ dice: inout Dice) -> String {
    var text = ""
    for _ in 0..<20 {
      // The product of two dice makes some words much more frequent than others.
      text += Self.words[dice.below(Self.words.count) * dice.below(Self.words.count) / Self.words.count] + " "
    }
    if dice.below(12) == 0 { text += Self.keywords[dice.below(12)] }
    if number % 100_000 == 77 { text += " zanzibar" }
    return text
  }

  /// A name of a customer.
  private static func name(_ number: Int) -> String { words[number % words.count].capitalizedASCII }
}

extension String {
  /// The word with a capital.
  var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
