/// The start of a chunk of arena memory; the rest of the chunk follows it.
@unsafe struct ArenaChunk {
  /// The chunk that is filled after this one, if there is one.
  var next: UnsafeMutablePointer<ArenaChunk>?
  /// Size of the whole chunk in bytes, this header included.
  var bytes: Int
}

/// The bookkeeping behind an ``Arena``: its chunks and the cursor in the one being filled.
@unsafe struct ArenaState {
  /// Bytes in front of each allocation, which hold the address of this state and the allocation's size.
  static let headerBytes = 16
  /// Size of an arena's first chunk; each further one is twice as large, up to `chunkBytesMax`.
  static let firstChunkBytes = 8 * 1024
  /// The largest chunk made for small allocations; a larger allocation gets a chunk of its own size.
  static let chunkBytesMax = 64 * 1024
  /// Bytes of a chunk that its own header takes.
  static let chunkHeaderBytes = 16

  /// Where the next allocation starts.
  var cursor: UnsafeMutableRawPointer?
  /// The end of the chunk being filled.
  var end: UnsafeMutableRawPointer?
  /// All chunks, in the order in which they are filled.
  var first: UnsafeMutablePointer<ArenaChunk>?
  /// The chunk being filled.
  var current: UnsafeMutablePointer<ArenaChunk>?
  /// Bytes used in the chunks before the current one.
  var bytesUsedBefore = 0
  /// Bytes of all chunks.
  var bytesHeld = 0
  /// What may still be in use, by ``bytesUsed``, while a message is decoded.
  var bytesUsedMax = Int.max
  /// Where this state lies.
  var address: UnsafeMutableRawPointer?
  /// The `ProtobufCAllocator` whose data is this state.
  var allocator: UnsafeMutableRawPointer?

  /// Bytes handed out since the last reset.
  var bytesUsed: Int {
    guard let cursor = unsafe cursor, let current = unsafe current else { return 0 }
    return unsafe bytesUsedBefore + (cursor - UnsafeMutableRawPointer(current)) - Self.chunkHeaderBytes
  }

  /// Whether `count` more bytes stay under the cap that holds while decoding.
  func permits(_ count: Int) -> Bool {
    guard unsafe bytesUsedMax != .max else { return true }
    return unsafe count <= bytesUsedMax && bytesUsed + count + Self.headerBytes <= bytesUsedMax
  }

  /// Hands out `count` bytes; makes a chunk when none has room.
  mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    let needed = unsafe (count + Self.headerBytes + 7) & ~7
    if let start = unsafe cursor, let end = unsafe end, unsafe end - start >= needed {
      unsafe cursor = start + needed
      unsafe start.storeBytes(of: address, as: UnsafeMutableRawPointer?.self)
      unsafe start.storeBytes(of: count, toByteOffset: 8, as: Int.self)
      return unsafe start + Self.headerBytes
    }
    unsafe enterChunk(withRoomFor: needed)
    return unsafe allocate(count)
  }

  /// The free rest of a chunk, `count` bytes at the least, for what is done with before the arena is used again.
  mutating func room(forBytes count: Int) -> UnsafeMutableRawBufferPointer {
    if let cursor = unsafe cursor, let end = unsafe end, unsafe end - cursor >= count {
      return unsafe UnsafeMutableRawBufferPointer(start: cursor, count: end - cursor)
    }
    unsafe enterChunk(withRoomFor: count)
    return unsafe room(forBytes: count)
  }

  /// Makes the next chunk current: the one kept from an earlier call if it is large enough, else a new one.
  private mutating func enterChunk(withRoomFor needed: Int) {
    let used = unsafe bytesUsed
    let kept = unsafe current == nil ? first : current!.pointee.next
    if let kept = unsafe kept, unsafe kept.pointee.bytes - Self.chunkHeaderBytes >= needed {
      unsafe enter(kept, after: used)
      return
    }
    let usual = unsafe min(Self.chunkBytesMax, max(Self.firstChunkBytes, 2 * (current?.pointee.bytes ?? 0)))
    let bytes = unsafe max(usual, needed + Self.chunkHeaderBytes)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    let chunk = unsafe memory.bindMemory(to: ArenaChunk.self, capacity: 1)
    unsafe chunk.initialize(to: ArenaChunk(next: kept, bytes: bytes))
    if let current = unsafe current {
      unsafe current.pointee.next = chunk
    } else {
      unsafe first = chunk
    }
    unsafe bytesHeld += bytes
    unsafe enter(chunk, after: used)
  }

  /// Puts the cursor at the start of a chunk, `used` bytes having been used before it.
  private mutating func enter(_ chunk: UnsafeMutablePointer<ArenaChunk>, after used: Int) {
    unsafe bytesUsedBefore = used
    unsafe current = chunk
    unsafe cursor = UnsafeMutableRawPointer(chunk) + Self.chunkHeaderBytes
    unsafe end = UnsafeMutableRawPointer(chunk) + chunk.pointee.bytes
  }

  /// Moves the cursor back to the first chunk and frees chunks beyond `bytesMax`.
  mutating func reset(keeping bytesMax: Int) {
    unsafe bytesUsedMax = .max
    if unsafe bytesHeld > bytesMax { unsafe freeChunks(keeping: bytesMax) }
    if let first = unsafe first { unsafe enter(first, after: 0) }
  }

  /// Frees the chunks after the first `bytesMax` bytes of them, and leaves no current chunk.
  mutating func freeChunks(keeping bytesMax: Int) {
    var keptBytes = 0
    var kept: UnsafeMutablePointer<ArenaChunk>?
    var next = unsafe first
    while let chunk = unsafe next {
      unsafe next = chunk.pointee.next
      if unsafe keptBytes + chunk.pointee.bytes <= bytesMax {
        keptBytes += unsafe chunk.pointee.bytes
        unsafe kept?.pointee.next = chunk
        if unsafe kept == nil { unsafe first = chunk }
        unsafe kept = chunk
      } else {
        unsafe chunk.deallocate()
      }
    }
    unsafe kept?.pointee.next = nil
    if unsafe kept == nil { unsafe first = nil }
    unsafe bytesHeld = keptBytes
    unsafe current = nil
    unsafe cursor = nil
    unsafe end = nil
    unsafe bytesUsedBefore = 0
  }

  /// Whether `pointer` points into one of the chunks.
  func owns(_ pointer: UnsafeRawPointer) -> Bool {
    var next = unsafe first
    while let chunk = unsafe next {
      let start = UnsafeRawPointer(chunk)
      if unsafe pointer >= start && pointer < start + chunk.pointee.bytes { return true }
      unsafe next = chunk.pointee.next
    }
    return false
  }
}
