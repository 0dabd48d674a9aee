/// The bounds of a server. Every queue, buffer, count and wait of it has one, and they stand here.
public struct ServerLimits: Sendable {
  /// The largest request message, in bytes after the prefix; a method may set its own. `RESOURCE_EXHAUSTED` beyond.
  public var messageBytesMax = 4 << 20
  /// Calls that one connection may have open; announced to the peer. Further ones wait at the peer.
  public var callsPerConnectionMax = 1_000
  /// Calls that one loop serves at once; further ones are refused at once with `RESOURCE_EXHAUSTED`.
  public var callsPerLoopMax = 20_000
  /// Connections that one loop holds; further ones are closed as they come.
  public var connectionsPerLoopMax = 20_000
  /// Bytes of answers that may wait while a socket is full; beyond, its requests are no longer read.
  public var socketBacklogBytesMax = 256 << 10
  /// Bytes of one call that wait for the peer's window before a streaming handler is to pause.
  public var callBacklogBytesMax = 128 << 10
  /// Bytes of large requests that one connection may have on their way at a time; others wait at the peer, see
  /// `RequestAdmission.swift`.
  public var requestBytesPerConnectionMax = 16 << 20
  /// Bytes of large requests that all connections of one loop may have the server hold, and twice what they may have on their way;
  /// one that goes over is refused, see `HeldRequest.swift`.
  public var requestBytesPerLoopMax = 64 << 20
  /// How long a large request may stand still while others wait, in milliseconds; then it is their turn.
  public var requestTurnMilliseconds: UInt64 = 100
  /// Bytes of requests that nobody ends which one loop reads each second, beyond what their connections have proved; others
  /// wait in the kernel. See `RequestCredit.swift`.
  public var requestBytesPerSecondMax = 32 << 20
  /// Bytes of answers that may wait for one peer's windows; while more do, its further calls are refused.
  public var answerBytesPerConnectionMax = 32 << 20
  /// The same for all connections of one loop; a peer for whom no more than `callBacklogBytesMax` waits is served on.
  public var answerBytesPerLoopMax = 128 << 20
  /// After what time a call that was shed may be made again, in milliseconds: RetryInfo and grpc-retry-pushback-ms.
  public var retryAfterMilliseconds: UInt64 = 500
  /// Steps of TLS handshakes that one loop does in a turn: with a key of RSA 2048 each takes under a millisecond.
  public var handshakesPerTurnMax = 8
  /// How long a new connection may take to say that it speaks HTTP/2, the TLS handshake included, in milliseconds.
  public var prefaceMillisecondsMax: UInt64 = 10_000
  /// How long a peer may be silent while somebody waits for him before he is asked for a sign of life, in milliseconds.
  public var keepaliveMilliseconds: UInt64 = 60_000
  /// How long he may take to give one, in milliseconds.
  public var keepaliveTimeoutMilliseconds: UInt64 = 20_000
  /// The least time between two PINGs of a client with open calls, when nothing of a call was sent between them, in
  /// milliseconds (gRFC A8).
  public var pingMillisecondsMin: UInt64 = 300_000
  /// The same for a client without open calls.
  public var idlePingMillisecondsMin: UInt64 = 7_200_000
  /// PINGs sooner than that which are borne.
  public var pingStrikesMax = 2
  /// How long a connection may be without a call before it is closed in order, in milliseconds; nil for ever.
  public var idleMillisecondsMax: UInt64? = 900_000
  /// How old a connection may get before it is closed in order, in milliseconds; nil for any age.
  public var ageMillisecondsMax: UInt64?
  /// How long the calls of a connection that is too old may go on, in milliseconds.
  public var ageGraceMilliseconds: UInt64 = 60_000
  /// From time to time what peers owe is looked at, in milliseconds: requests that have begun, answers to be read.
  public var progressMilliseconds: UInt64 = 30_000
  /// What is owed must have moved by so many bytes from one look to the next.
  public var progressBytesMin = 1_000
  /// How long a drain waits for open calls, in milliseconds, before they are ended.
  public var drainMillisecondsMax: UInt64 = 10_000
  /// How long a closing connection waits for the peer to close too, in milliseconds.
  public var lingerMillisecondsMax: UInt64 = 1_000

  /// What large requests of one connection may have on their way, or one message.
  var promisedBytesPerConnectionMax: Int { max(requestBytesPerConnectionMax, messageBytesMax) }
  /// The same for a loop.
  var promisedBytesPerLoopMax: Int { max(requestBytesPerLoopMax / 2, messageBytesMax) }
  /// What one connection may have the server hold: twice that, and what is counted of every other call's small window.
  var heldBytesPerConnectionMax: Int {
    2 * promisedBytesPerConnectionMax
      + callsPerConnectionMax * (Int(RequestAdmission.smallWindowBytes) - Call.keptRequestBytes)
  }
  /// The same for a loop.
  var heldBytesPerLoopMax: Int { max(requestBytesPerLoopMax, messageBytesMax) }

  /// The defaults.
  public init() {}

  /// The relations between the limits hold.
  func check() {
    precondition(messageBytesMax > 0 && messageBytesMax <= Int(UInt32.max), "a message's length has 32 bits")
    precondition(callsPerConnectionMax > 0 && callsPerConnectionMax <= callsPerLoopMax)
    precondition(requestBytesPerConnectionMax > 0 && answerBytesPerConnectionMax > 0)
    precondition(requestTurnMilliseconds > 0, "a timer that fires without end")
    precondition(requestBytesPerSecondMax > 0, "nobody would ever have his turn")
    precondition(requestBytesPerLoopMax >= requestBytesPerConnectionMax)
    precondition(answerBytesPerLoopMax >= answerBytesPerConnectionMax)
    precondition(keepaliveMilliseconds > 0 && progressMilliseconds > 0, "a timer that fires without end")
    precondition(pingStrikesMax >= 0 && progressBytesMin > 0)
    precondition(socketBacklogBytesMax >= Worker.writeBufferBytes)
    precondition(handshakesPerTurnMax > 0)
    precondition(callBacklogBytesMax > 0 && drainMillisecondsMax >= lingerMillisecondsMax)
  }
}
