internal import CSQLite
internal import Glibc
internal import Memory

/// SQLite's memory: free blocks by size, a pool for each thread.
///
/// Debian builds SQLite without its own cache of small blocks (lookaside), so that each cursor and each kilobyte of a
/// savepoint goes to malloc. From pools a SendResponse takes a tenth fewer instructions. Blocks may be given back by another
/// thread than the one that took them; they then stay with that thread's pool. A thread that ends frees its own.
enum EngineMemory {
  /// Tells of a thread's end, so that its pool is freed.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let code = unsafe pthread_key_create(&key) { pool in
      guard let pool = unsafe pool?.assumingMemoryBound(to: BlockPool.self) else { return }
      unsafe inboxd_sqlite3_thread_slot().pointee = nil
      unsafe pool.deinitialize(count: 1)
      unsafe pool.deallocate()
    }
    precondition(code == 0, "no key for SQLite's memory: \(code)")
    return key
  }()

  /// The bins of this thread's pool.
  @inline(__always)
  private static var bins: UnsafeMutablePointer<BlockPool.Bin> {
    if let bins = unsafe inboxd_sqlite3_thread_slot().pointee {
      return unsafe bins.assumingMemoryBound(to: BlockPool.Bin.self)
    }
    return unsafe makePool()
  }

  /// The bins of a new pool, for a thread that has none.
  private static func makePool() -> UnsafeMutablePointer<BlockPool.Bin> {
    let pool = UnsafeMutablePointer<BlockPool>.allocate(capacity: 1)
    unsafe pool.initialize(to: BlockPool())
    let bins = unsafe pool.pointee.bins
    unsafe inboxd_sqlite3_thread_slot().pointee = UnsafeMutableRawPointer(bins)
    unsafe pthread_setspecific(key, pool)
    return unsafe bins
  }

  /// Gives SQLite its memory. To be called once in the process, before its first connection.
  static func install() {
    var methods = unsafe sqlite3_mem_methods(
      xMalloc: { size in unsafe BlockPool.take(Int(size), from: EngineMemory.bins) },
      xFree: { block in unsafe BlockPool.giveBack(block, to: EngineMemory.bins) },
      xRealloc: { block, size in unsafe BlockPool.resize(block, to: Int(size), in: EngineMemory.bins) },
      xSize: { block in unsafe block.map { unsafe Int32(BlockPool.size(of: $0)) } ?? 0 },
      xRoundup: { size in Int32(BlockPool.rounded(Int(size))) },
      xInit: { _ in SQLITE_OK }, xShutdown: { _ in }, pAppData: nil)
    let code = unsafe inboxd_sqlite3_use_memory(&methods)
    precondition(code == SQLITE_OK, "SQLite was used before its memory was set")
  }
}
