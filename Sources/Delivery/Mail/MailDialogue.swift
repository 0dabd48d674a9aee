/// What is said to a relay for one e-mail, and what its answers mean (RFC 5321, section 3.3). Pure.
///
///     phase      says              goes on when      else
///     reset      RSET              2xx               the connection is of no use
///     sender     MAIL FROM         2xx               the e-mail is refused: for now (4xx) or for good (5xx)
///     recipient  RCPT TO           2xx               the same; an enhanced code may say that the address is none
///     start      DATA              354               the same
///     text       the text, a dot   -                 whatever the relay says meanwhile ends it
///     answer     -                 2xx: it is sent   the same
struct MailDialogue {
  /// How far it is.
  enum Phase: Equatable { case reset, sender, recipient, start, text, answer }

  /// What to do next.
  enum Step: Equatable {
    /// Say this; give the text; it is over.
    case say(String)
    case text
    case end(MailOutcome)
  }

  /// How far it is.
  private(set) var phase: Phase
  /// Whether the connection may carry another e-mail afterwards.
  private(set) var keepsConnection = true
  private let sender: String
  private let recipient: String

  /// A dialogue about one e-mail. `extras` go with MAIL. After a refusal the relay is told to forget.
  init(sender: MailAddress, recipient: MailAddress, extras: String, afterRefusal: Bool) {
    self.sender = "MAIL FROM:\(sender.path)\(extras)\r\n"
    self.recipient = "RCPT TO:\(recipient.path)\r\n"
    phase = afterRefusal ? .reset : .sender
  }

  /// What to say first.
  var opening: String { phase == .reset ? "RSET\r\n" : sender }

  /// Whether the relay may have begun to take the text.
  var hasGivenText: Bool { phase == .text || phase == .answer }

  /// The text was given.
  mutating func textDidEnd() { phase = .answer }

  /// Takes an answer.
  mutating func take(_ reply: MailReply) -> Step {
    if reply.code == 421 || phase == .text { keepsConnection = false }
    if reply.isRefusal { return .end(refusal(reply)) }
    switch phase {
    case .reset where reply.code < 300: return go(to: .sender, saying: sender)
    case .sender where reply.code < 300: return go(to: .recipient, saying: recipient)
    case .recipient where reply.code < 300: return go(to: .start, saying: "DATA\r\n")
    case .start where reply.code == 354:
      phase = .text
      return .text
    case .answer where reply.code < 300: return .end(.sent)
    default:
      keepsConnection = false
      return .end(lost("it answered out of turn: \(reply.line)"))
    }
  }

  /// Goes on.
  private mutating func go(to next: Phase, saying words: String) -> Step {
    phase = next
    return .say(words)
  }

  /// What a refusal means. That we are to log in is a matter of our settings, whatever it is an answer to: somebody mends
  /// them, and no customer's e-mail is lost for it.
  private func refusal(_ reply: MailReply) -> MailOutcome {
    let why = "the mail relay said: \(reply.line)"
    if phase == .reset || [530, 534, 535, 538].contains(reply.code) { return .relayUnusable(why) }
    if reply.code < 500 { return .failedTemporarily(why) }
    return .failedPermanently(why, addressRefused: phase == .recipient && Self.isAboutAddress(reply.line))
  }

  /// What it means that the relay is gone, or silent, before it said what became of the e-mail.
  func lost(_ why: String) -> MailOutcome {
    let sentence = "the mail relay: \(why)"
    return phase == .reset || phase == .sender ? .relayUnusable(sentence) : .failedTemporarily(sentence)
  }

  /// Whether a reply says, by its enhanced code (RFC 3463), that the address is none or takes no mail.
  private static func isAboutAddress(_ line: String) -> Bool {
    let words = line.split(separator: " ")
    return words.count > 1 && ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"].contains(words[1])
  }
}
