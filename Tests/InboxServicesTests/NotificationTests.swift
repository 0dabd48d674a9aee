import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Users are told what concerns them, once, and see it as long as they may")
struct NotificationTests {
  /// The store.
  let test: TestInbox
  /// A review in Paris.
  let review: String

  /// A fresh store.
  init() throws {
    test = try TestInbox()
    review = try test.review("r1")
  }

  /// Writes a note that mentions users.
  @discardableResult
  private func mention(_ users: String..., saying body: String = "look here", on parent: String? = nil) throws -> String
  {
    let response = try test.command(test.notes.createNote) {
      $0.setParent(parent ?? review)
      $0.setBody(body)
      for user in users { $0.mentions.append("workspaces/demo/users/\(user)") }
    }
    return try #require(response.note).name.string
  }

  /// What a user is told: a page.
  private func list(
    _ user: String, as actor: String? = nil, _ more: (ListNotificationsRequest) -> Void = { _ in }
  ) throws -> ListNotificationsResponse {
    try test.query(test.notifications.listNotifications, as: actor ?? "users/\(user)") {
      $0.setParent("workspaces/demo/users/\(user)")
      more($0)
    }
  }

  /// Marks and gives the unread count.
  private func mark(
    _ user: String, as actor: String? = nil, _ more: (MarkNotificationsReadRequest) -> Void
  ) throws -> Int64 {
    try test.command(test.notifications.markNotificationsRead, as: actor ?? "users/\(user)") {
      $0.setParent("workspaces/demo/users/\(user)")
      more($0)
    }.unreadCount
  }

  @Test("A notification says who did what where, and what the note says now")
  func listed() throws {
    let note = try mention("editor", saying: "  please\nanswer ")
    _ = try test.command(test.interactions.assignUsers) {
      $0.setName(review)
      $0.users.append("workspaces/demo/users/editor")
    }
    let page = try list("editor")
    #expect(page.unreadCount == 2 && page.notifications.map(\.type) == [.assigned, .mentioned])
    let mentioned = page.notifications[1]
    #expect(mentioned.name.string.hasPrefix("workspaces/demo/users/editor/notifications/"))
    #expect(
      mentioned.interaction.string == review && mentioned.note.string == note && mentioned.snippet == "please answer")
    #expect(mentioned.actor == "users/admin" && mentioned.actorDisplayName == "Ada Admin")
    #expect(mentioned.customerDisplayName == "Camille Customer" && mentioned.source == .google)
    #expect(mentioned.createTime != nil && mentioned.readTime == nil && mentioned.message.isEmpty)
    _ = try test.command(test.notes.updateNote) {
      $0.setName(note)
      $0.setBody("thank you")
    }
    #expect(try list("editor").notifications[1].snippet == "thank you")
    _ = try test.command(test.notes.deleteNote) { $0.setName(note) }
    #expect(try list("editor").notifications[1].snippet.isEmpty)
    #expect(try list("admin").notifications.isEmpty)
  }

  @Test("Pages go from the newest to the oldest, all of them or the unread")
  func pages() throws {
    for number in 0..<5 { try mention("editor", saying: "note \(number)") }
    let second = try list("editor").notifications[1].name
    #expect(try mark("editor") { $0.names.append(second) } == 4)
    func texts(unreadOnly: Bool) throws -> [String] {
      var texts: [String] = []
      var token = ""
      repeat {
        let page = try list("editor") {
          $0.pageSize = 2
          $0.unreadOnly = unreadOnly
          $0.setPageToken(token)
        }
        #expect(page.notifications.count <= 2 && page.unreadCount == 4)
        texts += page.notifications.map(\.snippet.string)
        token = page.nextPageToken.string
      } while !token.isEmpty
      return texts
    }
    #expect(try texts(unreadOnly: false) == ["note 4", "note 3", "note 2", "note 1", "note 0"])
    #expect(try texts(unreadOnly: true) == ["note 4", "note 2", "note 1", "note 0"])
  }

  @Test("Marking takes names or a time, passes over what is not there, and does it once")
  func marks() throws {
    for _ in 0..<3 { try mention("editor", "watcher") }
    let rows = try list("editor").notifications
    let strangers = try list("watcher").notifications[0].name
    #expect(
      try mark("editor") {
        $0.names.append(rows[0].name)
        $0.names.append("workspaces/demo/users/editor/notifications/0000000000001")
        $0.names.append(strangers)
      } == 2)
    let time = try #require(list("editor").notifications[0].readTime).microseconds
    #expect(try mark("editor") { $0.names.append(rows[0].name) } == 2)
    #expect(try list("editor").notifications[0].readTime?.microseconds == time)
    let middle = try #require(rows[1].createTime).microseconds
    #expect(try mark("editor") { $0.makeUntilTime().microseconds = middle - 1 } == 1)
    #expect(try mark("editor") { $0.makeUntilTime().microseconds = middle } == 0)
    #expect(try list("watcher").unreadCount == 3)
    #expect(throws: InboxError.fieldRequired(field: "names")) { try mark("editor") { _ in } }
    #expect(throws: InboxError.fieldInvalid(field: "until_time", fault: "is given together with names")) {
      try mark("editor") {
        $0.names.append(rows[0].name)
        $0.makeUntilTime().microseconds = 1
      }
    }
    #expect(throws: InboxError.tooManyItems(field: "names", count: 1_001, limit: 1_000)) {
      try mark("editor") { for _ in 0...1_000 { $0.names.append(rows[0].name) } }
    }
    #expect(throws: InboxError.self) { try mark("editor") { $0.names.append("nonsense") } }
  }

  @Test("Nobody reads or marks what another is told")
  func others() throws {
    try mention("editor")
    let hidden = InboxError.notFound(name: "workspaces/demo/users/editor")
    for actor in ["users/admin", "users/viewer", "workflows/w", "connectors/google"] {
      #expect(throws: hidden) { try list("editor", as: actor) }
      #expect(throws: hidden) { try mark("editor", as: actor) { $0.makeUntilTime().microseconds = .max } }
    }
  }

  @Test("What he may no longer see is left out of list and count, and he is told nothing of it")
  func rightsLost() throws {
    let lyon = try test.review("r2", at: "lyon")
    try mention("editor", saying: "Paris")
    _ = try test.command(test.notes.createNote, as: "users/editor") {
      $0.setParent(review)
      $0.setBody("mine")
    }
    // The source moves the review to a place that the editor does not see.
    try test.push { item in
      item.source = .google
      item.setExternalID("r1")
      item.setLocation("workspaces/demo/locations/lyon")
      item.makeSourceUpdateTime().microseconds = TestInbox.minute(100)
    }
    let mine = try #require(
      test.query(test.notes.listNotes) { $0.setParent(review) }.notes.first { $0.body == "mine" })
    _ = try test.command(test.notes.createNote) {
      $0.setParent(review)
      $0.setBody("secret answer")
      $0.setReplyTo(mine.name)
    }
    #expect(try list("editor").notifications.isEmpty && list("editor").unreadCount == 0)
    try mention("watcher", on: lyon)
    #expect(try list("watcher").notifications.count == 1)
  }
}
