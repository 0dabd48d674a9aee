/// Which side tables have rows for an interaction, so that a plain one is read with one statement.
struct InteractionParts: OptionSet, Sendable {
  /// The bits, stored in `interaction.parts`.
  let rawValue: Int64

  /// Keywords, also removed ones.
  static let keywords = InteractionParts(rawValue: 1)
  /// Attribute values.
  static let attributes = InteractionParts(rawValue: 2)
  /// Attachments on messages.
  static let attachments = InteractionParts(rawValue: 4)
  /// A transaction.
  static let transaction = InteractionParts(rawValue: 8)
  /// Pins of anybody.
  static let pins = InteractionParts(rawValue: 16)
  /// Attribute values of the transaction.
  static let transactionAttributes = InteractionParts(rawValue: 32)
}
