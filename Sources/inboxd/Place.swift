internal import ArgumentParser
internal import Net

/// A place to listen, and whether those who come there speak TLS.
struct Place {
  /// Where.
  let address: SocketAddress
  /// Whether by TLS.
  let isSealed: Bool

  /// Reads `[tls:|plain:]ADDRESS`. Without a prefix TCP is sealed if there is a certificate, and a unix socket is not.
  ///
  /// What others can reach must be sealed, unless `allowsPlain`.
  init(_ text: String, hasCertificate: Bool, allowsPlain: Bool) throws {
    var rest = Substring(text)
    let prefix = ["tls:", "plain:"].first { text.hasPrefix($0) }
    if let prefix { rest = rest.dropFirst(prefix.count) }
    guard let address = SocketAddress(String(rest)) else {
      throw SettingReader.error("listen", text, "must be ADDRESS:PORT, such as 127.0.0.1:50051, or unix:PATH")
    }
    try self.init(
      address, isSealed: prefix.map { $0 == "tls:" } ?? (hasCertificate && address.unixPath == nil), text,
      hasCertificate, allowsPlain)
  }

  /// The rule for a socket that was handed over by whoever started the process.
  init(inherited address: SocketAddress, hasCertificate: Bool, allowsPlain: Bool) throws {
    try self.init(
      address, isSealed: hasCertificate && address.unixPath == nil, "\(address)", hasCertificate, allowsPlain)
  }

  /// A place that keeps the rules.
  private init(
    _ address: SocketAddress, isSealed: Bool, _ text: String, _ hasCertificate: Bool, _ allowsPlain: Bool
  ) throws {
    guard !isSealed || hasCertificate else {
      throw SettingReader.error("listen", text, "needs --tls-certificate and --tls-key")
    }
    guard isSealed || address.isLocal || allowsPlain else {
      throw SettingReader.error(
        "listen", text,
        "is an address that others can reach, and calls are not encrypted there: give --tls-certificate and --tls-key, "
          + "listen on a loopback address or a unix socket, or say --insecure")
    }
    self.address = address
    self.isSealed = isSealed
  }
}
