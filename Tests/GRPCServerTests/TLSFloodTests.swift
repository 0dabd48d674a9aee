import COpenSSL
import GRPC
import GRPCClient
import GRPCServer
import Glibc
import Net
import RawFrames
import Synchronization
import Testing

@Suite("TLS under attack")
struct TLSFloodTests {
  /// A client of bare OpenSSL, which can do what an honest one does not.
  @safe private final class Attacker {
    let socket: Int32
    let context: OpaquePointer
    let session: OpaquePointer

    /// Shakes hands; throws when the server does not.
    init(port: UInt16) throws {
      signal(SIGPIPE, SIG_IGN)
      socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      let number = socket
      let connected = unsafe withUnsafeBytes(of: &address) {
        unsafe connect(number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t($0.count))
      }
      unsafe context = SSL_CTX_new(TLS_client_method())
      unsafe session = SSL_new(context)
      let protocols: [UInt8] = [2] + "h2".utf8
      unsafe SSL_set_alpn_protos(session, protocols, UInt32(protocols.count))
      unsafe SSL_set_fd(session, socket)
      let status = unsafe SSL_connect(session)
      try #require(connected == 0 && status == 1)
    }

    deinit {
      unsafe SSL_free(session)
      unsafe SSL_CTX_free(context)
      close(socket)
    }

    /// Changes the keys and has the server change its own; false when the connection is gone.
    func changeKeys() -> Bool {
      unsafe SSL_key_update(session, SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(session) == 1
    }
  }

  @Test("a peer who has the keys changed without end is cut off, and others are served")
  func boundsKeyUpdates() throws {
    let files = try Certificates()
    let credentials = try TLSCredentials(.init(certificate: files.path("server.pem"), key: files.path("server.key")))
    let anyPort = try #require(SocketAddress("127.0.0.1:0"))
    let server = try Server(on: [Endpoint(anyPort, tls: credentials)], loops: 1) { _ in
      [Route(TestMethods.echo, Echo())]
    }
    server.start()
    defer { server.stop() }
    let other = try Connection(to: server.address, tls: TLSContext(authorities: files.path("ca.pem")))
    let attacker = try Attacker(port: server.address.port)
    for _ in 0..<20 { #expect(attacker.changeKeys()) }  // As many as an honest peer needs in years.
    #expect(try other.unary(TestMethods.echo, [1]) == [1])
    var changes = 0
    while changes < 100_000 && attacker.changeKeys() { changes += 1 }
    #expect(changes < 100_000)
    #expect(try other.unary(TestMethods.echo, [2]) == [2])
  }

  /// A client that has said the first words of a handshake and does not go on.
  private final class Greeter {
    let transport: Transport
    init(_ address: SocketAddress, _ context: TLSContext) throws {
      transport = try Transport(Socket.connect(to: address), context, TLSBuffers())
    }
    /// Waits for the server's answer; gives up after ten seconds.
    func hasAnswer() -> Bool { transport.wait(milliseconds: 10_000) }
  }

  /// Counts, on the server's loop, how many of the sockets have an answer.
  private final class Look: CallHandler {
    let sockets: [Int32]
    init(_ sockets: [Int32]) { self.sockets = sockets }
    func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {
      let answered = sockets.count { socket in
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
      }
      unsafe withUnsafeBytes(of: UInt8(answered)) { unsafe call.send($0) }
      call.finish()
    }
  }

  /// All of them have asked before the server starts, so that it finds them in one turn.
  @Test("who comes with many others has his turn, and calls do not wait for all of them")
  func boundsHandshakesOfATurn() throws {
    let files = try Certificates()
    let credentials = try TLSCredentials(.init(certificate: files.path("server.pem"), key: files.path("server.key")))
    let anyPort = try #require(SocketAddress("127.0.0.1:0"))
    var limits = ServerLimits()
    limits.handshakesPerTurnMax = 2
    let sockets = Mutex<[Int32]>([])
    let server = try Server(on: [Endpoint(anyPort, tls: credentials), Endpoint(anyPort)], loops: 1, limits: limits) {
      _ in
      [Route(TestMethods.echo, Look(sockets.withLock { $0 }))]
    }
    let context = try TLSContext(authorities: files.path("ca.pem"))
    let greeters = try (0..<40).map { _ in try Greeter(server.address, context) }
    sockets.withLock { $0 = greeters.map { $0.transport.number } }
    let peer = try RawPeer(
      to: server.addresses[1],
      opening: Frames.opening + RawPeer.call("Echo", []))
    server.start()
    defer { server.stop() }
    let (bytes, _) = peer.read { Frames.parse($0).contains { $0.type == 0 } }
    let answered = try #require(Frames.parse(bytes).first { $0.type == 0 }?.payload.last)
    #expect(answered <= 10)
    for greeter in greeters { #expect(greeter.hasAnswer(), "and everybody has his turn") }
  }

  /// A handshake needs more of a client than his first words.
  @Test("who greeted and hung up before anybody looked is let go")
  func letsGreetersGo() throws {
    let files = try Certificates()
    let credentials = try TLSCredentials(.init(certificate: files.path("server.pem"), key: files.path("server.key")))
    let anyPort = try #require(SocketAddress("127.0.0.1:0"))
    let server = try Server(on: [Endpoint(anyPort, tls: credentials), Endpoint(anyPort)], loops: 1) { _ in
      [Route(TestMethods.echo, Echo())]
    }
    let context = try TLSContext(authorities: files.path("ca.pem"))
    for _ in 0..<20 { _ = try Greeter(server.address, context) }
    server.start()
    defer { server.stop() }
    let other = try Connection(to: server.addresses[1])
    #expect(try other.unary(TestMethods.echo, [1]) == [1])
    let made = server.ledger.connections(from: 0, count: 1_000).sockets.map(\.id)
    #expect(made == [Int64(server.ledger.listeningSockets.count + 1)])
  }
}
