internal import SQLite
internal import InboxModel

/// Texts that were to go out and did not: each comes back where the team finds it, and none is lost.
extension WriteTransaction {
  /// Makes a text the channel's draft again, as its author's, or a revision if the channel has another draft. Gives the
  /// revision, if it became one. Its `returnReason` says why it is back.
  @discardableResult
  func returnText(
    _ text: Draft, to state: inout InteractionState, by caller: Caller
  ) throws(InboxError) -> Int64? {
    if state.drafts.contains(text.channel) { return try keepRevision(of: text, in: state, cause: .returned) }
    try writeDraft(
      text.content, on: text.channel, of: &state, over: nil, text.origin, nil, text.returnReason, caller,
      writtenBy: text.actor)
    return nil
  }

  /// Tells the author of a text that it did not go out; a workflow is told by the event.
  func tellAuthor(
    of text: Draft, _ type: NotificationType, about state: InteractionState, message: MessageID? = nil,
    snippet: String? = nil, by caller: Caller
  ) throws(InboxError) {
    let author = Actor(stored: text.actor)
    guard author.kind == .user else { return }
    let plain = TextRules.plain(text.content.text, format: text.content.format)
    try notify(
      author.id, type, about: state, message: message, snippet: snippet ?? TextRules.snippet(of: plain), by: caller)
  }
}
