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
  public var attemptMilliseconds = 300_000
  /// How long the connection and each reply may take, in milliseconds; the one to the text may take the whole attempt,
  /// because who does not wait for it sends twice (RFC 5321, section 4.5.3.2.6).
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

extension MailAddress {
  /// The address that a relay is given, brackets included.
  var path: String { "<\(address)>" }
}
