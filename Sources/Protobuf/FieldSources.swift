/// What a string field can be set from: `String`, `Substring`, `StaticString` and ``Text``.
///
/// C strings end at the first NUL byte, so NUL characters are left out of what is stored.
public protocol TextSource {
  /// The text as it lies in `arena`, copied there unless it lies there already or lives for ever.
  func text(in arena: Arena) -> Text
}

/// What a bytes field can be set from: arrays, ``Bytes`` and raw buffers.
public protocol BytesSource {
  /// The bytes as they lie in `arena`, copied there unless they lie there already.
  func bytes(in arena: Arena) -> Bytes
}

extension Arena {
  /// A copy of UTF-8 text in the arena; the caller knows that it is valid UTF-8. NUL bytes are left out.
  public func text(copying utf8: Span<UInt8>) -> Text {
    unsafe utf8.withUnsafeBufferPointer { unsafe text(copying: $0) }
  }

  /// A copy of UTF-8 text in the arena; the caller knows that it is valid UTF-8. NUL bytes are left out.
  @unsafe public func text(copying utf8: UnsafeBufferPointer<UInt8>) -> Text {
    guard let source = utf8.baseAddress, utf8.count > 0 else { return Text() }
    let memory = unsafe allocate(utf8.count + 1).assumingMemoryBound(to: UInt8.self)
    var count = utf8.count
    if unsafe !TextCheck.copy(source, count, to: memory) {
      count = 0
      for index in 0..<utf8.count where unsafe source[index] != 0 {
        unsafe memory[count] = source[index]
        count += 1
      }
    }
    unsafe memory[count] = 0
    return unsafe Text(start: memory, count: count)
  }

  /// A copy of bytes in the arena.
  @unsafe public func bytes(copying source: UnsafeRawBufferPointer) -> Bytes {
    guard let start = source.baseAddress, source.count > 0 else { return Bytes() }
    let memory = unsafe allocate(source.count)
    unsafe memory.copyMemory(from: start, byteCount: source.count)
    return unsafe Bytes(start: memory.assumingMemoryBound(to: UInt8.self), count: source.count)
  }

  /// A copy of bytes in the arena.
  public func bytes(copying source: Span<UInt8>) -> Bytes {
    unsafe source.withUnsafeBytes { unsafe bytes(copying: $0) }
  }
}

extension Text: TextSource {
  /// The text itself if it lies in the arena, else a copy.
  public func text(in arena: Arena) -> Text {
    unsafe isEmpty || arena.owns(start) ? self : arena.text(copying: buffer)
  }
}

extension StaticString: TextSource {
  /// The literal itself: it lives for ever.
  public func text(in arena: Arena) -> Text { Text(self) }
}

extension String: TextSource {
  /// A copy in the arena.
  public func text(in arena: Arena) -> Text {
    var copy = self
    return copy.withUTF8 { unsafe arena.text(copying: $0) }
  }
}

extension Substring: TextSource {
  /// A copy in the arena.
  public func text(in arena: Arena) -> Text {
    var copy = self
    return copy.withUTF8 { unsafe arena.text(copying: $0) }
  }
}

extension Bytes: BytesSource {
  /// The bytes themselves if they lie in the arena, else a copy.
  public func bytes(in arena: Arena) -> Bytes {
    guard let start = unsafe start else { return self }
    return unsafe arena.owns(start) ? self : arena.bytes(copying: UnsafeRawBufferPointer(buffer))
  }
}

extension [UInt8]: BytesSource {
  /// A copy in the arena.
  public func bytes(in arena: Arena) -> Bytes {
    unsafe withUnsafeBytes { unsafe arena.bytes(copying: $0) }
  }
}

extension UnsafeRawBufferPointer: @unsafe BytesSource {
  /// A copy in the arena.
  public func bytes(in arena: Arena) -> Bytes {
    unsafe arena.bytes(copying: self)
  }
}
