internal import Net

// How much of a loop's time newcomers may take from those who are there.
//
//     one turn:  | calls of open connections, their answers written | accept, accept |
//                 \____________________ earns half ________________/ \__ spends ___/
//
// To accept a connection and close it again costs the kernel a dozen microseconds, five times what a small call costs; whoever
// opens connections and hangs up without end would have most of the loop. So a turn's connections are served
// first, and for every two microseconds that they take newcomers may take one. Nobody is refused for it: those who
// wait stay in the kernel's queue, and the next turn looks again. Where nobody else has work, one is accepted a turn, which
// costs an epoll_wait more and keeps the loop at hand for whoever asks meanwhile.
//
// Invariants
//  1. While others have work in every turn, accepting takes at most a third of the loop's time, whatever knocks.
//  2. Who knocks gets in: credit that is not used is kept, up to `AcceptCredit.nanosecondsMax`, and every turn of others earns some.
//  3. Of several listeners each has its turn. An idle loop takes one at a time, so that loops share the connections of a socket that
//     they share.
//
// Limits: time is the clock's, so that a thread which the kernel interrupted earns too much; one turn earns no
// more than the maximum.
//
// The road not taken: a rate of connections, for each address or for all. A reconnecting fleet looks like a flood until it
// speaks, behind a load balancer all have one address, and a queue that is emptied at a fixed rate is full for everybody.

/// The door of one loop; the essay above tells its rules.
final class Door: TurnHandler {
  private unowned let loop: EventLoop
  private var credit = AcceptCredit()
  /// Who has connections waiting in this turn.
  private var waiting: [Acceptor] = []
  /// Whether the others of the turn were let go first.
  private var isLast = false

  /// A door of one loop.
  init(_ loop: EventLoop) { self.loop = loop }

  /// Connections wait at a listener.
  func knock(_ acceptor: Acceptor) {
    if waiting.isEmpty { loop.atEndOfTurn(self) }
    waiting.append(acceptor)
  }

  /// Lets newcomers in, after those whom the turn's events have set to work.
  func turnDidEnd() {
    guard isLast else {
      isLast = true
      return loop.atEndOfTurn(self)
    }
    isLast = false
    if waiting.count == loop.readyCount {
      for acceptor in waiting { _ = acceptor.acceptOne() }
    } else {
      letIn()
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Lets in as many as the turn's work has earned.
  private func letIn() {
    var now = Clock.monotonicNanoseconds()
    credit.earn(beside: now - loop.nowNanoseconds)
    var index = 0
    while credit.suffices, !waiting.isEmpty {
      if waiting[index].acceptOne() { index += 1 } else { waiting.remove(at: index) }
      if index >= waiting.count { index = 0 }
      let then = Clock.monotonicNanoseconds()
      credit.spend(then - now)
      now = then
    }
  }
}

/// What newcomers may take of a loop's time, in nanoseconds.
struct AcceptCredit {
  /// The most that is kept, and that one accept or one turn counts for: some six connections.
  static let nanosecondsMax: Int = 100_000

  private var nanoseconds = 0

  /// Whether one more may be accepted; what it takes beyond the credit is owed.
  var suffices: Bool { nanoseconds > 0 }

  /// Others took so long.
  mutating func earn(beside others: UInt64) {
    nanoseconds = min(Self.nanosecondsMax, nanoseconds + Int(min(others, 2 * UInt64(Self.nanosecondsMax))) / 2)
  }

  /// Accepting took so long.
  mutating func spend(_ taken: UInt64) {
    nanoseconds -= Int(min(taken, UInt64(Self.nanosecondsMax)))
  }
}
