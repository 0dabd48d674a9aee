/// How far an e-mail had come at the relay.
enum MailStage: Sendable, Equatable {
  /// Not to the e-mail itself: the name, the connection, TLS, the greeting, logging in.
  case session
  /// The sender was named, a recipient, the text.
  case sender, recipient, text

  /// Where an attempt that failed had come; `detail` is libcurl's own words, which name the command that was refused.
  init(detail: String, textWasRead: Bool) {
    if detail.hasPrefix("MAIL failed") {
      self = .sender
    } else if detail.hasPrefix("RCPT failed") {
      self = .recipient
    } else if detail.hasPrefix("DATA failed") || textWasRead {
      self = .text
    } else {
      self = .session
    }
  }
}

/// What came of handing an e-mail to a relay.
public enum MailOutcome: Sendable, Equatable {
  /// The relay took it.
  case sent
  /// Not this time; a sentence says why.
  case failedTemporarily(String)
  /// The relay takes no e-mail at all now; a sentence says why.
  case relayUnusable(String)
  /// Never; a sentence says why, and whether the address itself was refused.
  case failedPermanently(String, addressRefused: Bool)

  /// What libcurl's code and the relay's last reply mean. What is wrong with the relay or with how we are let in is
  /// temporary, whatever it answers: somebody mends it, and no customer's e-mail is lost for it.
  ///
  ///     code   stage      last reply                outcome
  ///     0      any        any                       sent
  ///     other  session    any                       relay unusable
  ///     other  the rest   530, 534, 535, 538        relay unusable: it wants us to log in
  ///     other  sender     5xx                       permanent
  ///     other  recipient  5xx                       permanent; the address is refused if an enhanced code says so
  ///     other  text       5xx                       permanent
  ///     other  the rest   4xx, or the line dropped  temporary
  init(code: UInt32, responseCode: Int, stage: MailStage, reply: String, sentence: String) {
    if code == 0 {
      self = .sent
      return
    }
    let isRefusal = responseCode >= 400 && responseCode < 600 && !reply.isEmpty
    let why = isRefusal ? "the mail relay said: \(reply)" : "the mail relay: \(sentence)"
    if stage == .session || [530, 534, 535, 538].contains(responseCode) {
      self = .relayUnusable(why)
    } else if responseCode >= 500, isRefusal {
      self = .failedPermanently(why, addressRefused: stage == .recipient && Self.isAboutAddress(reply))
    } else {
      self = .failedTemporarily(why)
    }
  }

  /// Whether a reply says, by its enhanced code (RFC 3463), that the address is none or takes no mail.
  private static func isAboutAddress(_ reply: String) -> Bool {
    let words = reply.split(separator: " ")
    return words.count > 1 && ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"].contains(words[1])
  }
}
