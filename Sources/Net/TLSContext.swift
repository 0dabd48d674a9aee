internal import COpenSSL
internal import Glibc

/// What all TLS connections of a server, or of a client, have in common: certificate, key, and whom to trust.
///
/// TLS 1.2 and 1.3, HTTP/2 by ALPN or nothing, forward secret ciphers, no renegotiation, no early data. A server hands out
/// tickets for resumption, sealed with a key of this context: a new context means full handshakes again, so that nobody
/// whom it would refuse comes in on an old ticket.
@safe public final class TLSContext: @unchecked Sendable {
  /// How a server treats client certificates.
  public enum ClientCertificate: Sendable {
    /// They are not asked for.
    case ignored
    /// They are checked if the client has one.
    case optional
    /// Without a valid one there is no connection.
    case required
  }

  private static let ticketSeconds = 7_200
  private static let verifyDepthMax: Int32 = 8

  /// OpenSSL counts references to it atomically and does not change it once connections use it.
  let raw: OpaquePointer
  /// Whether sessions of this context accept, and not connect.
  let isServer: Bool

  /// What a server needs: PEM files of its certificate with the chain, of its key, and of the authorities that client
  /// certificates must come from. Throws an error that names the file.
  public init(
    certificate: String, key: String, clientAuthorities: String? = nil, clientCertificate: ClientCertificate = .required
  ) throws(NetError) {
    unsafe raw = try unsafe Self.make(TLS_server_method())
    isServer = true
    unsafe inboxd_tls_configure_server(raw, Self.ticketSeconds)
    try identify(certificate: certificate, key: key)
    guard let clientAuthorities, clientCertificate != .ignored else { return }
    try trust(clientAuthorities)
    guard let names = unsafe SSL_load_client_CA_file(clientAuthorities) else {
      throw Self.failure("read authorities from \(clientAuthorities)")
    }
    unsafe SSL_CTX_set_client_CA_list(raw, names)
    let mode = SSL_VERIFY_PEER | (clientCertificate == .required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0)
    unsafe SSL_CTX_set_verify(raw, mode, nil)
    unsafe SSL_CTX_set_verify_depth(raw, Self.verifyDepthMax)
  }

  /// What a client needs: whom to trust (a PEM file; nil takes the system's), and its own certificate and key if it has any.
  public init(authorities: String?, certificate: String? = nil, key: String? = nil) throws(NetError) {
    unsafe raw = try unsafe Self.make(TLS_client_method())
    isServer = false
    if let authorities {
      try trust(authorities)
    } else {
      unsafe SSL_CTX_set_default_verify_paths(raw)
    }
    unsafe SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nil)
    let protocols: [UInt8] = [2] + "h2".utf8
    unsafe SSL_CTX_set_alpn_protos(raw, protocols, UInt32(protocols.count))
    if let certificate, let key { try identify(certificate: certificate, key: key) }
  }

  deinit {
    unsafe SSL_CTX_free(raw)
  }

  /// A context with what both sides share.
  private static func make(_ method: OpaquePointer) throws(NetError) -> OpaquePointer {
    ERR_clear_error()
    guard let raw = unsafe SSL_CTX_new(method) else { throw failure("set up TLS") }
    guard unsafe inboxd_tls_configure(raw) == 1 else { throw failure("set up TLS") }
    return unsafe raw
  }

  /// Takes the certificate chain and the key that belongs to it.
  private func identify(certificate: String, key: String) throws(NetError) {
    ERR_clear_error()
    guard unsafe SSL_CTX_use_certificate_chain_file(raw, certificate) == 1 else {
      throw Self.failure("read the certificate \(certificate)")
    }
    guard unsafe SSL_CTX_use_PrivateKey_file(raw, key, SSL_FILETYPE_PEM) == 1 else {
      throw Self.failure("read the key \(key)")
    }
  }

  /// Trusts certificates that the authorities in a file have signed.
  private func trust(_ file: String) throws(NetError) {
    ERR_clear_error()
    guard unsafe SSL_CTX_load_verify_locations(raw, file, nil) == 1 else {
      throw Self.failure("read authorities from \(file)")
    }
  }

  /// The first thing OpenSSL complained of, and nothing left of it for the next one.
  static func failure(_ operation: String) -> NetError {
    let code = ERR_get_error()
    ERR_clear_error()
    var text = [CChar](repeating: 0, count: 256)
    unsafe ERR_error_string_n(code, &text, text.count)
    // "error:0A00010B:SSL routines::wrong version number": the last field is for people.
    let line = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let reason = line.split(separator: ":", omittingEmptySubsequences: false).last.map(String.init) ?? line
    return NetError(operation: operation, reason: code == 0 ? "TLS failed" : reason)
  }
}
