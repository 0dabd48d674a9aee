/// The reason carried by RST_STREAM and GOAWAY (RFC 9113, section 7).
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
  /// The number on the wire; a peer may send one that has no name here.
  public let rawValue: UInt32

  /// Takes any number: unknown codes are legal and mean no more than INTERNAL_ERROR.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Graceful end; also asks a peer to stop sending a request that is already answered.
  public static let noError = ErrorCode(rawValue: 0x0)
  /// The peer broke a rule that has no code of its own.
  public static let protocolError = ErrorCode(rawValue: 0x1)
  /// Our own fault.
  public static let internalError = ErrorCode(rawValue: 0x2)
  /// More bytes came than the window allowed.
  public static let flowControlError = ErrorCode(rawValue: 0x3)
  /// SETTINGS were not acknowledged in time.
  public static let settingsTimeout = ErrorCode(rawValue: 0x4)
  /// A frame came for a stream whose sender had ended it.
  public static let streamClosed = ErrorCode(rawValue: 0x5)
  /// A frame had a wrong size.
  public static let frameSizeError = ErrorCode(rawValue: 0x6)
  /// The stream was not processed at all; the request may be sent again.
  public static let refusedStream = ErrorCode(rawValue: 0x7)
  /// The stream is no longer wanted.
  public static let cancel = ErrorCode(rawValue: 0x8)
  /// The header compression state is lost.
  public static let compressionError = ErrorCode(rawValue: 0x9)
  /// A CONNECT tunnel broke.
  public static let connectError = ErrorCode(rawValue: 0xa)
  /// The peer makes more work than it may.
  public static let enhanceYourCalm = ErrorCode(rawValue: 0xb)
  /// The transport's security is too weak.
  public static let inadequateSecurity = ErrorCode(rawValue: 0xc)
  /// The peer should use HTTP/1.1.
  public static let http11Required = ErrorCode(rawValue: 0xd)
}
