internal import COpenSSL
internal import Glibc

// TLS as bytes in, bytes out: OpenSSL never sees a socket.
//
//     socket --read--> buffers.input --open--> plain bytes             SSL_read, record by record
//     socket <-write-- buffers.output <-seal-- plain bytes             SSL_write, then one write for all records
//                            ^------ open, too: handshake, tickets, alerts
//
// The handshake is what `open` does with the first bytes; nothing in it waits.
//
// Invariants
//  1. An operation leaves none of its input behind: what was read has been opened, or is a part of a record that OpenSSL
//     keeps. So nothing waits that epoll does not know of.
//  2. What an operation puts into `buffers.output` is taken by its caller before the loop does anything else: all sessions
//     of a loop share the buffers.
//  3. A session that failed stays failed: after an error OpenSSL allows nothing but freeing it.
//  4. Bytes that bring no data (key updates, refused renegotiations, padding) are counted; a peer who sends more than
//     `emptyBytesMax` of them beyond the data he sends is cut off, because each makes us compute, and him not.
//
// Limits: 48 KiB of input at a time, which open to at most 64 KiB, a record that was incomplete before included.
//
// The road not taken: OpenSSL on the descriptor itself. It reads each record's header and body apart, or with read-ahead
// keeps bytes that epoll does not see, and it writes each record apart: for an exchange of 100 bytes on one connection
// 9.6 us and 8.3 us of CPU time, and 7.8 us this way; without TLS 6.1 us. With answers of 120 KB 82 us, 85 us and 69 us.

/// Memory that the TLS sessions of one loop share; see invariant 2.
@safe public final class TLSBuffers {
  /// What is read from a socket at a time.
  static let inputBytes = 48 << 10
  /// What sealing 128 KiB makes, with room for a handshake's messages besides.
  static let outputBytes = 160 << 10

  /// Bytes from a socket.
  let input = UnsafeMutableRawBufferPointer.allocate(byteCount: inputBytes, alignment: 16)
  /// Bytes for a socket.
  let output = UnsafeMutableRawBufferPointer.allocate(byteCount: outputBytes, alignment: 16)
  /// Where OpenSSL finds both.
  let wire = UnsafeMutablePointer<inboxd_tls_wire>.allocate(capacity: 1)

  /// Buffers for one loop.
  public init() {
    let target = unsafe output.baseAddress!.assumingMemoryBound(to: UInt8.self)
    unsafe wire.initialize(
      to: inboxd_tls_wire(
        input: nil, input_count: 0, output: target, output_count: 0, output_capacity: Self.outputBytes))
  }

  deinit {
    unsafe wire.deallocate()
    unsafe output.deallocate()
    unsafe input.deallocate()
  }

  /// What the last operation has for the peer; nothing waits afterwards.
  func takeOutput() -> UnsafeRawBufferPointer {
    let count = unsafe wire.pointee.output_count
    unsafe wire.pointee.output_count = 0
    return unsafe UnsafeRawBufferPointer(rebasing: output[..<count])
  }
}

/// One connection's TLS; the essay above tells its rules.
@safe final class TLSSession {
  private static let emptyBytesMax = 64 << 10
  /// What a record takes beyond its data, at most: header, explicit nonce, tag, content type.
  private static let recordOverheadBytes = 32

  /// The memory it works in.
  let buffers: TLSBuffers
  /// Whether the handshake is over: data may go.
  private(set) var isOpen = false
  /// Who the peer's certificate says it is: its first URI, else its first DNS name; nil without a certificate.
  private(set) var peerIdentity: String?

  /// Why it failed, for people; nil while it did not.
  private(set) var failure: NetError?

  private let raw: OpaquePointer
  private var hasFailed = false
  private var emptyBytes = 0

  private nonisolated(unsafe) static let method = unsafe inboxd_tls_make_wire_method()

  /// A session that waits for the peer's first bytes, or as a client has some to send to `host` (see `start`).
  init(_ context: TLSContext, buffers: TLSBuffers, host: String? = nil) throws(NetError) {
    ERR_clear_error()
    guard let raw = unsafe SSL_new(context.raw) else { throw TLSContext.failure("start TLS") }
    unsafe self.raw = unsafe raw
    self.buffers = buffers
    guard let method = unsafe Self.method, unsafe inboxd_tls_attach(raw, method, buffers.wire) == 1 else {
      throw TLSContext.failure("start TLS")
    }
    if context.isServer { unsafe SSL_set_accept_state(raw) } else { unsafe SSL_set_connect_state(raw) }
    guard let host else { return }
    let isAddress: Int32 = host != "localhost" && SocketAddress(host: host, port: 0) != nil ? 1 : 0
    guard unsafe inboxd_tls_expect_host(raw, host, isAddress) == 1 else { throw TLSContext.failure("expect \(host)") }
  }

