public import InboxModel

/// What became of a command.
public enum CommandOutcome: Sendable, Equatable {
  /// Its changes are on disk.
  case committed
  /// Nothing of it was kept.
  case failed(InboxError)
}

/// One change, made by an event loop and carried out by the writer's thread.
public protocol WriteCommand: AnyObject, Sendable {
  /// Carries out the change. A throw takes back what was done, and nothing else of the batch.
  func execute(in transaction: WriteTransaction) throws(InboxError)
  /// Hears the outcome, on the writer's thread, after the batch's commit: keeps it, no more.
  func didFinish(_ outcome: CommandOutcome)
  /// Where the finished command is handed back.
  var home: any CommandHome { get }
}

/// Where finished commands go: an event loop's mailbox.
public protocol CommandHome: AnyObject, Sendable {
  /// Takes the commands of this home out of one batch: one wake-up however many they are. Called on the writer's thread.
  func deliver(_ finished: [any WriteCommand])
}
