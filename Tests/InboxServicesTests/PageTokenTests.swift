import InboxModel
import Protobuf
import Testing

@testable import InboxServices

@Suite("A page token is good for the list that gave it, and for nothing else")
struct PageTokenTests {
  /// A list with one parameter.
  private func scope(_ parameter: Int64) -> PageScope {
    var scope = PageScope("ListThings")
    scope.add(parameter)
    return scope
  }

  /// The text of a token.
  private func encode(_ key: PageKey, in scope: PageScope) -> String {
    let arena = Arena()
    defer { arena.destroy() }
    return PageToken.encode(key, in: scope).text(in: arena).string
  }

  /// Reads a token of text.
  private func decode(_ token: String, in scope: PageScope) throws(InboxError) -> PageKey? {
    let arena = Arena()
    defer { arena.destroy() }
    return try PageToken.decode(token.text(in: arena), in: scope)
  }

  /// Places of all shapes.
  static let keys = [
    PageKey(), PageKey(numbers: [0]), PageKey(numbers: [.min, .max, -1]), PageKey(texts: [""]),
    PageKey(numbers: [1_700_000_000_000_000, 42], texts: ["Émile", "user-1"]),
    PageKey(texts: [String(repeating: "名", count: 400)]),
  ]

  @Test("A place comes back as it went", arguments: keys)
  func roundTrip(_ key: PageKey) throws {
    #expect(try decode(encode(key, in: scope(1)), in: scope(1)) == key)
  }

  @Test("No token is the first page")
  func empty() throws { #expect(try decode("", in: scope(1)) == nil) }

  @Test("A token with any character changed, cut or added is refused")
  func altered() throws {
    let token = Array(encode(PageKey(numbers: [1, 2], texts: ["a"]), in: scope(1)))
    for place in token.indices {
      for character in "AQgw_-.= é" where character != token[place] {
        var other = token
        other[place] = character
        #expect(throws: InboxError.pageTokenInvalid) { try decode(String(other), in: scope(1)) }
      }
      #expect(throws: InboxError.pageTokenInvalid) { try decode(String(token[..<place]) + " ", in: scope(1)) }
      if place > 0 {
        #expect(throws: InboxError.pageTokenInvalid) { try decode(String(token[..<place]), in: scope(1)) }
      }
    }
    for more in ["A", "AA", "==", "AAAA"] {
      #expect(throws: InboxError.pageTokenInvalid) { try decode(String(token) + more, in: scope(1)) }
    }
  }

  @Test("A token is refused with other parameters and by other lists")
  func otherScope() throws {
    let token = encode(PageKey(numbers: [1]), in: scope(1))
    #expect(throws: InboxError.pageTokenInvalid) { try decode(token, in: scope(2)) }
    #expect(throws: InboxError.pageTokenInvalid) { try decode(token, in: PageScope("ListThings")) }
    var other = PageScope("ListOthers")
    other.add(1)
    #expect(throws: InboxError.pageTokenInvalid) { try decode(token, in: other) }
  }

  @Test("A token of any length and content is refused without harm")
  func arbitrary() {
    let seed = UInt64.random(in: .min ... .max)
    print("arbitrary page tokens: seed \(seed)")
    var generator = SplitMix(state: seed)
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    for _ in 0..<2000 {
      let length = Int.random(in: 1...3000, using: &generator)
      let token = String((0..<min(length, 200)).map { _ in digits.randomElement(using: &generator)! })
      #expect(throws: InboxError.pageTokenInvalid) { try decode(token, in: scope(1)) }
    }
    let long = String(repeating: "A", count: PageToken.charactersMax + 1)
    #expect(throws: InboxError.pageTokenInvalid) { try decode(long, in: scope(1)) }
  }
}
