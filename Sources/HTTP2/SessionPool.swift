internal import CNghttp2
internal import Memory

/// What the sessions of one thread share: nghttp2's callback and option tables, idle streams, idle header blocks.
///
/// An idle connection so holds nothing but its nghttp2 session. Not for use from two threads.
@safe public final class SessionPool {
  /// Streams kept for reuse, at most.
  static let idleStreamsMax = 1024
  /// Streams kept through quiet times.
  private static let restStreams = 16
  /// Blocks of each size kept through quiet times.
  private static let restBlocks = 32
  /// Header blocks kept for reuse, at most.
  static let idleBlocksMax = 16

  /// Body bytes of all sessions that wait to be sent.
  public internal(set) var pendingBytes = 0
  /// The table of callbacks, the same for every session.
  let callbacks: OpaquePointer
  /// Memory for nghttp2.
  let blocks = BlockPool()
  /// Closed streams.
  private var idleStreams: [Stream] = []
  /// Empty header blocks.
  private var idleBlocks: [HeaderBlock] = []

  /// An empty pool.
  public init() {
    unsafe callbacks = makeCallbacks()
  }

  deinit { unsafe nghttp2_session_callbacks_del(callbacks) }

  /// Frees half of what waits for use beyond a small rest; true when there was any. To be called again until then: a burst
  /// that is over leaves nothing behind, and one that comes again soon finds most of it.
  public func trim() -> Bool {
    let spare = max(idleStreams.count - SessionPool.restStreams, 0)
    idleStreams.removeLast(BlockPool.due(of: spare))
    return blocks.trim(restMax: SessionPool.restBlocks) || spare > 0
  }

  /// A stream as new.
  func takeStream() -> Stream { idleStreams.popLast() ?? Stream() }

  /// Takes back a closed stream; the caller holds the only reference.
  func giveBack(_ stream: consuming Stream) {
    guard idleStreams.count < SessionPool.idleStreamsMax else { return }
    stream.recycle()
    idleStreams.append(stream)
  }

  /// An empty header block.
  func takeBlock() -> HeaderBlock { idleBlocks.popLast() ?? HeaderBlock() }

  /// Takes back a header block.
  func giveBack(_ block: HeaderBlock) {
    guard idleBlocks.count < SessionPool.idleBlocksMax else { return }
    block.removeAll()
    idleBlocks.append(block)
  }
}
