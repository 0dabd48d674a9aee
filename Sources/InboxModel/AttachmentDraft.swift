/// A file as its uploader announces it.
public struct AttachmentDraft: Sendable, Hashable {
  /// The name, without a folder.
  public var fileName: String
  /// The media type.
  public var mediaType: String
  /// The size in bytes; 0 if not known.
  public var sizeBytes: Int64
  /// The SHA-256; empty if not known.
  public var sha256: [UInt8]
  /// What a repeat is recognised by; may be empty.
  public var requestID: String

  /// The largest file.
  public static let sizeBytesMax: Int64 = 25 << 20
  /// The longest name, in bytes.
  public static let fileNameBytesMax = 255
  /// The longest media type, in bytes.
  public static let mediaTypeBytesMax = 127

  /// Takes all parts.
  public init(fileName: String, mediaType: String, sizeBytes: Int64, sha256: [UInt8], requestID: String) {
    self.fileName = fileName
    self.mediaType = mediaType
    self.sizeBytes = sizeBytes
    self.sha256 = sha256
    self.requestID = requestID
  }

  /// Throws at the first field that is missing or impossible.
  public func check() throws(InboxError) {
    guard !fileName.isEmpty else { throw .fieldRequired(field: "start.file_name") }
    try TextRules.requireBytes(fileName, max: Self.fileNameBytesMax, field: "start.file_name")
    try TextRules.requireNoControls(fileName, field: "start.file_name")
    guard !fileName.contains("/"), !fileName.contains("\\"), fileName != ".", fileName != ".." else {
      throw .fieldInvalid(field: "start.file_name", fault: "names a folder")
    }
    guard !mediaType.isEmpty else { throw .fieldRequired(field: "start.media_type") }
    try TextRules.requireBytes(mediaType, max: Self.mediaTypeBytesMax, field: "start.media_type")
    let parts = mediaType.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isTokenByte) }) else {
      throw .fieldInvalid(field: "start.media_type", fault: "is no media type, such as image/png")
    }
    guard sizeBytes >= 0 else {
      throw .fieldOutOfRange(field: "start.size_bytes", min: "0", max: String(Self.sizeBytesMax))
    }
    guard sizeBytes <= Self.sizeBytesMax else { throw .attachmentTooLarge(limit: Self.sizeBytesMax) }
    guard sha256.isEmpty || sha256.count == 32 else {
      throw .fieldInvalid(field: "start.sha256", fault: "has not the 32 bytes of a SHA-256")
    }
  }

  /// Throws `attachmentMismatch` unless what came is what was announced.
  public func compare(with size: Int64, _ digest: [UInt8]) throws(InboxError) {
    guard sizeBytes == 0 || sizeBytes == size else { throw .attachmentMismatch(field: "start.size_bytes") }
    guard sha256.isEmpty || sha256 == digest else { throw .attachmentMismatch(field: "start.sha256") }
  }

  /// What a repeat under the same request id must have in common with the first: name, type and content.
  public func fingerprint(_ digest: [UInt8]) -> [UInt8] {
    Array(fileName.utf8) + [0] + Array(mediaType.utf8) + [0] + digest
  }

  /// Whether a byte may stand in a media type's halves (RFC 6838, restricted names).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$&-^_.+".utf8.contains(byte)
    }
  }
}
