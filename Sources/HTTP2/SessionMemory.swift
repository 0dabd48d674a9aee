internal import CNghttp2
internal import Glibc
internal import Memory

extension BlockPool {
  /// The pool as nghttp2 wants it; it must outlive every session that uses it.
  var functions: nghttp2_mem {
    unsafe nghttp2_mem(
      mem_user_data: bins, malloc: { size, user in unsafe BlockPool.take(size, from: table(user)) },
      free: { block, user in unsafe BlockPool.giveBack(block, to: table(user)) },
      calloc: { count, size, user in
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, let block = unsafe BlockPool.take(bytes, from: table(user)) else { return nil }
        return unsafe memset(block, 0, bytes)
      },
      realloc: { block, size, user in unsafe BlockPool.resize(block, to: size, in: table(user)) })
  }
}

/// The bins behind nghttp2's user pointer.
@inline(__always)
private func table(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<BlockPool.Bin> {
  unsafe user!.assumingMemoryBound(to: BlockPool.Bin.self)
}
