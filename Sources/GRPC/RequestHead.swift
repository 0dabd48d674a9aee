/// The headers of a call, sorted as they come: filled, judged, and used again without allocating. A class, so that reading it
/// through the call that owns it copies nothing.
///
/// The protocol's own headers are recognised by length and bytes. Whatever is not the protocol's is metadata, `user-agent` and
/// `authorization` included.
public final class RequestHead {
  /// What becomes of a request.
  public enum Verdict: Equatable, Sendable {
    /// It is a gRPC call.
    case call
    /// It is none: answer in HTTP.
    case http(HTTPRefusal)
    /// It is a call that cannot be served: answer with the status.
    case refuse(Status)
  }

  /// `:path`, as it came.
  public private(set) var path: [UInt8] = []
  /// The time the caller gives, or nil when it waits for ever.
  public private(set) var timeoutNanoseconds: UInt64?
  /// How the caller's messages may be compressed.
  public private(set) var encoding: ContentCoding = .identity
  /// Whether the caller reads gzip.
  public private(set) var acceptsGzip = false
  /// Whether the caller named any encoding, his own or what he reads.
  public private(set) var namesEncodings = false
  /// What is not the protocol's.
  public private(set) var metadata = Metadata()

  /// Whether `:method` is POST.
  private var isPost = false
  /// Whether `:method` is HEAD, whose answer has no body.
  private var isHead = false
  /// Whether `content-type` is gRPC's.
  private var isGRPC = false
  /// Whether `grpc-timeout` was malformed.
  private var hasBadTimeout = false
  /// The compression that was asked for and is not known.
  private var unknownEncoding: [UInt8] = []

  /// A head without headers.
  public init() {}

  /// Forgets everything but memory.
  public func reset() {
    if !path.isEmpty { path.removeAll(keepingCapacity: true) }
    timeoutNanoseconds = nil
    encoding = .identity
    acceptsGzip = false
    namesEncodings = false
    metadata.removeAll(keepingCapacity: true)
    isPost = false
    isHead = false
    isGRPC = false
    hasBadTimeout = false
    if !unknownEncoding.isEmpty { unknownEncoding.removeAll(keepingCapacity: true) }
  }

  /// Takes a header.
  public func consume(name: Span<UInt8>, value: Span<UInt8>) {
    guard name.count > 1 else { return metadata.append(name: name, value: value) }
    switch unsafe name[unchecked: 0] {
    case UInt8(ascii: ":"): consumePseudo(name, value)
    case UInt8(ascii: "g") where name.hasPrefix("grpc-"): consumeProtocol(name, value)
    case UInt8(ascii: "c") where name.equals("content-type"): isGRPC = RequestHead.isGRPC(contentType: value)
    case UInt8(ascii: "c"), UInt8(ascii: "t"), UInt8(ascii: "h"):
      if !Metadata.isReserved(name: name) { metadata.append(name: name, value: value) }
    default: metadata.append(name: name, value: value)
    }
  }

  /// What becomes of the request, after its last header.
  public func verdict() -> Verdict {
    guard isPost else { return .http(isHead ? .methodNotAllowedForHead : .methodNotAllowed) }
    guard isGRPC else { return .http(.unsupportedMediaType) }
    if hasBadTimeout {
      return .refuse(Status(.internalError, "grpc-timeout must be one to eight digits and one of H, M, S, m, u, n."))
    }
    if encoding == .other {
      let name = String(decoding: unknownEncoding, as: UTF8.self)
      return .refuse(Status(.unimplemented, "The message encoding \(name) is not supported."))
    }
    return .call
  }

  /// Takes a pseudo-header.
  private func consumePseudo(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    if name.equals(":path") {
      path.append(span: value)
    } else if name.equals(":method") {
      isPost = value.equals("POST")
      isHead = value.equals("HEAD")
    }
  }

  /// Takes a header whose name starts with `grpc-`; others (`grpc-trace-bin`) are metadata.
  private func consumeProtocol(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    switch name.count {
    case 12 where name.equals("grpc-timeout"):
      timeoutNanoseconds = Timeout.parse(value)
      hasBadTimeout = timeoutNanoseconds == nil
    case 13 where name.equals("grpc-encoding"):
      encoding = ContentCoding(value)
      namesEncodings = true
      if encoding == .other { unknownEncoding.append(span: value) }
    case 20 where name.equals("grpc-accept-encoding"):
      if ContentCoding.listNamesGzip(value) { acceptsGzip = true }
      namesEncodings = true
    default: metadata.append(name: name, value: value)
    }
  }

  /// Whether a content type is `application/grpc` or `application/grpc+proto`, alone or with parameters. Messages of another
  /// form than protobuf's are not read here.
  private static func isGRPC(contentType: Span<UInt8>) -> Bool {
    guard contentType.hasPrefix("application/grpc") else { return false }
    let rest = contentType.extracting(droppingFirst: 16)
    return isEndOrParameter(rest)
      || rest.hasPrefix("+proto") && isEndOrParameter(rest.extracting(droppingFirst: 6))
  }

  /// Whether a media type ends here.
  private static func isEndOrParameter(_ rest: Span<UInt8>) -> Bool {
    rest.isEmpty || rest[0] == UInt8(ascii: ";") || rest[0] == 0x20
  }
}

/// The HTTP answers to requests that are no gRPC calls.
public enum HTTPRefusal: Sendable, CaseIterable {
  /// Something else than POST: 405, and `allow` says what is.
  case methodNotAllowed
  /// HEAD: the same without a body.
  case methodNotAllowedForHead
  /// A content type that is not gRPC's: 415, which is what gRPC asks for.
  case unsupportedMediaType

  /// The headers.
  public var fields: [(name: StaticString, value: StaticString)] {
    let body: [(name: StaticString, value: StaticString)] = [("content-type", "text/plain; charset=utf-8")]
    return switch self {
    case .methodNotAllowed, .methodNotAllowedForHead: [(":status", "405"), ("allow", "POST")] + body
    case .unsupportedMediaType:
      [(":status", "415"), ("accept-post", "application/grpc, application/grpc+proto")] + body
    }
  }

  /// The body: a sentence for whoever came with a browser.
  public var body: StaticString {
    switch self {
    case .methodNotAllowed: "This server speaks gRPC: every call is a POST.\n"
    case .methodNotAllowedForHead: ""
    case .unsupportedMediaType: "This server speaks gRPC: the content type of every call is application/grpc.\n"
    }
  }
}
