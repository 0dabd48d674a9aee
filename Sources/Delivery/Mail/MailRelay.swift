/// The relay that takes e-mails, as configured.
public struct MailRelay: Sendable, Equatable {
  /// How the connection is sealed.
  public enum Security: String, Sendable, CaseIterable {
    /// STARTTLS, and nothing without it; TLS from the first byte; not at all.
    case startTLS = "starttls"
    case tls
    case none
  }

  /// The relay's host name or address.
  public var host: String
  /// Its port.
  public var port: Int
  /// How the connection is sealed.
  public var security = Security.startTLS
  /// The user to authenticate as; empty for none.
  public var user = ""
  /// The user's password; never logged.
  public var password = ""
  /// A file of certificates to trust instead of the system's; empty for the system's.
  public var authorities = ""
  /// Who e-mails come from where the workspace names no address.
  public var sender: MailAddress
  /// How many e-mails are handed over at once.
  public var connectionsMax = 8
  /// How long one attempt may take in all, in milliseconds.
  public var attemptMilliseconds = 120_000
  /// How long the connection and each reply may take, in milliseconds.
  public var replyMilliseconds = 30_000

  /// A relay with the usual settings.
  public init(host: String, port: Int, sender: MailAddress) {
    self.host = host
    self.port = port
    self.sender = sender
  }

  /// The address that libcurl takes; the path is the name in EHLO.
  var url: String {
    let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    return "\(security == .tls ? "smtps" : "smtp")://\(name):\(port)/\(sender.domain)"
  }
}

/// What came of handing an e-mail to a relay.
public enum MailOutcome: Sendable, Equatable {
  /// The relay took it.
  case sent
  /// Not this time; a sentence says why.
  case failedTemporarily(String)
  /// Never; a sentence says why, and whether the address itself was refused.
  case failedPermanently(String, addressRefused: Bool)

  /// What libcurl's result and the relay's last reply mean. What is wrong with the relay or with how we are let in is
  /// temporary, whatever it answers: somebody mends it, and no customer's e-mail is lost for it.
  ///
  ///     code of libcurl                    last reply  text was read   outcome
  ///     0                                  any         yes             sent
  ///     55 (refused MAIL, RCPT or DATA)    5xx         no              permanent, but for 530, 534, 535, 538
  ///     8 (refused the text)               5xx         yes             permanent
  ///     8 (greeting), 9, 64, 67, ...       any                         temporary
  ///     any                                4xx                         temporary
  init(code: UInt32, responseCode: Int, textWasRead: Bool, reply: String, sentence: String) {
    if code == 0 {
      self = .sent
      return
    }
    let isRefusal = code == 55 && !textWasRead || code == 8 && textWasRead
    let isAboutUs = [530, 534, 535, 538].contains(responseCode)
    guard isRefusal, (500..<600).contains(responseCode), !isAboutUs else {
      self = .failedTemporarily(
        reply.isEmpty || responseCode < 400 ? "the mail relay: \(sentence)" : "the mail relay said: \(reply)")
      return
    }
    let addressRefused =
      !textWasRead && ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"].contains(Self.enhancedCode(reply))
    self = .failedPermanently("the mail relay said: \(reply)", addressRefused: addressRefused)
  }

  /// The enhanced status code of a reply (RFC 3463), such as 5.1.1; empty if there is none.
  private static func enhancedCode(_ reply: String) -> String {
    let words = reply.split(separator: " ")
    guard words.count > 1, words[1].split(separator: ".").count == 3 else { return "" }
    return String(words[1])
  }
}

extension MailAddress {
  /// The address that a relay is given, brackets included.
  var path: String { "<\(address)>" }
}
