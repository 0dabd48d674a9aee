/// Sees where frames begin in a peer's bytes, before nghttp2 does, and says what each costs.
///
/// nghttp2 reports most frames, not all: of unknown types, of streams that are closed, of a header block after an error it
/// says nothing, and of a frame that is half here it cannot say how long it has been. Nine bytes a frame are enough to
/// know: so nothing that a peer sends goes uncounted, and a frame that does not get on is noticed.
///
///     preface (a client's): 24 bytes | frame: length 3, type 1, flags 1, stream 4 | payload: length bytes | frame ...
struct FrameMeter {
  /// What one read brought.
  struct Reading {
    /// What its frames cost, in units of the peer's budget.
    var cost: Int64 = 0
    /// Frames that claim to be the start or the end of a request: of use if the session takes them for one, else not.
    var claims: Int64 = 0
    /// Payload bytes of messages and header blocks.
    var usefulBytes = 0
    /// Payload bytes of DATA.
    var dataBytes = 0
  }

  /// DATA smaller than this carries no whole gRPC message, not even an empty one.
  private static let dataBytesMin = 5
  /// Padded DATA smaller than this is as likely to be all padding.
  private static let paddedDataBytesMin = 512

  /// Bytes of the preface that have not come.
  private var prefaceLeft: Int
  /// The bytes of a frame's head so far, as a number; those that count are the first five.
  private var head: UInt64 = 0
  /// How many of the nine have come.
  private var headCount = 0
  /// Payload bytes of the frame that have not come.
  private var payloadLeft = 0
  /// Whether the payload counts as progress.
  private var isUseful = false
  /// Whether the payload is DATA.
  private var isData = false
  /// Whether a header block goes on in the next frame.
  private var isInHeaderBlock = false

  /// A meter at the start of a connection.
  init(expectsPreface: Bool) { prefaceLeft = expectsPreface ? 24 : 0 }

  /// Whether a frame or a header block is half here.
  var isWithinFrame: Bool { headCount > 0 || payloadLeft > 0 || isInHeaderBlock }

  /// Whether DATA of that length is too small for a message.
  static func carriesLittle(_ length: Int, _ flags: UInt8) -> Bool {
    length < (flags & 0x8 == 0 ? dataBytesMin : paddedDataBytesMin)
  }

  /// Takes note of what was read.
  mutating func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
    var reading = Reading()
    var position = min(prefaceLeft, bytes.count)
    prefaceLeft -= position
    while position < bytes.count {
      if payloadLeft > 0 {
        let taken = min(payloadLeft, bytes.count - position)
        payloadLeft -= taken
        position += taken
        if isUseful { reading.usefulBytes += taken }
        if isData { reading.dataBytes += taken }
        continue
      }
      if headCount == 0 && bytes.count - position >= 9 {
        head = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt64.self))
        position += 9
        begin(&reading)
        continue
      }
      head = unsafe head << 8 | UInt64(bytes[position])
      position += 1
      headCount += 1
      if headCount == 9 { begin(&reading) }
    }
    return reading
  }

  /// The head of a frame is whole: prices the frame.
  private mutating func begin(_ reading: inout Reading) {
    // The last eight of nine bytes are in `head`: the length's lower 16 bits, type, flags, stream. The first has been
    // shifted out; lengths over 16 KiB are refused by nghttp2 (SETTINGS_MAX_FRAME_SIZE) before it matters.
    payloadLeft = Int(head >> 48)
    let type = UInt8(truncatingIfNeeded: head >> 40)
    let flags = UInt8(truncatingIfNeeded: head >> 32)
    head = 0
    headCount = 0
    isData = type == 0
    isUseful = type <= 1 || type == 9
    switch type {
    case 0:  // DATA
      guard Self.carriesLittle(payloadLeft, flags) else { return }
      if flags & 0x1 != 0 { reading.claims += 1 } else { reading.cost += 1 }
    case 1:  // HEADERS
      reading.claims += 1
      isInHeaderBlock = flags & 0x4 == 0
    case 9:  // CONTINUATION
      isInHeaderBlock = flags & 0x4 == 0
      reading.cost += 1
    default:
      reading.cost += 1
    }
  }
}
