import Foundation
import GRPC
import GRPCClient
import GRPCServer
import Net
import Testing

@Suite("TLS")
struct TLSTests {
  static let certificates = Result { try Certificates() }
  let files: Certificates

  init() throws { files = try Self.certificates.get() }

  /// A server with the test's certificate, and a listener without.
  private func start(_ credentials: TLSCredentials, limits: ServerLimits = ServerLimits()) throws -> Server {
    let anyPort = try #require(SocketAddress("127.0.0.1:0"))
    let server = try Server(on: [Endpoint(anyPort, tls: credentials), Endpoint(anyPort)], loops: 1, limits: limits) {
      _ in
      [
        Route(TestMethods.echo, Echo()), Route(TestMethods.count, Count(Sightings())),
        Route(TestMethods.planned, WhoAmI()),
      ]
    }
    server.start()
    return server
  }

  /// The test's certificate and key.
  private func credentials(clients: Bool = false, letsAnonymousIn: Bool = false) throws -> TLSCredentials {
    try TLSCredentials(
      .init(
        certificate: files.path("server.pem"), key: files.path("server.key"),
        clientAuthorities: clients ? files.path("ca.pem") : nil, letsAnonymousIn: letsAnonymousIn))
  }

  /// What a client trusts and shows.
  private func client(_ name: String? = nil, authority: String = "ca") throws -> TLSContext {
    try TLSContext(
      authorities: files.path("\(authority).pem"), certificate: name.map { files.path("\($0).pem") },
      key: name.map { files.path("\($0).key") })
  }

