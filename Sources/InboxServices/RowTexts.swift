public import InboxStore
public import Protobuf

/// A column's text goes into a message without a string between.
extension RowText: TextSource {
  /// A copy in the arena.
  public func text(in arena: Arena) -> Text { withSpan { arena.text(copying: $0) } }
}

extension Names {
  /// A name whose id stands in a column; empty for an empty column.
  func customer(_ id: RowText) -> Text { named("/customers/", id) }

  /// A name whose id stands in a column; empty for an empty column.
  func location(_ id: RowText) -> Text { named("/locations/", id) }

  /// A name whose id stands in a column; empty for an empty column.
  func user(_ id: RowText) -> Text { named("/users/", id) }

  /// The name of a column's id.
  private func named(_ collection: StaticString, _ id: RowText) -> Text {
    id.isEmpty ? Text() : id.withSpan { name(collection, $0) }
  }
}
