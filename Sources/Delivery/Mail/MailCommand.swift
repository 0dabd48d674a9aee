internal import InboxModel
internal import InboxStore
internal import Synchronization

/// A change that the sender has the writer make.
final class MailCommand: WriteCommand, @unchecked Sendable {
  // Sound as Sendable: it belongs to the writer's thread from `submit` until it is delivered, then to the outbound loop.

  /// Where it comes back to.
  let home: any CommandHome
  /// What the sender does when it is on disk.
  let done: (MailSender) -> Void
  /// What it does when nothing of it was kept; nil to try again.
  let failed: ((MailSender) -> Void)?
  private let body: (WriteTransaction) throws(InboxError) -> Void
  /// Whether nothing of it was kept.
  private(set) var hasFailed = false

  /// A change, and what follows it.
  init(
    _ home: MailHome, _ body: @escaping (WriteTransaction) throws(InboxError) -> Void,
    done: @escaping (MailSender) -> Void, failed: ((MailSender) -> Void)? = nil
  ) {
    self.home = home
    self.body = body
    self.done = done
    self.failed = failed
  }

  /// Makes the change.
  func execute(in transaction: WriteTransaction) throws(InboxError) { try body(transaction) }

  /// Keeps what became of it.
  func didFinish(_ outcome: CommandOutcome) { hasFailed = outcome != .committed }
}

/// Takes finished changes back to the outbound loop.
final class MailHome: CommandHome {
  private let door: OutboundDoor

  /// The home behind a door.
  init(_ door: OutboundDoor) { self.door = door }

  /// Called on the writer's thread.
  func deliver(_ finished: [any WriteCommand]) {
    let commands = finished.compactMap { $0 as? MailCommand }
    door.post { desk in
      for command in commands { desk.mail?.commandDidReturn(command) }
    }
  }
}

/// Hears of commits and rings at the sender's door, once for all that happens until somebody comes to look. Commits without
/// an e-mail wake nobody.
final class MailBell: ChangeListener {
  private let door: OutboundDoor
  private let heard = Mutex<Set<WorkspaceID>>([])

  /// The bell of a door.
  init(_ door: OutboundDoor) { self.door = door }

  /// Called on the writer's thread.
  func didCommit(_ changes: Changes) {
    let news = changes.workspaces.filter { $0.value.hasEmail }.keys
    guard !news.isEmpty else { return }
    let mustRing = heard.withLock { heard in
      defer { heard.formUnion(news) }
      return heard.isEmpty
    }
    if mustRing { door.post { [self] desk in desk.mail?.hear(take()) } }
  }

  /// The workspaces that have e-mails since the last look.
  private func take() -> Set<WorkspaceID> {
    heard.withLock { heard in
      defer { heard = [] }
      return heard
    }
  }
}
