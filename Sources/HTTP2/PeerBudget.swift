/// How much work for nothing a peer may cause before it is told to calm down.
///
/// One bucket for everything, in units of a cheap frame. It fills with time and with work that is of use; an empty one ends the
/// connection with ENHANCE_YOUR_CALM. There is no list of attacks: a frame pays for what it costs, whatever
/// it is good for.
///
///     | what                                                        | price | who sees it            |
///     | a request, its body, their headers                          | 0     |                        |
///     | any other frame; DATA too small for a message               | 1     | FrameMeter             |
///     | HEADERS or an end of DATA for a stream that is gone         | 1     | chargeClaims           |
///     | 16 KiB of DATA for streams that are gone                    | 1     | chargeStray            |
///     | 16 KiB that a gzip holds beyond 16 times its size           | 1     | GRPCServer             |
///     | a gzip that is shed, by its own word                        | 8     | GRPCServer             |
///     | one that holds more than it says, beyond what it may        | 250   | GRPCServer             |
///     | a request taken back at once (rapid reset), beyond trust    | 4     | frameArrived           |
///     | within trust, or later: as one that was answered            | 0     | frameArrived           |
///     | a stream that we must reset for the peer's fault, a header  | 10    | frameLeft, refuse,     |
///     | list over the limit, a call given up for being slow         |       | chargeFault            |
///     | 1 KiB of such a header list                                 | 1     | refuse                 |
///     | DATA that we send, unless the peer's window cut it small    | -2    | sendData               |
///     | the end of an answer                                        | -2    | frameLeft              |
///
/// Trust is for callers who take back what they do not wait for: the loser of two that were sent, a call whose deadline was a few
/// milliseconds. Each answered call is good for one that is taken back at once, and some are before the first answer. Whoever takes
/// back all that he asks for has it used up with his first frames.
///
/// The last lines are what an honest reader lives on: he sends WINDOW_UPDATEs for what he reads, for the stream and for the
/// connection, and PINGs to measure the line. A peer that opens its window byte by byte gains nothing.
public struct PeerBudget {
  /// The size of the bucket and how fast it fills.
  public struct Limits: Sendable {
    /// Units that may be spent at once.
    public var burst: Int64 = 1000
    /// Units gained each second.
    public var perSecond: Int64 = 500
    /// A request that is reset within so many milliseconds was hardly meant. As many calls as may be open, each for so long, are
    /// no more work than the same calls answered.
    public var rapidMilliseconds: Int64 = 20
    /// Requests that may be reset at once before any was answered.
    public var trustedResets: Int64 = 500
    /// The same after many were answered: twice as many as may be open.
    public var trustedResetsMax: Int64 = 2_000

    /// The defaults.
    public init() {}
  }

  /// The price of any frame.
  static let frame: Int64 = 1
  /// The price of a request that is taken back at once, on top of the frame's.
  static let rapidReset: Int64 = 3
  /// The price of a fault for which we reset a stream or give up a call.
  static let fault: Int64 = 10
  /// Bytes of DATA for streams that are gone which cost one unit.
  static let strayBytes = 16 << 10
  /// What DATA that we send, and the end of an answer, are good for.
  static let sent: Int64 = 2
  /// DATA that we send counts if it is as large as this, or all that there was.
  static let sentDataBytesMin = 512

  /// What is left, in thousandths of a unit, so that a millisecond's share is whole.
  private var level: Int64
  /// What fits, in thousandths.
  private let capacity: Int64
  /// Thousandths gained each millisecond, which is units a second.
  private let rate: Int64
  /// Requests that may still be reset at once for nothing.
  private var trust: Int64
  /// The most of them.
  private let trustMax: Int64
  /// When the level was last raised by time.
  private var filledAt: Int64 = 0

  /// A full bucket.
  init(_ limits: Limits) {
    capacity = limits.burst * 1000
    level = capacity
    rate = limits.perSecond
    trust = limits.trustedResets
    trustMax = limits.trustedResetsMax
  }

  /// Takes so many units; false when there are not as many.
  mutating func spend(_ units: Int64, at nowMilliseconds: Int64) -> Bool {
    if units == 0 { return true }
    let elapsed = max(0, min(nowMilliseconds - filledAt, 3_600_000))
    level = min(capacity, level + elapsed * rate)
    filledAt = nowMilliseconds
    guard level >= units * 1000 else { return false }
    level -= units * 1000
    return true
  }

  /// A call was answered.
  mutating func answered() {
    earn(Self.sent)
    trust = min(trustMax, trust + 1)
  }

  /// A request was taken back at once; false when there are not as many units.
  mutating func spendReset(at nowMilliseconds: Int64) -> Bool {
    guard trust > 0 else { return spend(Self.rapidReset, at: nowMilliseconds) }
    trust -= 1
    earn(Self.frame)
    return true
  }

  /// Gives so many units.
  mutating func earn(_ units: Int64) { level = min(capacity, level + units * 1000) }
}
