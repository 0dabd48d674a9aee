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
}
