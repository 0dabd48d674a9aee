import InboxModel
import InboxStore
import SQLite
import Testing

/// Goal: a history pushed in any order, with repeats, ends in the same state.
struct ConvergenceTests {
  /// A small generator with a seed that a failure prints.
  struct Generator: RandomNumberGenerator {
    /// The state.
    var state: UInt64

    /// The next number (splitmix64).
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  /// When the histories begin.
  private static let start: Int64 = 1_700_000_000_000_000

  /// A review with edits, answers at the source, and a customer who changes name and address.
  private static func reviewHistory(_ generator: inout Generator) -> [IngestItem] {
    var items: [IngestItem] = []
    let hasText = Int.random(in: 0..<4, using: &generator) > 0
    for step in 0..<Int.random(in: 2...6, using: &generator) {
      let time = start + Int64(step + 1) * 60_000_000
      var item = World.review("r", "", at: start, version: time)
      item.rating = nil
      item.messages = []
      item.customer?.profile.displayName = ""
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        // A version says text and rating together, as sources do; the text may stay while the rating changes.
        if hasText { item.messages = [review("text \(Int.random(in: 0..<2, using: &generator)) pizza", time)] }
        item.rating = Double(step) * 0.5
      case 1:
        // An answer that the business edits at the source, and one it gives anew.
        var answer = IngestMessage("a\(step % 2)", .outbound, "answer \(step)", at: start + Int64(step % 2 + 1))
        answer.updateTime = time
        item.messages = [answer]
      case 2:
        // The source removes it; any later item says that it is shown again.
        item.isRemoved = true
      default:
        item.customer?.profile.displayName = "Name \(step)"
        item.customer?.profile.email = Bool.random(using: &generator) ? "n\(step)@example.com" : ""
        item.subject = Bool.random(using: &generator) ? "Subject \(step)" : ""
      }
      items.append(item)
    }
    return items
  }

  /// A version of the review's text.
  private static func review(_ text: String, _ version: Int64) -> IngestMessage {
    var message = IngestMessage("m", .inbound, text, at: start)
    message.updateTime = version
    return message
  }

  /// A conversation both ways.
  private static func chatHistory(_ generator: inout Generator) -> [IngestItem] {
    (0..<Int.random(in: 2...8, using: &generator)).map { step in
      let time = start + Int64(step + 1) * 60_000_000
      var item = World.review("w", "", at: start, version: time, source: .whatsapp)
      item.rating = nil
      let direction: Direction = Bool.random(using: &generator) ? .inbound : .outbound
      item.messages = [IngestMessage("m\(step)", direction, "line \(step) of the service", at: time)]
      return item
    }
  }

  /// Pushes items one by one and gives what is left in the end.
  private func outcome(_ items: [IngestItem]) throws -> [String] {
    let world = try World()
    var id: InteractionID?
    for item in items { id = try world.push(item)[0].interaction }
    var state = ["\(try world.look(try #require(id)))"]
    let database = try Database(path: world.test.directory + "/inbox.sqlite", role: .reader)
    let queries = [
      "SELECT external_id || ' ' || body || ' ' || message_time || ' ' || version_time || ' ' || revision_count FROM message",
      "SELECT body || ' ' || version_time || ' ' || COALESCE(rating, '-') FROM message_revision",
    ]
    for query in queries {
      var cursor = try database.use(Query(query))
      var rows: [String] = []
      while try cursor.step() { rows.append(cursor.text()) }
      state += rows.sorted()
    }
    return state
  }

  @Test(arguments: 0..<12)
  func anyOrderEndsAlike(round: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = Generator(state: seed)
    let history = round % 2 == 0 ? Self.reviewHistory(&generator) : Self.chatHistory(&generator)
    let expected = try outcome(history)
    for _ in 0..<4 {
      var pushed = history.shuffled(using: &generator)
      pushed += history.shuffled(using: &generator).prefix(2)
      let reached = try outcome(pushed)
      #expect(
        reached == expected,
        "seed \(seed): order \(pushed.map { ($0.updateTime ?? 0) - Self.start })")
    }
  }
}
