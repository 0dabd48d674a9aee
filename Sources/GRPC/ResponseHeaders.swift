/// The header lists that a server answers with (gRPC over HTTP/2, "Responses").
///
/// Lists of constants are made into a transport's list once and shared; only an answer with metadata or an error is
/// written field by field.
public enum ResponseHeaders {
  /// A constant field.
  public typealias Field = (name: StaticString, value: StaticString)
  /// Takes a field that must be copied.
  public typealias Sink = (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void

  /// The longest `grpc-message` sent, in bytes: header lists are limited on the other side too.
  public static let messageBytesMax = 4096
  /// The longest `grpc-status-details-bin` sent, in bytes of base64; longer details are left out.
  public static let detailsBytesMax = 6144

  /// The initial headers of an answer to a caller who named no encoding: he has no use for the names of others.
  public static let initial: [Field] = [(":status", "200"), ("content-type", "application/grpc")]
  /// The initial headers that tell which encodings requests may use.
  public static let initialAnnouncing: [Field] = initial + [("grpc-accept-encoding", "identity,gzip")]
  /// The initial headers of an answer whose messages may be gzip.
  public static let initialGzip: [Field] = initialAnnouncing + [("grpc-encoding", "gzip")]
  /// The trailers of an answer that went well.
  public static let trailersOK: [Field] = [("grpc-status", "0")]

  /// Writes the fields of a status, then the trailing metadata. Behind `initial` it is a Trailers-Only answer.
  public static func writeTrailers(_ status: Status, metadata: Metadata = Metadata(), into sink: Sink) {
    write("grpc-status", Array(String(status.code.rawValue).utf8), sink)
    if !status.message.isEmpty {
      var message: [UInt8] = []
      PercentEncoding.encode(status.message, onto: &message, bytesMax: messageBytesMax)
      write("grpc-message", message, sink)
    }
    if !status.details.isEmpty {
      var details: [UInt8] = []
      Base64.encode(status.details.span, onto: &details)
      if details.count <= detailsBytesMax { write("grpc-status-details-bin", details, sink) }
    }
    metadata.forEach(sink)
  }

  /// Writes one field.
  private static func write(_ name: String, _ value: [UInt8], _ sink: Sink) {
    sink(name.utf8.span, value.span)
  }
}
