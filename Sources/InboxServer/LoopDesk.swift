internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
public import InboxServices
internal import InboxStore
internal import Net
internal import Protobuf
internal import Synchronization

// The desk: what the handlers of one loop share.
//
//     call --authenticate--> arena --decode--> query:   snapshot, handler, encode, answer        (on the loop)
//                                              command: writer --commit--> mailbox --> answer    (there and back)
//
// Invariants
//  1. One snapshot serves every query of a turn; it ends with the turn.
//  2. An arena belongs to one call at a time: taken here when its request is decoded, given back here when it is
//     answered, also when the caller has left meanwhile.
//  3. A caller's rights are looked up once per generation of the directory; the generation is read before the
//     snapshot is taken, so that what is remembered is never older than the snapshot says.
//  4. The requests that are with the writer, or wait in a stream to go there, take no more memory than `commandBytesMax`, or are a single one: the bound of
//     the writer's queue counts commands, and a command may be a thousand times as large as another.

/// The store's reader, the arenas and the callers of one loop; the essay above tells the rules.
final class LoopDesk: TurnHandler {
  /// Where commands go, and what snapshots are taken of.
  let store: Store
  /// One for each call that is being answered.
  let arenas = ArenaPool()
  /// Hears of faults of ours.
  let report: FaultReport
  /// What the server was configured to do.
  let features: Features
  /// Where the writer hands finished commands back.
  let home: LoopHome
  /// Where other threads hand back what they did.
  let mailbox: Mailbox

  /// The most memory that requests may take while they are with the writer, in bytes.
  static let commandBytesMax = 128 << 20
  /// What they take now.
  private var commandBytes = 0
  private let commandBytesMax: Int
  /// Those who read on.
  let streams: StreamDesk
  private let loop: EventLoop
  private let reader: Reader
  private var callers = CallerCache()
  private var keys = KeyTable()
  /// The hour in which each key was last known to be used.
  private var uses: [APIKeyID: Int64] = [:]
  private static let hourMicroseconds: Int64 = 3_600_000_000
  /// Whether callers from elsewhere need no credential as long as no key was created.
  let letsEveryoneIn: Bool
  private var snapshotIsOpen = false

  /// The desk of one loop, to be made on its thread.
  init(
    store: Store, loop: EventLoop, features: Features, commandBytesMax: Int = LoopDesk.commandBytesMax,
    letsEveryoneIn: Bool = false,
    report: @escaping FaultReport
  ) throws(StoreError) {
    self.store = store
    self.commandBytesMax = commandBytesMax
    self.letsEveryoneIn = letsEveryoneIn
    self.loop = loop
    self.report = report
    self.features = features
    mailbox = loop.mailbox
    home = LoopHome(mailbox: mailbox)
    streams = StreamDesk(store: store, loop: loop)
    reader = try store.makeReader()
    loop.housekeeper.add { [arenas] in arenas.trim() }
  }

  /// The snapshot of this turn (invariant 1).
  func snapshot() throws(InboxError) -> ReadTransaction {
    if !snapshotIsOpen {
      snapshotIsOpen = true
      loop.atEndOfTurn(self)
    }
    return try reader.snapshot()
  }

  /// Ends the snapshot (invariant 1).
  func turnDidEnd() {
    snapshotIsOpen = false
    reader.endTurn()
  }

  /// Hands a command to the writer; false when too much waits there already (invariant 4).
  func submit(_ command: PendingCommand) -> Bool {
    guard hold(command.requestBytes) else { return false }
    guard store.writer.submit(command) else {
      letGo(command.requestBytes)
      return false
    }
    return true
  }

  /// A command is back from the writer (invariant 4).
  func commandDidReturn(_ command: PendingCommand) { letGo(command.requestBytes) }

  /// Counts bytes of requests that wait to be written; false when too many do already (invariant 4).
  func hold(_ bytes: Int) -> Bool {
    guard commandBytes == 0 || commandBytes + bytes <= commandBytesMax else { return false }
    commandBytes += bytes
    return true
  }

  /// Bytes of requests that do not wait any more.
  func letGo(_ bytes: Int) { commandBytes -= bytes }

  /// Who calls: the actor of the metadata in the workspace of the address, with his rights (invariant 3).
  ///
  /// Throws `actorMissing`, `actorInvalid`, `actorUnknown`, and `notFound` for a workspace that does not exist or that the
  /// call's credential does not open.
  func caller(
    _ call: GRPCServer.Call, _ request: some AddressedRequest, in transaction: ReadTransaction, generation: UInt64
  ) throws(InboxError) -> Caller {
    let scope = Credentials.scope(of: call)
    let known = call.metadata.withFirst(named: CallerCache.actorKey) { bytes in
      callers.find(workspaceIn: request.address, actor: bytes, generation: generation)
    }
    if let known = known ?? nil, scope.opens(known.workspace) { return known }
    let identity = try CallerIdentity(call, request)
    let caller = try identity.caller(in: transaction)
    if identity.workspace != nil { callers.add(caller, generation: generation) }
    return caller
  }

  /// The keys of the present generation, read again when the directory has changed.
  func keyTable() throws(InboxError) -> KeyTable {
    let generation = directoryGeneration
    if keys.generation != generation {
      keys = KeyTable(try snapshot().credentials(), generation: generation)
      uses.removeAll()
    }
    return keys
  }

  /// Remembers that a key was used, once an hour.
  func noteUse(of key: StoredCredential) {
    let now = store.now
    let hour = now - now % Self.hourMicroseconds
    guard max(key.lastUseTime ?? 0, uses[key.id] ?? 0) < hour else { return }
    uses[key.id] = hour
    _ = store.writer.submit(KeyUse(key, hour: hour))
  }

  /// The directory's generation, to be read before the snapshot is taken.
  var directoryGeneration: UInt64 { store.directoryGeneration.load(ordering: .acquiring) }
}

/// What the log is told of a fault of ours: its id, which the caller got too, and what happened.
public typealias FaultReport = @Sendable (StatusMapping.Fault) -> Void

/// Takes finished commands from the writer back to their loop, one wake-up for a batch.
final class LoopHome: CommandHome {
  /// The commands of one batch on their way.
  private final class Return: LoopJob {
    let commands: [any WriteCommand]
    /// The commands of one batch and one loop.
    init(_ commands: [any WriteCommand]) { self.commands = commands }
    /// Answers them, on their loop.
    func run(on loop: EventLoop) {
      // Sound: only PendingCommands name a LoopHome as their home.
      for command in commands { unsafe unsafeDowncast(command, to: PendingCommand.self).answer() }
    }
  }

  /// The loop's door.
  let mailbox: Mailbox

  /// The home of the loop behind `mailbox`.
  init(mailbox: Mailbox) { self.mailbox = mailbox }

  /// Called on the writer's thread.
  func deliver(_ finished: [any WriteCommand]) { mailbox.post(Return(finished)) }
}