  deinit {
    unsafe SSL_free(raw)
  }

  /// Makes a client's first bytes; they are in the buffers.
  func start() {
    ERR_clear_error()
    _ = unsafe SSL_do_handshake(raw)
  }

  /// Opens the first `count` bytes of `buffers.input` into `target`, which has room for 64 KiB. Nothing to read yet is
  /// `.wouldBlock`. There may be output besides, also when it fails.
  func open(_ count: Int, into target: UnsafeMutableRawBufferPointer) -> Transfer {
    guard !hasFailed else { return .failed(EPROTO) }
    ERR_clear_error()
    unsafe buffers.wire.pointee.input = unsafe UnsafePointer(
      buffers.input.assumingMemoryBound(to: UInt8.self).baseAddress!)
    unsafe buffers.wire.pointee.input_count = count
    var opened = 0
    while opened < target.count {
      let before = unsafe buffers.wire.pointee.input_count
      var size = 0
      let status = unsafe SSL_read_ex(raw, target.baseAddress! + opened, target.count - opened, &size)
      opened += size
      let after = unsafe buffers.wire.pointee.input_count
      guard account(read: before - after, opened: size) else { return fail() }
      guard status != 1 else { continue }
      switch unsafe SSL_get_error(raw, status) {
      case SSL_ERROR_WANT_READ: return opened > 0 ? .bytes(opened) : .wouldBlock
      case SSL_ERROR_ZERO_RETURN: return opened > 0 ? .bytes(opened) : .ended
      default: return fail()
      }
    }
    return .bytes(opened)
  }

  /// Seals `bytes`, at most 128 KiB, into `buffers.output`; false when it cannot be done.
  func seal(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard isOpen, !hasFailed else { return false }
    ERR_clear_error()
    var sealed = 0
    while sealed < bytes.count {
      var size = 0
      guard unsafe SSL_write_ex(raw, bytes.baseAddress! + sealed, bytes.count - sealed, &size) == 1 else {
        hasFailed = true
        return false
      }
      sealed += size
    }
    return true
  }

  /// Puts the notice that no more data follows into `buffers.output`.
  func sealEnd() {
    guard isOpen, !hasFailed else { return }
    ERR_clear_error()
    _ = unsafe SSL_shutdown(raw)
  }

  /// The session is over (invariant 3).
  private func fail() -> Transfer {
    hasFailed = true
    failure = TLSContext.failure(isOpen ? "speak TLS" : "shake hands by TLS")
    return .failed(EPROTO)
  }

  /// Notices the end of the handshake, and counts what brings no data; false when that is too much (invariant 4).
  private func account(read: Int, opened: Int) -> Bool {
    guard isOpen else {
      if unsafe SSL_is_init_finished(raw) == 1 { handshakeDidEnd() }
      return true
    }
    emptyBytes = max(0, emptyBytes + read - (opened > 0 ? 2 * opened + Self.recordOverheadBytes : 0))
    return emptyBytes <= Self.emptyBytesMax
  }

  /// Data may go, and the peer is known.
  private func handshakeDidEnd() {
    isOpen = true
    guard let certificate = unsafe SSL_get1_peer_certificate(raw) else { return }
    defer { unsafe X509_free(certificate) }
    peerIdentity = unsafe Self.name(of: certificate, GEN_URI) ?? Self.name(of: certificate, GEN_DNS)
  }

  /// The first name of a kind in a certificate.
  private static func name(of certificate: OpaquePointer, _ kind: Int32) -> String? {
    var text = [UInt8](repeating: 0, count: 2_048)
    let count = unsafe text.withUnsafeMutableBytes {
      unsafe inboxd_tls_subject_name(certificate, kind, $0.assumingMemoryBound(to: CChar.self).baseAddress!, $0.count)
    }
    return count == 0 ? nil : String(decoding: text[..<count], as: UTF8.self)
  }
}
