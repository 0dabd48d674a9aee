public import Delivery

/// What this server was configured to do beyond storing and answering.
public struct Features: Sendable {
  /// Writes texts; nil without a language model.
  public var composer: Composer?
  /// Whether e-mails are sent by this server; without, they stay queued and their channel says so.
  public var sendsEmail: Bool

  /// What is configured.
  public init(composer: Composer? = nil, sendsEmail: Bool = false) {
    self.composer = composer
    self.sendsEmail = sendsEmail
  }
}
