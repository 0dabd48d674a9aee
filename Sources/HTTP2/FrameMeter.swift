/// Sees where frames begin in a peer's bytes, before nghttp2 does, and says what each costs.
///
/// nghttp2 reports most frames, not all: of unknown types, of streams that are closed, of a header block after an error it
/// says nothing, and of a frame that is half here it cannot say how long it has been. Nine bytes a frame are enough to
/// know: so nothing that a peer sends goes uncounted, and a frame that does not get on is noticed.
///
///     preface (a client's): 24 bytes | frame: length 3, type 1, flags 1, stream 4 | payload: length bytes | frame ...
///
/// It also finds the faults that nghttp2 passes over as it is set up here: DATA on a stream that is over, PRIORITY, which nghttp2
/// does not read where priorities are off, and WINDOW_UPDATE of a stream that is closed. For the last two it reads four
/// bytes of the payload.
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
    /// The first frame that no peer may send.
    var fault: Fault?
  }

  /// A frame that no peer may send, and that nghttp2 may pass over.
  struct Fault: Equatable {
    /// What the connection ends with.
    let code: ErrorCode
    /// Where the fault ends in what was read: what is before it counts.
    let end: Int
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
  /// Bytes of the payload's first number that have not come; 0 when nobody asks for it.
  private var numberLeft = 0
  /// The payload's first number, as far as it has come.
  private var number: UInt32 = 0
  /// The frame whose first number is asked for.
  private var asking: (type: UInt8, stream: Int32) = (0, 0)
  /// The stream that the peer reset last.
  private var lastReset: Int32 = -1
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

  /// Whether a client's first bytes, and nothing after them, may open a stream. What is no HTTP/2 may do anything.
  static func mayOpenStream(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    let isPreface = preface.withUTF8Buffer { preface in unsafe zip(preface, bytes).allSatisfy { $0 == $1 } }
    guard isPreface else { return true }
    var meter = FrameMeter(expectsPreface: true)
    return unsafe meter.read(bytes).claims > 0
  }

  /// Takes note of what was read. `isOver` says of a stream whether the peer had ended it before these bytes.
  mutating func read(_ bytes: UnsafeRawBufferPointer, isOver: (Int32) -> Bool = { _ in false }) -> Reading {
    var reading = Reading()
    var position = min(prefaceLeft, bytes.count)
    prefaceLeft -= position
    while position < bytes.count {
      if numberLeft > 0 {
        readNumber(unsafe bytes[position])
        position += 1
        if numberLeft == 0, reading.fault == nil { reading.fault = fault(at: position) }
        continue
      }
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
        begin(&reading, at: position, isOver)
        continue
      }
      head = unsafe head << 8 | UInt64(bytes[position])
      position += 1
      headCount += 1
      if headCount == 9 { begin(&reading, at: position, isOver) }
    }
    return reading
  }

  /// The head of a frame is whole: prices the frame.
  private mutating func begin(_ reading: inout Reading, at position: Int, _ isOver: (Int32) -> Bool) {
    // The last eight of nine bytes are in `head`: the length's lower 16 bits, type, flags, stream. The first has been
    // shifted out; lengths over 16 KiB are refused by nghttp2 (SETTINGS_MAX_FRAME_SIZE) before it matters.
    payloadLeft = Int(head >> 48)
    let type = UInt8(truncatingIfNeeded: head >> 40)
    let flags = UInt8(truncatingIfNeeded: head >> 32)
    let stream = Int32(truncatingIfNeeded: head & 0x7FFF_FFFF)
    head = 0
    headCount = 0
    isData = type == 0
    isUseful = type <= 1 || type == 9
    switch type {
    case 0:  // DATA
      if stream == lastReset || isOver(stream), reading.fault == nil {
        reading.fault = Fault(code: .streamClosed, end: position)
      }
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
      if type == 3 { lastReset = stream }  // RST_STREAM
      if type == 2 || type == 8, payloadLeft >= 4 {  // PRIORITY, WINDOW_UPDATE
        asking = (type, stream)
        numberLeft = 4
      }
    }
  }

  /// Takes a byte of the payload's first number.
  private mutating func readNumber(_ byte: UInt8) {
    number = number << 8 | UInt32(byte)
    numberLeft -= 1
    payloadLeft -= 1
  }

  /// What is wrong with the frame whose first number has come (RFC 9113, sections 6.3 and 6.9; RFC 7540, 5.3.1).
  private func fault(at end: Int) -> Fault? {
    let value = Int32(truncatingIfNeeded: number & 0x7FFF_FFFF)
    let isFaulty = asking.type == 2 ? asking.stream == 0 || asking.stream == value : value == 0
    return isFaulty ? Fault(code: .protocolError, end: end) : nil
  }
}
