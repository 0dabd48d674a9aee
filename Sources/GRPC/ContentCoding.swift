/// How a message may be compressed (gRPC over HTTP/2, "Message-Encoding").
public enum ContentCoding: Sendable, Equatable {
  /// Not at all.
  case identity
  /// By gzip.
  case gzip
  /// By something that is not known here.
  case other

  /// The coding that `grpc-encoding` names.
  init(_ name: Span<UInt8>) {
    if name.equals("identity") {
      self = .identity
    } else if name.equals("gzip") {
      self = .gzip
    } else {
      self = .other
    }
  }

  /// Whether a `grpc-accept-encoding` list names gzip.
  static func listNamesGzip(_ list: Span<UInt8>) -> Bool {
    var start = 0
    for index in 0...list.count where index == list.count || list[index] == UInt8(ascii: ",") {
      var first = start
      var end = index
      while first < end, list[first] == 0x20 { first += 1 }
      while end > first, list[end - 1] == 0x20 { end -= 1 }
      if list.extracting(first..<end).equals("gzip") { return true }
      start = index + 1
    }
    return false
  }
}
