internal import CZlib

/// Writes gzip (RFC 1952), as many messages as are asked for, one after the other.
///
/// The fastest level: answers are compressed on the loop that serves other callers too, and for text the next levels take two
/// to three times as long for a tenth less bytes.
@safe public struct GzipWriter: ~Copyable {
  /// zlib's state; zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A writer; it takes about 270 KB.
  public init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let result = unsafe inboxd_deflate_init(stream, Z_BEST_SPEED)
    precondition(result == Z_OK, "zlib has its state")
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The gzip of `bytes`: one member.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    unsafe deflateReset(stream)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(bytes.count)
    let bytesMax = unsafe Int(deflateBound(stream, UInt(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: bytesMax) { target, count in
      unsafe stream.pointee.next_out = target.baseAddress
      unsafe stream.pointee.avail_out = UInt32(target.count)
      let result = unsafe deflate(stream, Z_FINISH)
      precondition(result == Z_STREAM_END, "gzip fits into the bytes that zlib asked for")
      count = unsafe target.count - Int(stream.pointee.avail_out)
    }
  }
}
