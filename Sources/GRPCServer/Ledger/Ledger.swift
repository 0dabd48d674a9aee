internal import Metrics
internal import Net
internal import Synchronization

// What a server did and who is connected, for channelz.
//
//     loop 0 --> CallRecord ----.
//     loop 1 --> CallRecord ----+--> Ledger --> whoever asks, on whichever thread
//     connection --> SocketRecord (while it is open)
//
// Each record has one writer, the loop that owns it, and is made of numbers that can be read at any time: a call costs a few
// loads and stores, and no thread waits for another. The lock guards the lists alone, and is taken when a connection opens
// or closes and when somebody looks.
//
// Invariants
//  1. `sockets` is sorted by id: ids rise, and new ones go to the end.
//  2. A record is in the list from its connection's opening to its closing.

/// The records of one server; the essay above tells their rules.
public final class Ledger: Sendable {
  /// What the lock guards.
  private struct State {
    var loops: [CallRecord] = []
    var listening: [SocketRecord] = []
    var sockets: [SocketRecord] = []
    var lastID: Int64 = 0
  }

  private let state = Mutex(State())

  /// A ledger for one server that is yet to be made.
  public init() {}

  // MARK: Read by anybody

  /// The calls of a server at one time.
  public struct Calls: Sendable {
    /// Calls that began.
    public var started = 0
    /// Calls that ended well.
    public var succeeded = 0
    /// Calls that ended with an error, or that the caller left.
    public var failed = 0
    /// When the newest began, in nanoseconds of the monotonic clock; nil if none did.
    public var lastStartedNanoseconds: UInt64?
  }

  /// The calls of all loops together.
  public var calls: Calls {
    var sum = Calls()
    for loop in state.withLock({ $0.loops }) {
      sum.started += loop.started.value
      sum.succeeded += loop.succeeded.value
      sum.failed += loop.failed.value
      let last = UInt64(loop.lastStarted.value)
      if last > sum.lastStartedNanoseconds ?? 0 { sum.lastStartedNanoseconds = last }
    }
    return sum
  }

  /// The sockets that listen.
  public var listeningSockets: [SocketRecord] { state.withLock { $0.listening } }

  /// The open connections with ids from `id` on, at most `count` of them, and whether they are the last ones.
  public func connections(from id: Int64, count: Int) -> (sockets: [SocketRecord], areLast: Bool) {
    state.withLock { state in
      let rest = state.sockets[Self.position(of: id, in: state.sockets)...]
      return (Array(rest.prefix(count)), rest.count <= count)
    }
  }

  /// The socket with an id, while it is open.
  public func socket(_ id: Int64) -> SocketRecord? {
    state.withLock { state in
      let position = Self.position(of: id, in: state.sockets)
      if position < state.sockets.count, state.sockets[position].id == id { return state.sockets[position] }
      return state.listening.first { $0.id == id }
    }
  }

  // MARK: Written by the server

  /// The server listens on an address.
  func addListener(on address: SocketAddress) {
    state.withLock { state in
      state.lastID += 1
      state.listening.append(SocketRecord(id: state.lastID, local: address.description, remote: ""))
    }
  }

  /// A loop starts.
  func addLoop() -> CallRecord {
    let record = CallRecord()
    state.withLock { $0.loops.append(record) }
    return record
  }

  /// A connection is open.
  func addConnection(local: String, remote: String) -> SocketRecord {
    state.withLock { state in
      state.lastID += 1
      let record = SocketRecord(id: state.lastID, local: local, remote: remote)
      state.sockets.append(record)
      return record
    }
  }

  /// A connection is closed.
  func removeConnection(_ record: SocketRecord) {
    state.withLock { state in
      let position = Self.position(of: record.id, in: state.sockets)
      precondition(state.sockets[position] === record, "a connection is removed once")
      state.sockets.remove(at: position)
    }
  }

  /// The position of the first socket with that id or a larger one (invariant 1).
  private static func position(of id: Int64, in sockets: [SocketRecord]) -> Int {
    var range = 0..<sockets.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = sockets[middle].id < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}