  @Test("carries calls small and large both ways, beside a listener without it")
  func carriesCalls() throws {
    let server = try start(credentials())
    defer { server.stop() }
    let connection = try Connection(to: server.address, tls: client())
    #expect(try connection.unary(TestMethods.echo, [1, 2, 3]) == [1, 2, 3])
    let large = [UInt8]((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    #expect(try connection.unary(TestMethods.echo, large) == large)
    let call = try connection.open(TestMethods.count)
    call.send(Array("2000".utf8))
    call.endRequests()
    var answers = 0
    while try call.next() != nil { answers += 1 }
    #expect(answers == 2_000)
    let plain = try Connection(to: server.addresses[1])
    #expect(try plain.unary(TestMethods.echo, [7]) == [7])
  }

  @Test("refuses a client that trusts somebody else, or means another host, and goes on serving")
  func checksTheServer() throws {
    let server = try start(credentials())
    defer { server.stop() }
    let wary = try Connection(to: server.address, tls: client(authority: "stranger-ca"))
    #expect(throws: Status.self) { try wary.unary(TestMethods.echo, [1]) }
    let lost = try Connection(to: server.address, tls: client(), host: "elsewhere.test")
    #expect(throws: Status.self) { try lost.unary(TestMethods.echo, [1]) }
    let named = try Connection(to: server.address, tls: client(), host: "localhost")
    #expect(try named.unary(TestMethods.echo, [1]) == [1])
  }

  @Test(
    "names the client by its certificate: the URI, else the DNS name, else nothing",
    arguments: [
      ("service", "spiffe://inbox.test/connectors/google"), ("machine", "machine.test"), ("nameless", ""),
    ])
  func namesTheClient(certificate: String, identity: String) throws {
    let server = try start(credentials(clients: true))
    defer { server.stop() }
    let connection = try Connection(to: server.address, tls: client(certificate))
    #expect(try connection.unary(TestMethods.planned, []) == Array(identity.utf8))
  }

  @Test("lets nobody in without a certificate of the authority, unless anonymous clients may come")
  func checksTheClient() throws {
    let strict = try start(credentials(clients: true))
    defer { strict.stop() }
    for name in [nil, "stranger", "server"] {
      let connection = try Connection(to: strict.address, tls: client(name))
      #expect(throws: Status.self, "\(name ?? "none")") { try connection.unary(TestMethods.echo, [1]) }
    }
    let lenient = try start(credentials(clients: true, letsAnonymousIn: true))
    defer { lenient.stop() }
    let anonymous = try Connection(to: lenient.address, tls: client())
    #expect(try anonymous.unary(TestMethods.planned, []) == [])
    let stranger = try Connection(to: lenient.address, tls: client("stranger"))
    #expect(throws: Status.self) { try stranger.unary(TestMethods.echo, [1]) }
  }

  @Test(
    "takes a new certificate without a restart, keeps open connections, and keeps the old one when the new is broken")
  func reloads() throws {
    let own = try Certificates()
    let credentials = try TLSCredentials(.init(certificate: own.path("server.pem"), key: own.path("server.key")))
    let server = try start(credentials)
    defer { server.stop() }
    let trusting = try TLSContext(authorities: own.path("ca.pem"))
    let early = try Connection(to: server.address, tls: trusting)
    #expect(try early.unary(TestMethods.echo, [1]) == [1])
    #expect(!credentials.isStale)
    try own.leaf("server", "DNS:renewed.test", usage: "serverAuth")
    #expect(credentials.isStale)
    try credentials.reload()
    #expect(!credentials.isStale)
    #expect(try early.unary(TestMethods.echo, [2]) == [2])
    let late = try Connection(to: server.address, tls: trusting, host: "renewed.test")
    #expect(try late.unary(TestMethods.echo, [3]) == [3])
    try Data("no key".utf8).write(to: URL(fileURLWithPath: own.path("server.key")))
    #expect(credentials.isStale)
    #expect(throws: NetError.self) { try credentials.reload() }
    let later = try Connection(to: server.address, tls: trusting, host: "renewed.test")
    #expect(try later.unary(TestMethods.echo, [4]) == [4])
  }

  @Test(
    "says which file is at fault",
    arguments: [
      ("missing.pem", "server.key", nil), ("server.pem", "missing.key", nil), ("server.pem", "machine.key", nil),
      ("server.csr", "server.key", nil), ("server.pem", "server.key", "missing.pem"),
    ])
  func namesTheFile(certificate: String, key: String, authorities: String?) throws {
    let culprit = authorities ?? (certificate == "server.pem" ? key : certificate)
    #expect {
      _ = try TLSContext(
        certificate: files.path(certificate), key: files.path(key), clientAuthorities: authorities.map(files.path))
    } throws: { error in
      "\(error)".contains(culprit)
    }
  }

  @Test(
    "closes on what is no handshake, and serves others meanwhile",
    arguments: [
      Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), Array("GET / HTTP/1.1\r\n\r\n".utf8),
      [UInt8](repeating: 0, count: 100_000), [22, 3, 1, 0xff, 0xff] + [UInt8](repeating: 1, count: 70_000),
      [22, 3, 1, 0, 5, 1, 0, 0, 1, 0], [21, 3, 3, 0, 2, 2, 40],
    ])
  func refusesGarbage(bytes: [UInt8]) throws {
    let server = try start(credentials())
    defer { server.stop() }
    let connection = try Connection(to: server.address, tls: client())
    let intruder = try Socket.connect(to: server.address)
    _ = unsafe bytes.withUnsafeBytes { unsafe intruder.write($0) }
    #expect(try connection.unary(TestMethods.echo, [5]) == [5])
    let isClosed = closes(intruder)
    #expect(isClosed)
  }

  @Test("closes on a client that begins a handshake and does not go on")
  func boundsTheHandshake() throws {
    var limits = ServerLimits()
    limits.prefaceMillisecondsMax = 100
    let server = try start(credentials(), limits: limits)
    defer { server.stop() }
    let slow = try Socket.connect(to: server.address)
    _ = unsafe [UInt8]([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]).withUnsafeBytes { unsafe slow.write($0) }
    let isClosed = closes(slow)
    #expect(isClosed)
  }

  /// Whether the server ends a connection; waits ten seconds for it.
  private func closes(_ socket: borrowing Socket) -> Bool {
    var answer = [UInt8](repeating: 0, count: 4_096)
    while socket.wait(alsoForOutput: false, milliseconds: 10_000) {
      switch unsafe answer.withUnsafeMutableBytes({ unsafe socket.read(into: $0) }) {
      case .ended, .failed: return true
      case .bytes, .wouldBlock: break
      }
    }
    return false
  }
}
