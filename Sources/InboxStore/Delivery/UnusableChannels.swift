internal import SQLite
internal import InboxModel

/// What providers say of channels that cannot be used any more.
extension WriteTransaction {
  private static let markCustomer = Query(
    """
    UPDATE customer
    SET email_bounced = CASE WHEN ?1 = 2 THEN 1 ELSE email_bounced END,
      email_consent = CASE WHEN ?1 = 3 THEN 2 ELSE email_consent END,
      sms_consent = CASE WHEN ?1 = 5 THEN 2 ELSE sms_consent END, etag = ?2, update_time = ?3
    WHERE workspace = ?4 AND customer = ?5
    """)

  private static let closeAtSource = Query(
    "UPDATE interaction SET closed_by_source = 1, update_time = ? WHERE workspace = ? AND interaction = ?")

  /// Keeps a reason for which a channel is unusable from now on: the customer's, or the interaction's. That an address or a
  /// number is missing is known already.
  func markUnusable(
    _ reason: ChannelUnusableReason, _ state: inout InteractionState, by caller: Caller
  ) throws(InboxError) {
    switch reason {
    case .customerEmailMissing, .customerPhoneMissing: return
    case .removedAtSource, .closedBySource:
      if state.isClosedBySource { return }
      let row = state
      try run(Self.closeAtSource) { [now] cursor in
        cursor.bind(now)
        cursor.bind(row.workspace.rawValue)
        cursor.bind(row.id.rawValue)
      }
      append(.interactionUpdated, to: state, by: caller.actor)
    case .customerEmailBounced, .customerEmailOptedOut, .customerSMSOptedOut:
      guard let customer = state.customer else { return }
      let row = state
      let etag = makeID()
      try run(Self.markCustomer) { [now] cursor in
        cursor.bind(Int64(reason.rawValue))
        cursor.bind(etag)
        cursor.bind(now)
        cursor.bind(row.workspace.rawValue)
        cursor.bind(customer.text)
      }
      let field =
        switch reason {
        case .customerEmailBounced: "email_bounced"
        case .customerEmailOptedOut: "email_consent"
        default: "sms_consent"
        }
      append(.customerChanged, .words("\(customer.text) \(customer.text) \(field)"), to: state, by: caller.actor)
    }
  }
}
