internal import InboxModel
internal import InboxStore

/// *Authorise, then validate*, at no cost for a call that is in order: the store authorises in the statement it runs
/// anyway, so a handler may read its fields first. Only when a field is wrong it has to be known whether the caller may
/// hear of it: what he may not see is `notFound`, what he may not change `roleInsufficient`, before any fault of a field.
extension Call {
  /// Reads the fields of a request that shows something of an interaction.
  func reading<Fields>(
    _ interaction: InteractionID, in transaction: InboxStore.Transaction, _ read: () throws(InboxError) -> Fields
  ) throws(InboxError) -> Fields {
    do {
      return try read()
    } catch {
      try transaction.withRow(of: interaction, for: caller) { _ throws(InboxError) in }
      throw error
    }
  }

  /// Reads the fields of a request that changes an interaction.
  func changing<Fields>(
    _ interaction: InteractionID, in transaction: InboxStore.Transaction, _ read: () throws(InboxError) -> Fields
  ) throws(InboxError) -> Fields {
    do {
      return try read()
    } catch {
      try requireEditor(of: interaction, in: transaction)
      throw error
    }
  }

  /// Reads the fields of a request that only senders make, whatever it says.
  func requireSender<Fields>(before read: (Call) throws(InboxError) -> Fields) throws(InboxError) -> Fields {
    try caller.requireSender()
    return try read(self)
  }

  /// Throws `notFound` or `roleInsufficient` unless the caller may change an interaction.
  func requireEditor(of interaction: InteractionID, in transaction: InboxStore.Transaction) throws(InboxError) {
    try transaction.withRow(of: interaction, for: caller) { (row) throws(InboxError) in
      try caller.requireEditor(of: row.locationID)
    }
  }

  /// Throws `notFound`, or `channelNotOffered` unless the interaction's source has a channel.
  func requireOffered(
    _ channel: InboxModel.Channel, by interaction: InteractionID, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    let source = try transaction.withRow(of: interaction, for: caller) { (row) throws(InboxError) in row.source }
    guard source.allows(channel) else {
      throw .channelNotOffered(field: "channel", channel: channel, source: source)
    }
  }
}
