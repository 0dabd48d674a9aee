internal import SQLite
public import InboxModel

/// Where a search found an interaction best, and the text around it.
public struct SearchHit: Sendable {
  /// What holds the words.
  public enum Place: Sendable, Equatable {
    /// The customer's name, a message, a note; the subject, or texts too far back to look at.
    case customer
    case message(MessageID)
    case note(NoteID)
    case interaction
  }

  /// What holds the most of them: the customer before messages before notes, the newest first.
  public var place: Place
  /// The text, cut into marked and unmarked parts.
  public var parts: [SnippetPart]
}

extension Transaction {
  /// Where an interaction that was found holds the words.
  public func searchHit(
    _ query: SearchQuery, in row: borrowing InteractionRow, for caller: Caller
  ) throws(InboxError) -> SearchHit {
    var best = SearchHit(place: .interaction, parts: [])
    var most = 0
    func look(_ text: String, _ place: SearchHit.Place) {
      if most == query.terms.count { return }
      let hits = query.hits(in: text)
      guard hits.terms > most else { return }
      most = hits.terms
      best = SearchHit(place: place, parts: SnippetPart.parts(of: text, around: hits.ranges))
    }
    look(row.customerName.string, row.customer.isEmpty ? .interaction : .customer)
    if most == query.terms.count { return best }
    for (id, text) in try searchedMessages(of: row.id, in: caller.workspace) { look(text, .message(id)) }
    if caller.readsNotes, most < query.terms.count, row.noteCount > 0 {
      for (id, text) in try searchedNotes(of: row.id, in: caller.workspace) { look(text, .note(id)) }
    }
    look(row.subject.string, .interaction)
    return best
  }
}
