internal import InboxModel
internal import InboxStore
internal import Protobuf

/// Where a watcher goes on: the sequence of the last event he was told of, or need not be told of.
///
/// A token is made and checked like a page token: it belongs to one method and the parameters of its request, holds a
/// place and no rights, and outlives the server that made it.
struct ResumeToken {
  /// Events after this one are news.
  let sequence: Int64

  /// Goes on after an event.
  init(after sequence: Int64) { self.sequence = sequence }

  /// Begins at the state that a snapshot shows.
  init(of caller: Caller, in transaction: ReadTransaction) throws(InboxError) {
    sequence = try transaction.lastSequence(in: caller.workspace)
  }

  /// Reads what a request gives; empty begins at the state that the snapshot shows. Throws `resumeTokenInvalid` for
  /// a token of another request, and `resumeTokenExpired` for one whose events are gone, or lie in the future of a restored
  /// backup.
  init(
    _ token: Text, in scope: PageScope, of caller: Caller, _ transaction: ReadTransaction
  ) throws(InboxError) {
    let last = try transaction.lastSequence(in: caller.workspace)
    let key: PageKey?
    do throws(InboxError) {
      key = try PageToken.decode(token, in: scope)
    } catch {
      throw .resumeTokenInvalid
    }
    guard let key else {
      sequence = last
      return
    }
    guard key.numbers.count == 1, key.texts.isEmpty else { throw .resumeTokenInvalid }
    guard key.numbers[0] <= last else { throw .resumeTokenExpired }
    sequence = key.numbers[0]
  }

  /// The text that a client keeps.
  func text(in scope: PageScope) -> NewToken { PageToken.encode(PageKey(numbers: [sequence]), in: scope) }
}
