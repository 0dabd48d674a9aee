internal import SQLite
internal import InboxModel

/// The transactions of ingested items.
extension WriteTransaction {
  private static let upsertTransaction = Query(
    """
    INSERT INTO transaction_info (
      workspace, interaction, external_id, kind, transaction_time, reference, amount_minor, currency, party_size, end_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, interaction) DO UPDATE
    SET external_id = excluded.external_id, kind = excluded.kind, transaction_time = excluded.transaction_time,
      reference = excluded.reference, amount_minor = excluded.amount_minor, currency = excluded.currency,
      party_size = excluded.party_size, end_time = excluded.end_time
    """)

  /// Writes the business an interaction is about; says whether it changed.
  func setTransaction(_ info: TransactionInfo, of state: inout InteractionState) throws(InboxError) -> Bool {
    let caller = Caller.system(in: state.workspace, slug: state.workspaceSlug)
    if state.parts.contains(.transaction), try transactionInfo(of: state.id, for: caller) == info { return false }
    let row = state
    try run(Self.upsertTransaction) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(info.externalID)
      cursor.bind(Int64(info.kind.rawValue))
      cursor.bind(info.time)
      cursor.bind(info.reference)
      cursor.bind(info.amountMinor)
      cursor.bind(info.currency)
      cursor.bind(Int64(info.partySize))
      cursor.bind(info.endTime)
    }
    try setPart(.transaction, true, of: &state)
    return true
  }
}
