internal import Files

/// The bytes of an e-mail as they leave. Files come from the disk a chunk at a time while the relay takes what is there, so
/// that memory does not grow with them; nothing waits for the disk.
struct MailContent {
  /// What there is to give.
  enum Step: Equatable {
    /// So many bytes; 0 at the end.
    case bytes(Int)
    /// Nothing yet: the disk is asked, and calls back.
    case wait
    /// A file cannot be read.
    case failed
  }

  /// How many bytes it is in all.
  let sizeBytes: Int

  private let pieces: [MailMessage.Piece]
  private let files: [FileDownload]
  private let sizes: [Int]
  private var piece = 0
  private var fileOffset = 0
  private var lines = Base64Lines()
  private var ready: [UInt8] = []
  private var given = 0

  /// The content of a message; `files` are its files in their order.
  init(_ message: MailMessage, _ files: [FileDownload]) {
    let pieces = message.pieces()
    self.pieces = pieces
    self.files = files
    sizes = message.files.map(\.sizeBytes)
    sizeBytes = pieces.reduce(0) { sum, piece in
      switch piece {
      case .text(let text): sum + text.utf8.count
      case .file(let index): sum + Base64Lines.sizeBytes(of: message.files[index].sizeBytes)
      }
    }
  }

  /// Fills a buffer; `whenRead` is called, on any thread, when there is more after `.wait`.
  mutating func give(
    _ buffer: UnsafeMutableRawBufferPointer, whenRead: @escaping @Sendable () -> Void
  ) -> Step {
    while given == ready.count {
      guard piece < pieces.count else { return .bytes(0) }
      switch pieces[piece] {
      case .text(let text):
        take(Array(text.utf8))
        piece += 1
      case .file(let index):
        if let step = read(index, whenRead) { return step }
      }
    }
    let count = min(buffer.count, ready.count - given)
    unsafe ready.withUnsafeBytes { bytes in
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[given..<given + count]))
    }
    given += count
    return .bytes(count)
  }

  /// Takes the next chunk of a file; nil if it came, or the file is over.
  private mutating func read(_ index: Int, _ whenRead: @escaping @Sendable () -> Void) -> Step? {
    if fileOffset == sizes[index] {
      take(lines.finish())
      (piece, fileOffset) = (piece + 1, 0)
      return nil
    }
    if let chunk = files[index].take() {
      fileOffset += chunk.count
      if fileOffset > sizes[index] { return .failed }
      take(lines.encode(chunk))
      return nil
    }
    if !files[index].hasFailed { files[index].read(at: Int64(fileOffset), then: whenRead) }
    return files[index].hasFailed ? .failed : .wait
  }

  /// Has bytes ready.
  private mutating func take(_ bytes: [UInt8]) { (ready, given) = (bytes, 0) }
}
