import Testing

@testable import Delivery

@Suite("What a relay's answers mean")
struct MailOutcomeTests {
  /// An attempt as libcurl tells of it: code, last reply's code, its own words, whether the text was read, the refusal.
  typealias Attempt = (code: UInt32, response: Int, detail: String, textWasRead: Bool, refusal: String)

  @Test(
    "Who is refused what",
    arguments: [
      ((0, 250, "", true, ""), .sent),
      (
        (55, 550, "RCPT failed: 550", false, "550 5.1.1 No such user"),
        .failedPermanently("the mail relay said: 550 5.1.1 No such user", addressRefused: true)
      ),
      (
        (55, 550, "MAIL failed: 550", false, "550 5.1.1 Who are you"),
        .failedPermanently("the mail relay said: 550 5.1.1 Who are you", addressRefused: false)
      ),
      (
        (55, 552, "MAIL failed: 552", false, "552 5.3.4 Too big"),
        .failedPermanently("the mail relay said: 552 5.3.4 Too big", addressRefused: false)
      ),
      (
        (55, 554, "RCPT failed: 554 (last error)", false, "554 5.7.1 Spam"),
        .failedPermanently("the mail relay said: 554 5.7.1 Spam", addressRefused: false)
      ),
      (
        (55, 554, "DATA failed: 554", false, "554 No"),
        .failedPermanently("the mail relay said: 554 No", addressRefused: false)
      ),
      (
        (8, 554, "", true, "554 5.6.0 Ugly"),
        .failedPermanently("the mail relay said: 554 5.6.0 Ugly", addressRefused: false)
      ),
      ((55, 451, "RCPT failed: 451", false, "451 Later"), .failedTemporarily("the mail relay said: 451 Later")),
      ((8, 451, "", true, "451 Later"), .failedTemporarily("the mail relay said: 451 Later")),
      ((56, 354, "", true, ""), .failedTemporarily("the mail relay: no way")),
      (
        (55, 530, "MAIL failed: 530", false, "530 Log in first"),
        .relayUnusable("the mail relay said: 530 Log in first")
      ),
      ((8, 554, "Got unexpected", false, "554 No service"), .relayUnusable("the mail relay said: 554 No service")),
      ((67, 535, "Login denied", false, "535 Wrong"), .relayUnusable("the mail relay said: 535 Wrong")),
      ((7, 0, "Failed to connect", false, ""), .relayUnusable("the mail relay: no way")),
      ((64, 220, "STARTTLS not supported.", false, ""), .relayUnusable("the mail relay: no way")),
      ((28, 0, "", false, ""), .relayUnusable("the mail relay: no way")),
    ] as [(Attempt, MailOutcome)])
  func outcomes(_ attempt: Attempt, _ outcome: MailOutcome) {
    let stage = MailStage(detail: attempt.detail, textWasRead: attempt.textWasRead)
    let found = MailOutcome(
      code: attempt.code, responseCode: attempt.response, stage: stage, reply: attempt.refusal, sentence: "no way")
    #expect(found == outcome)
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
      #expect((2_000_000_000...60_000_000_000).contains(pause))
      now = rest.untilNanoseconds
    }
    rest.didAnswer()
    #expect(!rest.isDoubtful && rest.untilNanoseconds == 0)
  }
}
