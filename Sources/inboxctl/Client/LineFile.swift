internal import Glibc

/// A file of lines that is read from a place on, or added to.
struct LineFile: ~Copyable {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// Where in the file the next line begins, in bytes.
  private(set) var offset: Int64 = 0

  /// Opens a file for reading; nil if it cannot be read.
  init?(reading path: String) {
    descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  /// Opens or makes a file for adding lines; nil if it cannot be.
  init?(addingTo path: String) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
  }

  deinit { if descriptor > 2 { close(descriptor) } }

  /// Size of the file in bytes; 0 for what is no file.
  var size: Int64 {
    var facts = stat()
    return unsafe fstat(descriptor, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  /// Goes on at a place where a line begins.
  mutating func seek(to place: Int64) {
    lseek(descriptor, off_t(place), SEEK_SET)
    (offset, start, isAtEnd) = (place, 0, false)
    buffer.removeAll()
  }

  /// What tells the file from another: a sum (FNV-1a) of its beginning and of what stands before a place, 64 KiB of each.
  func mark(before place: Int64) -> String {
    let span: Int64 = 64 << 10
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for begin in [0, max(0, place - span)] {
      var piece = [UInt8](repeating: 0, count: Int(min(span, place - begin)))
      let count = unsafe pread(descriptor, &piece, piece.count, off_t(begin))
      for byte in piece.prefix(max(0, count)) { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return String(sum, radix: 16)
  }

  /// The next line without its end; nil after the last. With `onlyWhole` a line that has no end is none.
  mutating func next(onlyWhole: Bool = false) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0a) {
        let line = buffer[start..<end]
        offset += Int64(end + 1 - start)
        start = end + 1
        return line
      }
      if isAtEnd {
        guard start < buffer.count, !onlyWhole else { return nil }
        let line = buffer[start...]
        offset += Int64(line.count)
        start = buffer.count
        return line
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      var piece = [UInt8](repeating: 0, count: 1 << 18)
      let count = unsafe read(descriptor, &piece, piece.count)
      isAtEnd = count <= 0
      if count > 0 { buffer += piece[..<count] }
    }
  }

  /// Cuts the file behind the last line that was read, and adds from there.
  mutating func cutHere() {
    ftruncate(descriptor, off_t(offset))
    lseek(descriptor, off_t(offset), SEEK_SET)
  }

  /// Adds text; false when the disk does not take it.
  func add(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = unsafe write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Replaces a small file in one step, so that a crash leaves the old or the new.
  static func replace(_ path: String, with text: String) -> Bool {
    let new = "\(path).new"
    do {
      guard var file = LineFile(addingTo: new) else { return false }
      file.cutHere()
      guard file.add(text), fsync(file.descriptor) == 0 else { return false }
    }
    return unsafe rename(new, path) == 0
  }
}
