internal import Metrics

/// What a socket of the server did, for those who look after it. Its connection's loop writes, every thread may read.
public final class SocketRecord: Sendable {
  /// The number it is known by: positive, never used again, rising with time.
  public let id: Int64
  /// Our end, as text.
  public let local: String
  /// The peer's end, as text; empty for a socket that listens.
  public let remote: String

  /// Calls that the peer began.
  let streamsStarted = Counter()
  /// Those that were answered to the end.
  let streamsSucceeded = Counter()
  /// Those that were not.
  let streamsFailed = Counter()
  /// Messages that went out.
  let messagesSent = Counter()
  /// Messages that came in.
  let messagesReceived = Counter()
  /// PINGs that asked for a sign of life.
  let keepAlivesSent = Counter()
  /// When the newest call began.
  let lastStream = Counter()
  /// When a message last went out.
  let lastSent = Counter()
  /// When a message last came in.
  let lastReceived = Counter()

  /// A socket on which nothing has happened.
  init(id: Int64, local: String, remote: String) {
    self.id = id
    self.local = local
    self.remote = remote
  }

  /// The numbers of a socket at one time.
  public struct Numbers: Sendable {
    /// Calls that the peer began.
    public let streamsStarted: Int
    /// Those that were answered to the end.
    public let streamsSucceeded: Int
    /// Those that were not.
    public let streamsFailed: Int
    /// Messages that went out.
    public let messagesSent: Int
    /// Messages that came in.
    public let messagesReceived: Int
    /// PINGs that asked for a sign of life.
    public let keepAlivesSent: Int
    /// When the newest call began, in nanoseconds of the monotonic clock; nil if none did.
    public let lastStreamNanoseconds: UInt64?
    /// When a message last went out.
    public let lastSentNanoseconds: UInt64?
    /// When a message last came in.
    public let lastReceivedNanoseconds: UInt64?
  }

  /// The numbers now.
  public var numbers: Numbers {
    Numbers(
      streamsStarted: streamsStarted.value, streamsSucceeded: streamsSucceeded.value,
      streamsFailed: streamsFailed.value, messagesSent: messagesSent.value, messagesReceived: messagesReceived.value,
      keepAlivesSent: keepAlivesSent.value,
      lastStreamNanoseconds: lastStream.instant, lastSentNanoseconds: lastSent.instant,
      lastReceivedNanoseconds: lastReceived.instant)
  }

  // MARK: Written by the loop

  /// A call began.
  @inline(__always)
  func streamStarted(at nanoseconds: UInt64) {
    streamsStarted.add()
    lastStream.set(Int(truncatingIfNeeded: nanoseconds))
  }

  /// A call's stream is gone.
  @inline(__always)
  func streamEnded(isAnswered: Bool) {
    if isAnswered { streamsSucceeded.add() } else { streamsFailed.add() }
  }

  /// A message went out.
  @inline(__always)
  func messageSent(at nanoseconds: UInt64) {
    messagesSent.add()
    lastSent.set(Int(truncatingIfNeeded: nanoseconds))
  }

  /// A message came in.
  @inline(__always)
  func messageReceived(at nanoseconds: UInt64) {
    messagesReceived.add()
    lastReceived.set(Int(truncatingIfNeeded: nanoseconds))
  }
}

extension Counter {
  /// The instant that was noted; nil if none was.
  fileprivate var instant: UInt64? { value == 0 ? nil : UInt64(value) }
}
