internal import COpenSSL
internal import Glibc

/// The content of a whole file: what it is, and a durable copy of it. For threads that may wait for a disk.
public enum FileContent {
  /// Bytes at a time.
  private static let pieceBytes = 1 << 20

  /// The SHA-256 and the size of a file; nil with errno when it cannot be read.
  public static func read(_ path: String) -> StoredFile? { pass(path) { _ in true } }

  /// Copies a file to a new one, durably, and gives what was copied; nil with errno when the disk does not give or take it.
  public static func copy(_ path: String, to target: String) -> StoredFile? {
    let output = unsafe open(target, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard output >= 0 else { return nil }
    defer { close(output) }
    let copied = pass(path) { piece in
      unsafe piece.withUnsafeBytes { buffer in
        var done = 0
        while done < buffer.count {
          let count = unsafe write(output, buffer.baseAddress! + done, buffer.count - done)
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { return false }
          done += count
        }
        return true
      }
    }
    return fsync(output) == 0 ? copied : nil
  }

  /// Makes the bytes of a file durable; false with errno when the disk does not.
  public static func sync(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// Hands every piece of a file to `take`, and gives what they were together.
  private static func pass(_ path: String, _ take: (ArraySlice<UInt8>) -> Bool) -> StoredFile? {
    let input = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { return nil }
    defer { close(input) }
    guard let digest = unsafe EVP_MD_CTX_new() else { return nil }
    defer { unsafe EVP_MD_CTX_free(digest) }
    guard unsafe EVP_DigestInit_ex(digest, EVP_sha256(), nil) == 1 else { return nil }
    var piece = [UInt8](repeating: 0, count: pieceBytes)
    var size: Int64 = 0
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(input, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      guard unsafe EVP_DigestUpdate(digest, piece, count) == 1, take(piece[..<count]) else { return nil }
      size += Int64(count)
    }
    var sha256 = [UInt8](repeating: 0, count: 32)
    guard unsafe EVP_DigestFinal_ex(digest, &sha256, nil) == 1 else { return nil }
    return StoredFile(sha256: sha256, sizeBytes: size)
  }
}
