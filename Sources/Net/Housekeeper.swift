internal import CLinux

/// Gives back what a burst left in a loop's pools.
///
/// Pools keep what calls need so that the next calls find it. After a burst most of it would lie there for ever. So while calls
/// come and go, and for as long afterwards as there is something to free, every pool is asked each few seconds to free
/// half of what it has to spare. Busy pools have nothing to spare. When the last is at rest, the allocator gives its
/// free pages back to the system. A quiet loop is not woken.
public final class Housekeeper: Timer {
  private static let pauseMilliseconds: UInt64 = 2_000

  private var pools: [() -> Bool] = []
  private var hasFreed = false

  /// Asks `trim` from now on: it frees half of what is to spare, and says whether there was any.
  public func add(_ trim: @escaping () -> Bool) { pools.append(trim) }

  /// Frees what is to spare.
  override public func fire(on loop: EventLoop) {
    var hasMore = false
    for trim in pools where trim() { hasMore = true }
    if hasMore {
      hasFreed = true
      loop.schedule(self, afterMilliseconds: Self.pauseMilliseconds)
    } else if hasFreed {
      hasFreed = false
      _ = malloc_trim(0)
    }
  }

  /// Something was given back to a pool: looks after the house in a while.
  @inline(__always)
  public func stir(on loop: EventLoop) {
    if !isScheduled { loop.schedule(self, afterMilliseconds: Self.pauseMilliseconds) }
  }
}
