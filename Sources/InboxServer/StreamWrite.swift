internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf

/// A stream's command on its way to the writer and back; see `PendingCommand` and `OpenStream`.
final class StreamWrite: PendingCommand, @unchecked Sendable {
  private let command: StreamBody.Command
  private let desk: LoopDesk
  private let caller: Caller
  private let scope: WorkspaceScope
  private let arena: Arena
  private var stream: OpenStream?
  private var failure: InboxError?

  /// A command of `stream`, made on its loop.
  init(
    _ command: StreamBody.Command, _ stream: OpenStream, _ desk: LoopDesk, _ caller: Caller, _ scope: WorkspaceScope,
    requestBytes: Int
  ) {
    self.command = command
    self.stream = stream
    self.desk = desk
    self.caller = caller
    self.scope = scope
    arena = desk.arenas.take()
    super.init(home: desk.home, requestBytes: requestBytes)
  }

  /// Carries it out for the caller as he is in the transaction.
  override func run(in transaction: WriteTransaction) throws(InboxError) {
    let caller = try transaction.caller(again: caller, through: scope)
    try command.execute(
      InboxServices.Call(caller: caller, scope: scope, now: transaction.now, arena: arena, features: desk.features),
      in: transaction)
  }

  /// Keeps a failure.
  override func didFinish(_ outcome: CommandOutcome) {
    if case .failed(let error) = outcome { failure = error }
  }

  /// Hands the stream back to itself, on the loop.
  override func answer() {
    desk.commandDidReturn(self)
    giveBack()
    let stream = stream
    self.stream = nil
    stream?.commandDidReturn(failure)
  }

  /// Gives the arena back: the command was answered, or the writer did not take it.
  func giveBack() { desk.arenas.giveBack(arena) }
}
