import Testing

@testable import Delivery

@Suite("What is said to a relay, and what its answers mean")
struct MailDialogueTests {
  /// A dialogue about an e-mail.
  private func dialogue(afterRefusal: Bool = false, extras: String = "") throws -> MailDialogue {
    MailDialogue(
      sender: try #require(MailAddress("a@b.example")), recipient: try #require(MailAddress("c@d.example")),
      extras: extras, afterRefusal: afterRefusal)
  }

  /// What follows on the last of some answers.
  private func step(_ lines: [String], afterRefusal: Bool = false) throws -> (MailDialogue.Step, MailDialogue) {
    var dialogue = try dialogue(afterRefusal: afterRefusal)
    var step = MailDialogue.Step.say(dialogue.opening)
    for line in lines {
      step = dialogue.take(MailReply(code: try #require(Int(line.prefix(3))), line: line))
      if step == .text { dialogue.textDidEnd() }
    }
    return (step, dialogue)
  }

  @Test("An e-mail that nobody refuses is announced, given and sent")
  func sent() throws {
    #expect(try dialogue(extras: " SIZE=12").opening == "MAIL FROM:<a@b.example> SIZE=12\r\n")
    #expect(try step(["250 OK"]).0 == .say("RCPT TO:<c@d.example>\r\n"))
    #expect(try step(["250 OK", "251 Forwards"]).0 == .say("DATA\r\n"))
    #expect(try step(["250 OK", "250 OK", "354 Go on"]).0 == .text)
    let (step, dialogue) = try step(["250 OK", "250 OK", "354 Go on", "250 2.0.0 Queued"])
    #expect(step == .end(.sent) && dialogue.keepsConnection)
  }

  @Test("After a refusal the relay is told to forget")
  func reset() throws {
    #expect(try dialogue(afterRefusal: true).opening == "RSET\r\n")
    #expect(try step(["250 OK"], afterRefusal: true).0 == .say("MAIL FROM:<a@b.example>\r\n"))
    let refused = try step(["502 What"], afterRefusal: true).0
    #expect(refused == .end(.relayUnusable("the mail relay said: 502 What")))
  }

  @Test(
    "Refusals are for now or for good, about the address or about us",
    arguments: [
      (["450 4.2.0 Later"], .failedTemporarily("the mail relay said: 450 4.2.0 Later"), true),
      (["421 Bye"], .failedTemporarily("the mail relay said: 421 Bye"), false),
      (["530 Log in"], .relayUnusable("the mail relay said: 530 Log in"), true),
      (
        ["550 5.1.1 Who are you"],
        .failedPermanently("the mail relay said: 550 5.1.1 Who are you", addressRefused: false), true
      ),
      (
        ["250 OK", "550 5.1.1 Nobody"],
        .failedPermanently("the mail relay said: 550 5.1.1 Nobody", addressRefused: true), true
      ),
      (
        ["250 OK", "550 5.7.1 Spam"],
        .failedPermanently("the mail relay said: 550 5.7.1 Spam", addressRefused: false), true
      ),
      (
        ["250 OK", "550 5.1.1"], .failedPermanently("the mail relay said: 550 5.1.1", addressRefused: true), true
      ),
      (["250 OK", "250 OK", "451 Disk"], .failedTemporarily("the mail relay said: 451 Disk"), true),
      (
        ["250 OK", "250 OK", "354 Go", "554 Ugly"],
        .failedPermanently("the mail relay said: 554 Ugly", addressRefused: false), true
      ),
      (["250 OK", "250 OK", "354 Go", "452 Full"], .failedTemporarily("the mail relay said: 452 Full"), true),
      (["354 Go"], .relayUnusable("the mail relay: it answered out of turn: 354 Go"), false),
      (
        ["250 OK", "250 OK", "250 OK"], .failedTemporarily("the mail relay: it answered out of turn: 250 OK"), false
      ),
    ] as [([String], MailOutcome, Bool)])
  func refusals(_ lines: [String], _ outcome: MailOutcome, _ isKept: Bool) throws {
    let (step, dialogue) = try step(lines)
    #expect(step == .end(outcome) && dialogue.keepsConnection == isKept)
  }

  @Test("A relay that is gone is of no use before it heard the sender, and has failed one e-mail after")
  func lost() throws {
    #expect(try dialogue().lost("gone") == .relayUnusable("the mail relay: gone"))
    #expect(try step(["250 OK"]).1.lost("gone") == .failedTemporarily("the mail relay: gone"))
  }

  @Test(
    "Replies are found however they are cut",
    arguments: [
      ("250 OK\r\n", ["250 OK"]), ("250-a\r\n250-b\r\n250 c\r\n", ["250 c"]), ("354\n250 x\r\n", ["354", "250 x"]),
      ("550-5.1.1 No\r\n550 5.1.1 such\u{1}user\r\n", ["550 5.1.1 such user"]), ("250 no end", []), ("", []),
    ] as [(String, [String])])
  func replies(_ text: String, _ lines: [String]) {
    for size in [1, 3, 1_000] {
      var reader = MailReplyReader()
      var found: [String] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        found += reader.take(rest.prefix(size))?.map(\.line) ?? ["nonsense"]
        rest = rest.dropFirst(size)
      }
      #expect(found == lines)
    }
  }

  @Test(
    "What is no reply is told",
    arguments: [
      "HTTP/1.1 200 OK\r\n", "\r\n", "25 OK\r\n", "199 x\r\n", "600 x\r\n", "250x\r\n",
      String(repeating: "2", count: 2_000), String(repeating: "250-x\r\n", count: 101), "\u{0}\u{1}\n",
    ])
  func nonsense(_ text: String) {
    var reader = MailReplyReader()
    #expect(reader.take(text.utf8) == nil)
  }

  @Test("A relay that takes nothing is left alone for longer and longer, and what failed together counts once")
  func rests() {
    var rest = MailRest()
    rest.didFail(at: 0, random: 0)
    #expect(rest.isDoubtful && rest.untilNanoseconds == 2_000_000_000)
    rest.didFail(at: 1, random: 0)
    #expect(rest.untilNanoseconds == 2_000_000_000)
    var now = rest.untilNanoseconds
    for _ in 0..<20 {
      rest.didFail(at: now, random: .max)
      let pause = rest.untilNanoseconds - now
      #expect((1_000_000_000...60_000_000_000).contains(pause))
      now = rest.untilNanoseconds
    }
    rest.didAnswer()
    #expect(!rest.isDoubtful && rest.untilNanoseconds == 0)
  }
}
