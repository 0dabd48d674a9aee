public import Net

/// A place where a server listens, and whether those who connect there speak TLS.
public struct Endpoint: Sendable {
  /// Where the listening socket comes from.
  private enum Source {
    /// It is opened on an address; a unix socket with these permissions.
    case address(SocketAddress, mode: UInt32)
    /// Whoever started the process has left it open.
    case inherited(Int32)
  }

  private let source: Source
  /// The certificate to show; nil takes connections as they are.
  let credentials: TLSCredentials?

  /// An address, with TLS if there are credentials. A unix socket gets the permissions `mode`.
  public init(_ address: SocketAddress, tls credentials: TLSCredentials? = nil, mode: UInt32 = 0o660) {
    source = .address(address, mode: mode)
    self.credentials = credentials
  }

  /// A listening socket that is open already, with TLS if there are credentials.
  public init(inherited number: Int32, tls credentials: TLSCredentials? = nil) {
    source = .inherited(number)
    self.credentials = credentials
  }

  /// A listener for each of `loops`.
  func listen(loops: Int) throws(NetError) -> [Listener] {
    switch source {
    case .address(let address, let mode): try Listener.group(on: address, count: loops, mode: mode)
    case .inherited(let number): try Listener.group(inherited: number, count: loops)
    }
  }
}
