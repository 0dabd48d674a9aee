internal import CZlib

/// Reads gzip (RFC 1952), as many messages as are asked for, one after the other.
///
/// A few bytes of gzip can hold a thousand times as many. So they are inflated piece by piece, and as soon as there are more
/// bytes than the caller takes, it is over: memory grows with what came out, by at most one piece beyond the limit. What
/// the format declares is not believed; `declaredBytes` tells it to those who refuse by it.
@safe public struct GzipReader: ~Copyable {
  /// The bytes inflated at a time.
  static let pieceBytes = 32 << 10

  /// zlib's state; zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Where a piece is inflated to.
  private let piece: UnsafeMutableBufferPointer<UInt8>

  /// A reader; it takes about 75 KB.
  public init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe piece = .allocate(capacity: Self.pieceBytes)
    let result = unsafe inboxd_inflate_init(stream)
    precondition(result == Z_OK, "zlib has its state")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe piece.deallocate()
  }

  /// How many bytes the last member of a gzip says it holds, modulo 4 GiB; nil of what is no gzip by its first bytes or its
  /// length. A word that nobody has checked.
  public static func declaredBytes(of bytes: Span<UInt8>) -> Int? {
    let count = bytes.count
    // The shortest has a header of ten bytes, two of an empty block, and a trailer of eight.
    guard count >= 20, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else { return nil }
    return (1...4).reduce(0) { $0 << 8 | Int(bytes[count - $1]) }
  }

  /// Appends what the gzip in `bytes` holds. No bytes at all hold nothing; several members follow each other (RFC 1952,
  /// section 2.2). After an error `target` holds what came until then, at most `bytesMax`.
  public mutating func read(
    _ bytes: Span<UInt8>, onto target: inout [UInt8], bytesMax: Int
  ) throws(GzipError) {
    let endMax = target.count + bytesMax
    try unsafe bytes.withUnsafeBufferPointer { bytes throws(GzipError) in
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      unsafe stream.pointee.avail_in = UInt32(bytes.count)
      while unsafe stream.pointee.avail_in > 0 {
        unsafe inflateReset(stream)
        try readMember(onto: &target, endMax: endMax)
      }
    }
  }

  /// Appends what the next member holds.
  private mutating func readMember(onto target: inout [UInt8], endMax: Int) throws(GzipError) {
    while true {
      unsafe stream.pointee.next_out = piece.baseAddress
      unsafe stream.pointee.avail_out = UInt32(piece.count)
      let result = unsafe inflate(stream, Z_NO_FLUSH)
      guard result == Z_OK || result == Z_STREAM_END else { throw .corrupt }
      let count = unsafe piece.count - Int(stream.pointee.avail_out)
      guard target.count + count <= endMax else { throw .tooLarge }
      unsafe target.append(contentsOf: piece[..<count])
      if result == Z_STREAM_END { return }
    }
  }
}
