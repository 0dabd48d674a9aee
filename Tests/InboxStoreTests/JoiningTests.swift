import InboxModel
import InboxStore
import SQLite
import Testing

/// Threads that continue an interaction of another id.
struct JoiningTests {
  private static let start: Int64 = 1_700_000_000_000_000

  /// A mail of the customer of the review `r1`, as a mail connector pushes it.
  private static func mail(
    _ thread: String, _ message: String, replyTo: [String], hours: Int64 = 1, name: String = "Customer r1"
  ) -> IngestItem {
    var item = IngestItem(.email, thread)
    item.customer = IngestCustomer(.email, "r1@example.com", name: name)
    item.customer?.profile.email = "r1@example.com"
    item.messages = [IngestMessage(message, .inbound, "Again about the pizza", at: start + hours * 3_600_000_000)]
    item.subject = "Re: your review"
    item.sourceURL = "https://mail.example/1"
    item.replyTo = replyTo
    return item
  }

  /// A review of a customer with an address, to which the business answered by e-mail as `<ours>`.
  private func answeredReview(_ world: World) throws -> InteractionID {
    var review = World.review("r1")
    review.customer?.profile.email = "r1@example.com"
    var answer = IngestMessage("<ours>", .outbound, "Sorry", at: Self.start + 1_800_000_000)
    answer.channel = .email
    review.messages.append(answer)
    return try world.push(review)[0].interaction
  }

  @Test func answerByEmailJoinsTheReviewAndReopensIt() throws {
    let world = try World()
    let id = try answeredReview(world)
    let before = try world.look(id)
    #expect(before.status == .processed)

    let joined = try world.push(Self.mail("<t1>", "<t1>", replyTo: ["<nobody>", "<ours>"]))[0]

    #expect(joined.interaction == id && joined.outcome == .updated && joined.createdMessages == 1)
    let after = try world.look(id)
    #expect(after.status == .pending && after.messageCount == before.messageCount + 1)
    #expect(after.snippet == "Again about the pizza" && after.waitingTime == Self.start + 3_600_000_000)
    #expect(
      (after.rating, after.location, after.customerName) == (before.rating, before.location, before.customerName))
    #expect(try world.push(Self.mail("<t1>", "<t1>", replyTo: []))[0].outcome == .unchanged)
    let later = try world.push(Self.mail("<t1>", "<t2>", replyTo: ["<elsewhere>"], hours: 2))[0]
    #expect(later.interaction == id && later.createdMessages == 1)
  }

  /// The e-mail does not speak for the review: neither its fields nor its removal change it.
  @Test func threadThatJoinedDoesNotTakeTheInteractionAlong() throws {
    let world = try World()
    let connector = world.connector
    let id = try answeredReview(world)
    var mail = Self.mail("<t1>", "<t1>", replyTo: ["<ours>"])
    mail.rating = 1
    mail.isRemoved = true
    try world.push(mail)
    let removed = try world.write { (tx) throws(InboxError) in
      try tx.removeInteraction("<t1>", at: .email, time: nil, by: connector).outcome
    }
    #expect(removed == .unchanged)
    #expect(try world.look(id).rating == 4)
    #expect(try world.look(id).trashCause == nil)

    try world.push(IngestItem(removed: "r1", at: .google, time: Self.start + 7_200_000_000))
    #expect(try world.look(id).trashCause == .removedAtSource)
    try world.push(Self.mail("<t1>", "<t3>", replyTo: [], hours: 3))
    #expect(try world.look(id).trashCause == .removedAtSource)
  }

  /// A former rating stands with the review's text, and not with an e-mail about it.
  @Test func ratingsAreNotKeptWithEmails() throws {
    let world = try World()
    var review = World.review("r1", version: Self.start)
    var answer = IngestMessage("<ours>", .outbound, "Sorry", at: Self.start + 1_800_000_000)
    answer.channel = .email
    review.messages = [answer]
    try world.push(review)
    try world.push(Self.mail("<t1>", "<t1>", replyTo: ["<ours>"]))
    review.rating = 2
    review.updateTime = Self.start + 7_200_000_000
    review.messages = []
    #expect(try world.push(review)[0].outcome == .updated)

    let database = try Database(path: world.test.directory + "/inbox.sqlite", role: .reader)
    var count = try database.use(Query("SELECT COUNT(*) FROM message_revision"))
    #expect(try count.step() && count.int() == 0)
  }

  /// Whoever else writes in the thread is named on his message and known nowhere else.
  @Test func strangerInTheThreadBecomesNobody() throws {
    let world = try World()
    let admin = world.admin
    let id = try answeredReview(world)
    var mail = Self.mail("<t1>", "<t1>", replyTo: ["<ours>"])
    mail.customer = IngestCustomer(.email, "cousin@example.com", name: "Cousin Vincent")
    let joined = try world.push(mail)[0]

    #expect(joined.interaction == id)
    #expect(try world.look(id).customerName == "Customer r1")
    let (customers, authors) = try world.test.read { (tx) throws(InboxError) in
      var authors: [String] = []
      _ = try tx.listMessages(of: id, .oldest, limit: 10, for: admin) { authors.append($0.authorDisplayName.string) }
      return (try tx.customers(after: "", limit: 10, for: admin).items.count, authors)
    }
    #expect(customers == 1)
    #expect(authors.last == "Cousin Vincent")
  }

  /// What was stored first decides; ids of providers mean nothing at another source.
  @Test func threadsOfTheirOwnStayThat() throws {
    let world = try World()
    let early = try world.push(Self.mail("<t1>", "<t1>", replyTo: ["<ours>"]))[0]
    #expect(early.outcome == .created)
    let id = try answeredReview(world)
    #expect(
      try world.push(Self.mail("<t1>", "<t2>", replyTo: ["<ours>"], hours: 2))[0].interaction == early.interaction)
    var chat = World.review("w", source: .whatsapp)
    chat.replyTo = ["m-r1"]
    #expect(try world.push(chat)[0].interaction != id)
    chat = World.review("x", source: .google)
    chat.replyTo = ["m-r1"]
    #expect(try world.push(chat)[0].interaction == id)
  }

  @Test func erasedInteractionIsJoinedNoMore() throws {
    let world = try World()
    let admin = world.admin
    let id = try answeredReview(world)
    let customer = try #require(try world.push(Self.mail("<t1>", "<t1>", replyTo: ["<ours>"]))[0].customer)
    try world.write { (tx) throws(InboxError) in _ = try tx.eraseCustomer(customer, by: admin) }

    let anew = try world.push(Self.mail("<t1>", "<t2>", replyTo: ["<ours>"], hours: 2))[0]

    #expect(anew.outcome == .created && anew.interaction != id)
  }

  @Test func idsAreChecked() throws {
    var item = Self.mail("<t1>", "<t1>", replyTo: ["a", ""])
    #expect(throws: InboxError.fieldRequired(field: "reply_to_external_ids[1]")) { try item.validate() }
    item.replyTo = Array(repeating: "a", count: 51)
    #expect(throws: InboxError.tooManyItems(field: "reply_to_external_ids", count: 51, limit: 50)) {
      try item.validate()
    }
  }
}
