import InboxModel
import Testing

/// Ids and the names they stand in.
struct IdentifierTests {
  @Test(arguments: [0, 1, 31, 32, 1 << 40, Int64.max] as [Int64])
  func printedIDsAreRead(number: Int64) {
    let text = InteractionID(number).description
    #expect(text.utf8.count == 13)
    #expect(InteractionID(text) == InteractionID(number))
  }

  @Test(arguments: ["", "0", "000000000000", "8000000000000", "000000000000I", "00000000000A0", "00000000000000"])
  func otherSpellingsAreNot(text: String) {
    #expect(InteractionID(text) == nil)
  }

  /// Goal: ids increase whatever the clock does, and print in the same order.
  @Test func generatorIncreasesAlways() {
    var generator = IdentifierGenerator(node: 3)
    var last: Int64 = -1
    var lastText = ""
    for time in [1_000_000, 1_000_500, 2_000_000, 500_000, 500_000, 3_000_000] as [Int64] {
      for _ in 0..<10_000 {
        let id = generator.next(at: time)
        #expect(id > last)
        last = id
      }
      let text = Base32.string(of: last)
      #expect(text > lastText)
      lastText = text
    }
  }

  @Test func namesAreReadAndPrinted() throws {
    let id = "0000000000abc"
    let name = try InteractionName("workspaces/demo/interactions/\(id)".utf8.span, field: "name")
    #expect(name.workspace == "demo")
    #expect(name.description == "workspaces/demo/interactions/\(id)")
    let note = try NoteName("\(name)/notes/\(id)".utf8.span, field: "name")
    #expect(note.interaction == name.id)
    #expect(note.description == "\(name)/notes/\(id)")
    let user = try UserName("workspaces/demo/users/anna-2".utf8.span, field: "name")
    #expect(user.user == "anna-2")
    let location = try LocationName("workspaces/demo/locations/paris".utf8.span, field: "name")
    #expect(location.id.text == "paris")
  }

  @Test(
    arguments: [
      "", "workspaces", "workspaces/", "workspaces/demo", "workspaces/demo/interactions/",
      "workspaces/demo/interactions/short", "workspaces/demo/notes/0000000000abc", "workspaces/Demo/interactions/x",
      "/workspaces/demo/interactions/0000000000abc", "workspaces/demo/interactions/0000000000abc/",
      "workspaces/demo/interactions/0000000000abcd", "workspaces//interactions/0000000000abc",
    ])
  func otherNamesAreRefused(text: String) {
    #expect(throws: InboxError.nameInvalid(field: "parent", expected: "workspaces/{workspace}/interactions/{id}")) {
      try InteractionName(text.utf8.span, field: "parent")
    }
  }

  @Test func actorsAreRead() throws {
    #expect(try Actor("users/admin".utf8.span) == .user("admin"))
    #expect(try Actor("workflows/w1".utf8.span).kind == .workflow)
    #expect(try Actor("connectors/google".utf8.span).kind == .connector)
    #expect(throws: InboxError.actorMissing) { try Actor("".utf8.span) }
    for text in ["system", "users/", "users/A", "admin", "users/a/b", "robots/r"] {
      #expect(throws: InboxError.actorInvalid) { try Actor(text.utf8.span) }
    }
  }
}
