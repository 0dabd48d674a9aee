internal import GRPC
internal import HTTP2
internal import Net

// Whose large request is next, when many come at once.
//
//     stream   32 KiB window ──► more than 16 KiB of a message, and not all of it ──► asks for its place
//                                                                                       │
//     place    connection: 16 MiB at a time;  loop: 32 MiB at a time                    ├─ there is room: its window opens
//                                                                                       └─ none: it waits, and the peer with it
//
// A client, and a proxy above all, sends many requests over one connection in turns of a few kilobytes, so that of a hundred
// requests all are half here before one is whole. To hold them all is to hold whatever a peer likes; to refuse those that are
// too many is to refuse honest work. So each gets far enough to say how large it is, and then goes on when the ones
// before it are whole: flow control tells the peer to send the others first.
//
// Invariants
//  1. What is promised to requests on their way is at most `requestBytesPerConnectionMax` for a connection and half of
//     `requestBytesPerLoopMax` for the loop, or one message.
//  2. A call has at most one place. It gives it back when its message is whole, when nobody wants it any more, or when others
//     wait and it does not move: by 16 KiB from one look to the next, `requestTurnMilliseconds` later. Who trickles keeps nobody out.
//  3. Connections have their turns one after the other, however many requests each has waiting; those of one connection
//     in the order in which they came. Who is next is not passed over because his request is large.
//  4. A call that waits owes nothing: it is we who do not read it.
//
// Limits: what came of requests that wait or lost their place is held, and counted in HeldRequest.swift; there is the hard end. It
// comes to a proxy that takes its callers' bytes through one small window for all of them: what waits there for its turn keeps out
// what is next.
//
// The road not taken: windows of a megabyte for every stream and a refusal when too much is held. That was so until a client of
// grpc-go with three hundred calls of 300 KB at once had half of them refused, and lost the connection for it.

/// The places of one loop for large requests; the essay above tells its rules.
final class RequestAdmission: Timer {
  /// What a stream may send before it has a place.
  static let smallWindowBytes: Int32 = 32 << 10
  /// What it may have on its way with one, if there are few of them.
  private static let largeWindowBytes = 1 << 20
  /// By how much a request must move from one look to the next while others wait.
  private static let movedBytesMin = 16 << 10

  private let limits: ServerLimits
  /// Bytes promised to `admitted`.
  private var promisedBytes = 0
  /// Those who have a place, the oldest first.
  private var admitted: [Call] = []
  /// Connections with calls that wait, in the order of their turns.
  private var queues: [Connection] = []

  /// The places of a loop with those limits.
  init(_ limits: ServerLimits) { self.limits = limits }

  /// A call wants a place for a message of `bytes`, of which the first came.
  func ask(_ call: Call, for bytes: Int, on loop: EventLoop) {
    guard let connection = call.connection else { return }
    wait(call, for: bytes, of: connection)
    fill()
    if !queues.isEmpty, !isScheduled { loop.schedule(self, afterMilliseconds: limits.requestTurnMilliseconds) }
  }

  /// A call needs no place, or no longer.
  func leave(_ call: Call) {
    guard let connection = call.connection else { return }
    switch call.place {
    case .none: return
    case .waiting:
      if let index = connection.waitingRequests.firstIndex(where: { $0 === call }) {
        connection.waitingRequests.remove(at: index)
      }
      if connection.waitingRequests.isEmpty { queues.removeAll { $0 === connection } }
    case .admitted(let bytes, _):
      giveUpPlace(of: call, bytes, on: connection)
    }
    call.place = .none
    fill()
  }

  /// A connection is over: none of its calls waits any more, lest each that ends gives its place to the next of them.
  func leave(_ connection: Connection) {
    if connection.waitingRequests.isEmpty { return }
    for call in connection.waitingRequests { call.place = .none }
    connection.waitingRequests = []
    queues.removeAll { $0 === connection }
  }

  /// Opens the window of a stream to its share of what the connection may have on its way. A stream of small requests, which never
  /// needs a place, has it as well once a small window's worth came: over a long line a small window is a slow one.
  func widen(_ stream: HTTP2.Stream, of connection: Connection) {
    let share = limits.promisedBytesPerConnectionMax / (2 * max(connection.session.streamCount, 1))
    connection.session.widen(stream, to: min(share, Self.largeWindowBytes))
  }

  /// The loop is over: nobody is kept alive by waiting.
  func end(on loop: EventLoop) {
    loop.cancel(self)
    admitted = []
    queues = []
  }

  /// Somebody waits: those who have a place and do not move go behind those who wait (invariant 2).
  override func fire(on loop: EventLoop) {
    if queues.isEmpty { return }
    for call in admitted {
      guard case .admitted(let bytes, var pace) = call.place, let connection = call.connection else { continue }
      let isStuck = pace.isStuck(owed: true, movedBytes: call.stream?.movedBytes ?? 0, bytesMin: Self.movedBytesMin)
      call.place = .admitted(bytes: bytes, pace)
      guard isStuck else { continue }
      giveUpPlace(of: call, bytes, on: connection)
      wait(call, for: bytes, of: connection)
    }
    fill()
    if !queues.isEmpty { loop.schedule(self, afterMilliseconds: limits.requestTurnMilliseconds) }
  }

  /// Puts a call behind the others of its connection.
  private func wait(_ call: Call, for bytes: Int, of connection: Connection) {
    call.place = .waiting(bytes: bytes)
    if connection.waitingRequests.isEmpty { queues.append(connection) }
    connection.waitingRequests.append(call)
  }

  /// Takes a place and its promise back.
  private func giveUpPlace(of call: Call, _ bytes: Int, on connection: Connection) {
    if let index = admitted.firstIndex(where: { $0 === call }) { admitted.remove(at: index) }
    promisedBytes -= bytes
    connection.promisedRequestBytes -= bytes
  }

  /// Gives places to those who are next, while there is room (invariants 1 and 3).
  private func fill() {
    var passed = 0
    while passed < queues.count, let call = queues[0].waitingRequests.first, case .waiting(let bytes) = call.place {
      guard promisedBytes == 0 || promisedBytes + bytes <= limits.promisedBytesPerLoopMax else { return }
      let connection = queues.removeFirst()
      let promised = connection.promisedRequestBytes
      if promised == 0 || promised + bytes <= limits.promisedBytesPerConnectionMax {
        connection.waitingRequests.removeFirst()
        admit(call, for: bytes, of: connection)
        passed = 0
        if connection.waitingRequests.isEmpty { continue }
      } else {
        passed += 1
      }
      queues.append(connection)
    }
  }

  /// Gives a place, and the window with it: a share of what the connection may have on its way.
  private func admit(_ call: Call, for bytes: Int, of connection: Connection) {
    call.place = .admitted(bytes: bytes, Pace())
    admitted.append(call)
    call.reader.reserveMessage()
    promisedBytes += bytes
    connection.promisedRequestBytes += bytes
    guard let stream = call.stream else { return }
    widen(stream, of: connection)
    if call.takesRequests { connection.session.release(stream) }
    connection.setDirty()
  }
}

/// Where a call is with its large request.
enum RequestPlace {
  /// It needs no place.
  case none
  /// It waits for one.
  case waiting(bytes: Int)
  /// It has one, and goes on or does not.
  case admitted(bytes: Int, Pace)

  /// Whether the rest of the request may not come yet.
  var isWaiting: Bool { if case .waiting = self { true } else { false } }

  /// The bytes that it is for.
  var bytes: Int {
    switch self {
    case .none: 0
    case .waiting(let bytes), .admitted(let bytes, _): bytes
    }
  }
}
