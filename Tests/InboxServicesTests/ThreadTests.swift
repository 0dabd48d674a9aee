import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("A thread is read page by page in both directions")
struct ThreadTests {
  /// The store.
  let test: TestInbox
  /// A conversation of ten messages.
  let name: String

  /// A fresh store.
  init() throws {
    test = try TestInbox()
    name = try test.email("e1", messages: 10)
  }

  /// A page.
  private func page(
    _ token: String = "", size: Int32 = 4, around: String = "", of parent: String? = nil,
    as actor: String = "users/admin"
  ) throws -> ListMessagesResponse {
    try test.query(test.interactions.listMessages, as: actor) {
      $0.setParent(parent ?? name)
      $0.pageSize = size
      $0.setPageToken(token)
      $0.setAroundMessage(around)
    }
  }

  /// The numbers of a page's messages.
  private func numbers(_ page: ListMessagesResponse) -> [Int] {
    page.messages.compactMap { Int($0.text.string.dropFirst(8)) }
  }

  @Test("A message says all it has")
  func message() throws {
    let message = try #require(try page(size: 1).messages.first)
    #expect(message.name.string.hasPrefix(name + "/messages/"))
    #expect(message.text == "Message 0" && message.direction == .inbound && message.state == .received)
    #expect(message.channel == .email && message.textFormat == .plain && message.origin == .customer)
    #expect(message.messageTime?.microseconds == TestInbox.minute(0) && message.externalID == "e1-0")
    #expect(message.author.isEmpty && message.authorDisplayName == "Camille Customer" && !message.automatic)
    #expect(message.replacement == nil && message.removalTime == nil && message.revisionCount == 0)
  }

  @Test("From the oldest page to the newest, each message once")
  func forwards() throws {
    var seen: [Int] = []
    var token = ""
    repeat {
      let page = try page(token)
      seen += numbers(page)
      token = page.nextPageToken.string
    } while !token.isEmpty && seen.count < 20
    #expect(seen == Array(0..<10))
    #expect(try page().previousPageToken.isEmpty)
  }

  @Test("From the latest page, which GetInteraction gives, to the oldest")
  func backwards() throws {
    let opened = try test.query(test.interactions.getInteraction) { $0.setName(name) }
    var pages: [[Int]] = []
    var token = opened.latestMessagesPageToken.string
    repeat {
      let page = try page(token)
      pages.append(numbers(page))
      token = page.previousPageToken.string
    } while !token.isEmpty && pages.count < 9
    #expect(pages == [[6, 7, 8, 9], [2, 3, 4, 5], [0, 1]])
    #expect(try page(opened.latestMessagesPageToken.string).nextPageToken.isEmpty)
  }

  @Test("Around a message, which then stands in the middle", arguments: [1, 2, 5, 50])
  func around(_ size: Int) throws {
    let all = try page(size: 50).messages
    for number in 0..<10 {
      let page = try page(size: Int32(size), around: all[number].name.string)
      let first = max(0, number - size / 2)
      let shown = Array(first..<min(10, number + size - (number - first)))
      #expect(numbers(page) == shown, "around \(number)")
      #expect(page.previousPageToken.isEmpty == (shown.first == 0), "before \(number)")
      #expect(page.nextPageToken.isEmpty == (shown.last == 9), "after \(number)")
      if !page.nextPageToken.isEmpty {
        #expect(numbers(try self.page(page.nextPageToken.string, size: 1)) == [shown.last! + 1])
      }
    }
  }

  @Test("A token of another thread, and one together with around_message, are refused")
  func tokens() throws {
    let other = try test.email("e2", messages: 3)
    let token = try page().nextPageToken.string
    #expect(throws: InboxError.pageTokenInvalid) { try page(token, of: other) }
    #expect(throws: InboxError.pageTokenInvalid) { try page(String(token.dropLast())) }
    let message = try #require(try page().messages.first).name.string
    #expect(throws: InboxError.fieldInvalid(field: "around_message", fault: "is given together with page_token")) {
      try page(token, around: message)
    }
    #expect(throws: InboxError.notFound(name: message)) { try page(around: message, of: other) }
  }

  @Test("What one may not see is not found before any fault of the page is told")
  func authorisesFirst() throws {
    #expect(throws: InboxError.notFound(name: name)) { try page("nonsense", as: "users/viewer") }
    #expect(throws: InboxError.notFound(name: name)) { try page(size: -1, as: "users/viewer") }
    #expect(throws: InboxError.pageTokenInvalid) { try page("nonsense") }
  }
}
