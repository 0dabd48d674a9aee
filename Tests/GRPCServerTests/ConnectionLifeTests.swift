@testable import GRPCServer
import Testing

@Suite("The life of a connection")
struct ConnectionLifeTests {
  private let second: UInt64 = 1_000_000_000
  private let idle = ConnectionLife.Facts(isBusy: false, isReading: true)
  private let busy = ConnectionLife.Facts(isBusy: true, isReading: true)
  private let blocked = ConnectionLife.Facts(isBusy: true, isReading: false)

  private var limits: ServerLimits {
    var limits = ServerLimits()
    limits.prefaceMillisecondsMax = 10_000
    limits.keepaliveMilliseconds = 60_000
    limits.keepaliveTimeoutMilliseconds = 20_000
    limits.progressMilliseconds = 30_000
    limits.idleMillisecondsMax = 900_000
    limits.lingerMillisecondsMax = 1_000
    limits.drainMillisecondsMax = 10_000
    return limits
  }

  /// Everything that time does up to `end` seconds, each with its second; what is done changes the connection as the
  /// server would.
  private func acts(
    _ life: inout ConnectionLife, _ facts: ConnectionLife.Facts, until end: UInt64, _ limits: ServerLimits
  ) -> [String] {
    var acts: [String] = []
    while true {
      let now = life.deadline(limits, facts)
      guard now <= end * second else { return acts }
      let act = life.act(at: now, limits, facts)
      acts.append("\(act) \(now / second)")
      switch act {
      case .leave: _ = life.enter(.noticed, at: now, forMilliseconds: limits.lingerMillisecondsMax)
      case .nameLast: _ = life.enter(.draining, at: now, forMilliseconds: limits.drainMillisecondsMax)
      case .endCalls: _ = life.enter(.closing, at: now, forMilliseconds: limits.lingerMillisecondsMax)
      case .close: _ = life.enter(.closed, at: now, forMilliseconds: 0)
      case .wait, .ping, .look: break
      }
    }
  }

  @Test("ends when no HTTP/2 comes")
  func silence() {
    var life = ConnectionLife(at: 0, limits, jitter: 0)
    #expect(acts(&life, idle, until: 10_000, limits) == ["close 10"])
  }

  @Test("goes on while idle without a PING, and ends in order when it was idle for long")
  func idleness() {
    var life = ConnectionLife(at: 0, limits, jitter: 0)
    life.open()
    life.callEnded(at: 100 * second)
    #expect(acts(&life, idle, until: 10_000, limits) == ["leave 1000", "nameLast 1001", "endCalls 1011", "close 1012"])
  }

  @Test("asks for a sign of life while calls are open, and ends without one")
  func deadPeer() {
    var life = ConnectionLife(at: 0, limits, jitter: 0)
    life.open()
    #expect(acts(&life, busy, until: 79, limits) == ["look 30", "ping 60", "look 60"])
    life.hear(at: 79 * second)
    #expect(acts(&life, busy, until: 200, limits) == ["look 90", "look 120", "ping 139", "look 150", "close 159"])
  }

  @Test("does not hold it against the peer that we do not read")
  func blockedReading() {
    var life = ConnectionLife(at: 0, limits, jitter: 0)
    life.open()
    #expect(acts(&life, blocked, until: 100, limits) == ["look 30", "look 60", "look 90"])
  }

  @Test("is bounded by an age that jitter shortens by up to a tenth", arguments: [(0.0, UInt64(1000)), (1.0, 900)])
  func age(jitter: Double, end: UInt64) {
    var limits = limits
    limits.ageMillisecondsMax = 1_000_000
    limits.idleMillisecondsMax = 10_000_000
    var life = ConnectionLife(at: 0, limits, jitter: jitter)
    life.open()
    #expect(acts(&life, idle, until: end, limits) == ["leave \(end)"])
  }

  @Test("has no way back")
  func order() {
    var life = ConnectionLife(at: 0, limits, jitter: 0)
    let entered = [ConnectionLife.Phase.closing, .draining, .closing].map { life.enter($0, at: 0, forMilliseconds: 1) }
    #expect(entered == [true, false, false])
    life.open()
    #expect(life.phase == .closing)
  }

  @Test("judges what is owed by a whole interval, and only while it is owed")
  func pace() {
    var pace = Pace()
    let looks = [(true, 0), (true, 10), (true, 19), (false, 19), (true, 19), (true, 29), (true, 30)]
    let verdicts = looks.map { pace.isStuck(owed: $0.0, movedBytes: $0.1, bytesMin: 10) }
    #expect(verdicts == [false, false, true, false, false, false, true])
  }

  @Test("bears two hasty PINGs, forgets them when a call is answered, and is stricter without calls")
  func pings() {
    var policy = PingPolicy()
    let hasty = (0..<4).map { policy.admit(at: $0 * second, hasCalls: true, framesSent: 0, limits) }
    #expect(hasty == [true, true, true, false])
    let forgiven = policy.admit(at: 5 * second, hasCalls: true, framesSent: 1, limits)
    #expect(forgiven)
    var patient = PingPolicy()
    let spaced = (0..<9).map { patient.admit(at: $0 * 300 * second, hasCalls: true, framesSent: 0, limits) }
    #expect(!spaced.contains(false))
    var lonely = PingPolicy()
    let idle = (0..<4).map { lonely.admit(at: $0 * 300 * second, hasCalls: false, framesSent: 0, limits) }
    #expect(idle == [true, true, true, false])
  }
}
