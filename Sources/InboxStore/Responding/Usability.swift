internal import SQLite
internal import InboxModel

/// Whether a channel can send now.
extension Transaction {
  private static let factsQuery = Query(
    """
    SELECT email, email_bounced, email_consent, phone, sms_consent
    FROM customer
    WHERE workspace = ? AND customer = ?
    """)

  /// Throws `channelUnusable` with the reason if a channel cannot send now.
  func requireUsable(_ channel: Channel, _ state: InteractionState) throws(InboxError) {
    if let reason = try unusableReason(of: channel, state) { throw .channelUnusable(channel: channel, reason: reason) }
  }

  /// Why a channel cannot send now; nil if it can.
  func unusableReason(
    of channel: Channel, _ state: InteractionState
  ) throws(InboxError) -> ChannelUnusableReason? {
    var facts = ChannelFacts()
    if channel != .provider, let customer = state.customer {
      facts =
        try first(Self.factsQuery) { cursor in
          cursor.bind(state.workspace.rawValue)
          cursor.bind(customer.text)
        } _: { cursor in
          var facts = ChannelFacts()
          facts.hasEmail = !cursor.text().isEmpty
          facts.emailBounced = cursor.bool()
          facts.emailConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
          facts.hasPhone = !cursor.text().isEmpty
          facts.smsConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
          return facts
        } ?? facts
    }
    facts.isRemovedAtSource = state.sourceRemovalTime != nil
    facts.isClosedBySource = state.isClosedBySource
    return facts.unusableReason(of: channel)
  }
}
