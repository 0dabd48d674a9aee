/// Takes a body apart into messages (gRPC over HTTP/2, "Length-Prefixed-Message").
///
///     | compressed: 1 byte | length: 4 bytes, big-endian | message |
///
/// Body bytes come in pieces that know nothing of messages. A message that lies whole in one piece is handed out from
/// there, which is the usual case and copies nothing; a message that is cut is gathered. Invariants:
///  1. A length is believed only as far as bytes have come: memory grows with what was received, never with what
///     a prefix promises.
///  2. A message over the limit is refused from its prefix, before its first byte.
///  3. After an error nothing more is handed out.
public struct EnvelopeReader: Sendable {
  /// Bytes in front of each message.
  public static let prefixBytes = 5
  /// Memory that an idle reader keeps for the next cut message.
  static let keptBytes = 16 << 10

  /// Why a body is refused.
  public enum Failure: Error, Equatable, Sendable {
    /// A message is larger than the limit.
    case tooLarge(bytes: Int, bytesMax: Int)
    /// The first byte is neither 0 nor 1.
    case badFlag(UInt8)
    /// The body ended within a message.
    case truncated

    /// What the caller is told.
    public var status: Status {
      switch self {
      case .tooLarge(let bytes, let bytesMax):
        Status(.resourceExhausted, "The message has \(bytes) bytes; at most \(bytesMax) are accepted.")
      case .badFlag(let flag):
        Status(.internalError, "The first byte of a message is \(flag); it must be 0 or 1.")
      case .truncated:
        Status(.internalError, "The body ended within a message.")
      }
    }
  }

  /// The largest message accepted, in bytes. For a compressed one whoever inflates it has to hold the limit.
  public var messageBytesMax: Int
  /// The largest compressed message accepted, in bytes as it travels: what cannot be compressed grows by less than an eighth.
  private var compressedBytesMax: Int { messageBytesMax + messageBytesMax >> 3 + 64 }
  /// The bytes of a cut message: its prefix, then what has come of it.
  private var gathered: [UInt8] = []
  /// Whether an error was thrown.
  private var hasFailed = false

  /// A reader at the start of a body.
  public init(messageBytesMax: Int = 4 << 20) { self.messageBytesMax = messageBytesMax }

  /// Makes the reader as new; keeps a bounded amount of memory.
  public mutating func reset(messageBytesMax: Int) {
    self.messageBytesMax = messageBytesMax
    hasFailed = false
    emptyGathered()
  }

  /// Whether the body may end here.
  public var isBetweenMessages: Bool { gathered.isEmpty }

  /// Bytes of the message that is not whole yet, its prefix included.
  public var heldBytes: Int { gathered.count }

  /// Bytes that the message which is not whole yet will have, its prefix included; those that are here while it has not said.
  public var messageBytes: Int {
    guard gathered.count >= EnvelopeReader.prefixBytes else { return gathered.count }
    return EnvelopeReader.prefixBytes + EnvelopeReader.prefix(of: gathered.span).length
  }

  /// Makes room for the rest of the message that has begun, in one piece: growing by doubling would hold up to twice as much.
  public mutating func reserveMessage() { gathered.reserveCapacity(messageBytes) }

  /// Ends the body; an error when that cuts a message.
  public mutating func finish() throws(Failure) {
    if !hasFailed, !isBetweenMessages { throw fail(.truncated) }
  }

  /// Takes a piece of the body and hands out the messages that it completes. The spans end with the call of `deliver`.
  public mutating func feed(
    _ piece: Span<UInt8>, _ deliver: (_ message: Span<UInt8>, _ isCompressed: Bool) -> Void
  ) throws(Failure) {
    if hasFailed { return }
    var position = 0
    if !gathered.isEmpty { position = try completeGathered(from: piece, deliver) }
    while position < piece.count {
      let rest = piece.count - position
      if rest >= EnvelopeReader.prefixBytes {
        let length = try accepted(EnvelopeReader.prefix(of: piece.extracting(position...)))
        if rest - EnvelopeReader.prefixBytes >= length {
          let start = position + EnvelopeReader.prefixBytes
          deliver(piece.extracting(start..<start + length), piece[position] == 1)
          position = start + length
          continue
        }
      }
      gathered.append(span: piece.extracting(position...))
      return
    }
  }

  /// Adds to the cut message and hands it out when it is whole; gives the number of bytes taken.
  private mutating func completeGathered(
    from piece: Span<UInt8>, _ deliver: (_ message: Span<UInt8>, _ isCompressed: Bool) -> Void
  ) throws(Failure) -> Int {
    var position = 0
    if gathered.count < EnvelopeReader.prefixBytes {
      position = min(EnvelopeReader.prefixBytes - gathered.count, piece.count)
      gathered.append(span: piece.extracting(..<position))
      if gathered.count < EnvelopeReader.prefixBytes { return position }
    }
    let prefix = EnvelopeReader.prefix(of: gathered.span)
    let length = try accepted(prefix)
    let missing = EnvelopeReader.prefixBytes + length - gathered.count
    let taken = min(missing, piece.count - position)
    gathered.append(span: piece.extracting(position..<position + taken))
    if taken == missing {
      deliver(gathered.span.extracting(EnvelopeReader.prefixBytes...), gathered[0] == 1)
      emptyGathered()
    }
    return position + taken
  }

  /// What the first five bytes declare.
  private static func prefix(of bytes: Span<UInt8>) -> (flag: UInt8, length: Int) {
    (bytes[0], Int(bytes[1]) << 24 | Int(bytes[2]) << 16 | Int(bytes[3]) << 8 | Int(bytes[4]))
  }

  /// The length that a prefix declares, unless it is refused.
  private mutating func accepted(_ prefix: (flag: UInt8, length: Int)) throws(Failure) -> Int {
    guard prefix.flag <= 1 else { throw fail(.badFlag(prefix.flag)) }
    guard prefix.length <= messageBytesMax || (prefix.flag == 1 && prefix.length <= compressedBytesMax) else {
      throw fail(.tooLarge(bytes: prefix.length, bytesMax: messageBytesMax))
    }
    return prefix.length
  }

  /// Remembers that the body is refused.
  private mutating func fail(_ failure: Failure) -> Failure {
    hasFailed = true
    gathered = []
    return failure
  }

  /// Forgets the cut message and all but a bounded amount of its memory.
  private mutating func emptyGathered() {
    if gathered.isEmpty { return }
    if gathered.capacity > EnvelopeReader.keptBytes { gathered = [] } else { gathered.removeAll(keepingCapacity: true) }
  }
}
