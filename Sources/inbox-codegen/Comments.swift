internal import CDescriptorProto

/// The comments of a proto file, by the path of what they stand above.
///
/// A path is that of `SourceCodeInfo.Location`: field numbers of `FileDescriptorProto` and indices in turn; `[4, 2]` is the
/// third message of the file, `[4, 2, 2, 0]` its first field.
struct Comments {
  /// The lines of each comment.
  private var lines: [[Int32]: [String]] = [:]

  /// No comments.
  init() {}

  /// The comments of a file whose descriptor carries source info.
  @unsafe init(of file: Google__Protobuf__FileDescriptorProto) {
    guard let info = unsafe file.source_code_info else { return }
    for index in unsafe 0..<info.pointee.n_location {
      guard let location = unsafe info.pointee.location[index]?.pointee else { continue }
      let path = unsafe (0..<location.n_path).map { unsafe location.path[$0] }
      let text = unsafe string(location.leading_comments) + string(location.trailing_comments)
      guard !text.isEmpty else { continue }
      lines[path] = Self.lines(of: text)
    }
  }

  /// The lines of the comment above what `path` leads to; empty when there is none.
  subscript(path: [Int32]) -> [String] { lines[path] ?? [] }

  /// The lines of a comment without the space after `//` and without blank lines at its ends.
  private static func lines(of text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var line = line.hasPrefix(" ") ? line.dropFirst() : line
      while line.last == " " { line.removeLast() }
      return String(line)
    }
    while lines.last == "" { lines.removeLast() }
    while lines.first == "" { lines.removeFirst() }
    return lines
  }
}
