/// The arenas of one event loop: a call takes one when it begins and gives it back when it ends.
///
/// Belongs to one thread. An arena may travel to another with its call, and comes back before it is given back.
public final class ArenaPool {
  /// Arenas kept through quiet times.
  private static let restMax = 8
  /// Arenas that no call uses, reset and ready.
  private var idle: [Arena] = []
  /// How many idle arenas are kept; more are destroyed.
  private let idleMax: Int

  /// Makes an empty pool that keeps up to `idleMax` arenas for later calls.
  public init(idleMax: Int = 256) {
    self.idleMax = idleMax
    idle.reserveCapacity(idleMax)
  }

  deinit {
    for arena in idle { arena.destroy() }
  }

  /// Destroys half of the idle arenas beyond a few; true when there were any. For quiet times after a burst.
  public func trim() -> Bool {
    let spare = max(idle.count - ArenaPool.restMax, 0)
    for _ in 0..<min(spare, max(spare / 2, 64)) { idle.removeLast().destroy() }
    return spare > 0
  }

  /// An empty arena: one that an earlier call used, or a new one.
  public func take() -> Arena {
    idle.popLast() ?? Arena()
  }

  /// Takes an arena back and forgets what was made in it; nothing made in it may be used any more.
  public func giveBack(_ arena: Arena) {
    guard idle.count < idleMax else {
      arena.destroy()
      return
    }
    arena.reset()
    idle.append(arena)
  }
}
