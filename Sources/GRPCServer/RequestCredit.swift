internal import Net

// How fast a loop takes bytes of requests that nobody ends.
//
//     connection   free 256 KiB, and what it proved 0 ... 16 MiB ─┐
//                                                                 ├─► bytes of bodies ──► a request is whole: they come back
//     loop         requestBytesPerSecondMax: 32 MiB ────── lent ──┘
//                  nothing left: the connection is not read until it is its turn
//
// A request costs its bytes before anybody can say what it is good for, and who is shut out for requests that never end
// comes back with the next connection. So a connection has a small credit of its own. Beyond it, it asks the loop, which
// lends a bounded rate to all together: whoever ends his requests pays back at once and never notices, and
// whoever does not is read no faster than the loop can afford.
//
// Invariants
//  1. Bytes are counted as they come, whatever becomes of them; a message that a handler took, or the end of a single
//     request, gives its own back, first what the loop lent.
//  2. A connection in debt is not read. Those that wait have their turn in the order in which they came.
//  3. What a connection has proved by requests that it ended is its to use again, up to `provedBytesMax`: an honest sender of
//     large requests is not slowed by those who come and go.
//  4. Nobody is refused for it: it is the pace that is bounded here. What may be held is bounded in HeldRequest.swift.
//
// The road not taken: a rate for each connection. Four senders that are refused a hundred times a second have four
// hundred connections a second, each with a rate of its own.

/// What a connection may send before its requests are whole; the essay above tells the rules.
struct RequestCredit {
  /// What any connection has.
  static let freeBytes = 256 << 10
  /// The most that it proves.
  static let provedBytesMax = 16 << 20

  /// What may still come; below zero it is in debt.
  private(set) var level = freeBytes
  private var provedBytes = 0
  private var lentBytes = 0

  /// What the loop is to lend; 0 while there is no need.
  var debtBytes: Int { max(0, -level) }

  /// Bytes came.
  mutating func spend(_ count: Int) { level -= count }

  /// The loop lent what was owed.
  mutating func borrow() {
    lentBytes += debtBytes
    level = max(level, 0)
  }

  /// So many bytes were whole; gives those that the loop gets back.
  mutating func complete(_ count: Int) -> Int {
    let paid = min(lentBytes, count)
    lentBytes -= paid
    let proved = min(Self.provedBytesMax - provedBytes, count)
    provedBytes += proved
    level += count - paid + proved
    return paid
  }
}

/// What a loop lends; the essay above tells the rules.
struct RequestLending {
  /// Bytes that may be lent at once; those gained each second are as many.
  private let burstBytes: Int
  private var level: Int
  private var filledAt: UInt64 = 0

  /// Lends `ServerLimits.requestBytesPerSecondMax`.
  init(bytesPerSecond: Int) {
    burstBytes = bytesPerSecond
    level = bytesPerSecond
  }

  /// Lends so many bytes at `now`, in nanoseconds; false when there are not as many.
  mutating func lend(_ count: Int, at now: UInt64) -> Bool {
    let microseconds = Int(min((now - min(filledAt, now)) / 1_000, 1_000_000))
    level = min(burstBytes, level + microseconds * burstBytes / 1_000_000)
    filledAt = now
    // More than fits is lent when it is full: a single debt may be as large as what one read brings.
    guard level >= min(count, burstBytes) else { return false }
    level -= count
    return true
  }

  /// Takes back what was lent.
  mutating func takeBack(_ count: Int) { level = min(burstBytes, level + count) }
}

/// Those who wait for a loan, on one loop.
final class RequestQueue: Timer {
  /// How often it is looked at, in milliseconds, while somebody waits.
  private static let lookMilliseconds: UInt64 = 5

  private var lending: RequestLending
  private var waiting: [Connection] = []
  private var head = 0

  /// The queue of a loop that lends so much.
  init(bytesPerSecond: Int) { lending = RequestLending(bytesPerSecond: bytesPerSecond) }

  /// Lends a connection what it owes, or lets it wait for its turn (invariant 2); true when it may be read on.
  func lend(to connection: Connection, on loop: EventLoop) -> Bool {
    if head == waiting.count, lending.lend(connection.credit.debtBytes, at: loop.nowNanoseconds) {
      connection.credit.borrow()
      return true
    }
    waiting.append(connection)
    if !isScheduled { loop.schedule(self, afterMilliseconds: Self.lookMilliseconds) }
    return false
  }

  /// The loop is over: nobody waits any more, and nobody is kept alive by waiting.
  func end(on loop: EventLoop) {
    loop.cancel(self)
    waiting = []
    head = 0
  }

  /// A connection's request is whole (invariant 1).
  func complete(_ count: Int, of connection: Connection) { lending.takeBack(connection.credit.complete(count)) }

  /// Serves those who wait, in their order.
  override func fire(on loop: EventLoop) {
    while head < waiting.count {
      let connection = waiting[head]
      guard connection.life.phase == .closed || lending.lend(connection.credit.debtBytes, at: loop.nowNanoseconds)
      else {
        break
      }
      head += 1
      connection.readOn()
    }
    if head == waiting.count || head > 1_000 {
      waiting.removeFirst(head)
      head = 0
    }
    if !waiting.isEmpty { loop.schedule(self, afterMilliseconds: Self.lookMilliseconds) }
  }
}
