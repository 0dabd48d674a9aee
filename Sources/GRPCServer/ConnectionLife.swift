// The life of a connection, as far as time has a say in it. A pure value: facts and the time in, what to do out.
//
//     opening --a frame came--> open --leave--> noticed --PING answered, or late--> draining --calls ended--> closing
//        \______________________________ error, peer gone, too late ______________________________ closed ____/
//
//     phase     | busy | what passes                                     | what to do
//     opening   |      | `prefaceMillisecondsMax`                        | close: it does not speak HTTP/2
//     open      | no   | `idleMillisecondsMax` without a call            | leave
//     open      |      | `ageMillisecondsMax`, less up to a tenth        | leave
//     noticed   |      | `lingerMillisecondsMax` without the PING's answer | say which call is the last
//     draining  |      | the grace that was given                        | end the calls that are left
//     closing   |      | the time that the phase was given               | close
//     before    | yes  | `keepaliveMilliseconds` without a byte          | PING
//     closing   | yes  | `keepaliveTimeoutMilliseconds` more             | close: the peer is gone
//               | yes  | `progressMilliseconds`                          | look at what moved
//
// Busy: calls are open, a frame is half here, or bytes wait for the socket.
//
// Invariants
//  1. There is one deadline, computed from the state whenever it is asked for. Nothing is scheduled for a byte or a
//     call: the connection's one timer is only ever moved to an earlier time, and finds out when it fires too early.
//  2. A peer is asked for a sign of life only when somebody waits for it. An idle connection is left, not kept alive:
//     nobody is called out of his sleep for nothing.
//  3. What a connection does for its peer is never held against the peer: while we do not read, silence is no sign.
//
// The road not taken: a timer for each wait. Four heap operations for each call of each connection, where this costs
// one each half minute.

/// What time does to a connection; the essay above tells the rules.
struct ConnectionLife {
  /// How far the connection is.
  enum Phase { case opening, open, noticed, draining, closing, closed }

  /// What to do now.
  enum Act {
    /// Nothing yet.
    case wait
    /// Ask for a sign of life.
    case ping
    /// See whether what the peer owes has moved.
    case look
    /// Tell the peer to bring no more calls.
    case leave
    /// Say which call is the last.
    case nameLast
    /// End the calls that are left.
    case endCalls
    /// End at once.
    case close
  }

  /// The facts that the deadline depends on.
  struct Facts {
    /// Whether calls are open, a frame is half here or bytes wait for the socket.
    var isBusy: Bool
    /// Whether the socket is read at present.
    var isReading: Bool
  }

  /// Where the connection is; `enter` moves it.
  private(set) var phase = Phase.opening
  /// When the phase is over at the latest.
  private var phaseEnds: UInt64
  /// When the connection is old.
  private let ageEnds: UInt64
  /// When bytes came last.
  private var heardAt: UInt64
  /// When a call was open last.
  private var calledAt: UInt64
  /// When progress was looked at last.
  private var lookedAt: UInt64
  /// When the PING went that is not answered; 0 when none is out.
  private var pingedAt: UInt64 = 0

  /// A connection accepted at `now`; `jitter`, from 0 to 1, says how much of a tenth its age is shortened by, so that
  /// those which came together do not leave together.
  init(at now: UInt64, _ limits: ServerLimits, jitter: Double) {
    phaseEnds = now + limits.prefaceMillisecondsMax * millisecond
    heardAt = now
    calledAt = now
    lookedAt = now
    if let age = limits.ageMillisecondsMax {
      let nanoseconds = age * millisecond
      ageEnds = now + nanoseconds - UInt64(Double(nanoseconds / 10) * min(max(jitter, 0), 1))
    } else {
      ageEnds = .max
    }
  }

  // MARK: What happened

  /// Bytes came: the peer lives.
  mutating func hear(at now: UInt64) {
    heardAt = now
    pingedAt = 0
  }

  /// A call ended; without another one the connection idles from here on.
  mutating func callEnded(at now: UInt64) { calledAt = now }

  /// The peer speaks HTTP/2.
  mutating func open() {
    if phase == .opening { phase = .open }
  }

  /// Goes on to a later phase for so many milliseconds; false when the connection is there or beyond already.
  mutating func enter(_ next: Phase, at now: UInt64, forMilliseconds milliseconds: UInt64) -> Bool {
    guard next.rank > phase.rank else { return false }
    phase = next
    phaseEnds = now + milliseconds * millisecond
    return true
  }

  /// Gives the present phase so many milliseconds from now.
  mutating func extend(at now: UInt64, byMilliseconds milliseconds: UInt64) {
    phaseEnds = now + milliseconds * millisecond
  }

  // MARK: What to do

  /// When to ask again, in nanoseconds of the monotonic clock (invariant 1).
  func deadline(_ limits: ServerLimits, _ facts: Facts) -> UInt64 {
    switch phase {
    case .closed: return .max
    case .opening, .closing: return phaseEnds
    case .open:
      let ends = min(ageEnds, facts.isBusy ? .max : idleEnds(limits))
      return min(ends, busyDeadline(limits, facts))
    case .noticed, .draining: return min(phaseEnds, busyDeadline(limits, facts))
    }
  }

  /// What is due at `now`; the caller does it, and asks again until there is nothing.
  mutating func act(at now: UInt64, _ limits: ServerLimits, _ facts: Facts) -> Act {
    switch phase {
    case .closed: return .wait
    case .opening, .closing: return now >= phaseEnds ? .close : .wait
    case .open where now >= ageEnds: return .leave
    case .open where !facts.isBusy:
      return now >= idleEnds(limits) ? .leave : .wait
    case .noticed where now >= phaseEnds: return .nameLast
    case .draining where now >= phaseEnds: return .endCalls
    case .open, .noticed, .draining: return busyAct(at: now, limits, facts)
    }
  }

  /// When a connection has been without a call for too long.
  private func idleEnds(_ limits: ServerLimits) -> UInt64 {
    guard let idle = limits.idleMillisecondsMax else { return .max }
    return calledAt + idle * millisecond
  }

  /// The part of the deadline that holds while somebody waits for the peer (invariant 2).
  private func busyDeadline(_ limits: ServerLimits, _ facts: Facts) -> UInt64 {
    guard facts.isBusy else { return .max }
    let look = lookedAt + limits.progressMilliseconds * millisecond
    guard facts.isReading else { return look }
    if pingedAt > 0 { return min(look, pingedAt + limits.keepaliveTimeoutMilliseconds * millisecond) }
    return min(look, heardAt + limits.keepaliveMilliseconds * millisecond)
  }

  /// What is due of it (invariants 2 and 3).
  private mutating func busyAct(at now: UInt64, _ limits: ServerLimits, _ facts: Facts) -> Act {
    guard facts.isBusy else { return .wait }
    if facts.isReading {
      if pingedAt > 0 {
        if now >= pingedAt + limits.keepaliveTimeoutMilliseconds * millisecond { return .close }
      } else if now >= heardAt + limits.keepaliveMilliseconds * millisecond {
        pingedAt = now
        return .ping
      }
    }
    guard now >= lookedAt + limits.progressMilliseconds * millisecond else { return .wait }
    lookedAt = now
    return .look
  }
}

/// Nanoseconds of a millisecond.
private let millisecond: UInt64 = 1_000_000

extension ConnectionLife.Phase {
  /// The order of the phases: there is no way back.
  fileprivate var rank: Int {
    switch self {
    case .opening: 0
    case .open: 1
    case .noticed: 2
    case .draining: 3
    case .closing: 4
    case .closed: 5
    }
  }
}
