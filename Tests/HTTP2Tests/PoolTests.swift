@testable import HTTP2
import Testing

/// What waits to be used again is bounded.
struct PoolTests {
  /// An object, as long as somebody else holds it.
  private struct Weak {
    weak var object: AnyObject?
  }

  /// A burst leaves no more streams and header blocks behind than a pool keeps.
  @Test func poolsAreBounded() {
    let pool = SessionPool()
    var streams: [Weak] = []
    for _ in 0..<2 * SessionPool.idleStreamsMax {
      let stream = Stream()
      streams.append(Weak(object: stream))
      pool.giveBack(stream)
    }
    var blocks: [Weak] = []
    for _ in 0..<2 * SessionPool.idleBlocksMax {
      let block = HeaderBlock()
      blocks.append(Weak(object: block))
      pool.giveBack(block)
    }
    withExtendedLifetime(pool) {
      #expect(streams.count { $0.object != nil } == SessionPool.idleStreamsMax)
      #expect(blocks.count { $0.object != nil } == SessionPool.idleBlocksMax)
    }
  }
}
