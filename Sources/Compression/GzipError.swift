/// Why bytes cannot be read as gzip.
public enum GzipError: Error, Equatable, Sendable {
  /// They are no gzip, or end early.
  case corrupt
  /// They hold more bytes than the caller takes.
  case tooLarge
}
