import Admin
import Net
import Testing

@Suite("The admin server")
struct AdminServerTests {
  /// A server with a good page, a bad one and a large one.
  private func start() throws -> AdminServer {
    let server = try AdminServer(on: #require(SocketAddress("127.0.0.1:0"))) { path in
      switch path {
      case "/good": AdminPage(text: "well\n")
      case "/bad": AdminPage(text: "not well\n", isGood: false)
      case "/large": AdminPage(text: String(repeating: "0123456789", count: 1_000_000))
      default: nil
      }
    }
    server.start()
    return server
  }

  /// Sends pieces of a request and reads to the end.
  private func ask(_ server: AdminServer, _ pieces: [String]) throws -> String {
    let socket = try Socket.connect(to: server.address)
    for piece in pieces { _ = unsafe Array(piece.utf8).withUnsafeBytes { unsafe socket.write($0) } }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while socket.wait(alsoForOutput: false, milliseconds: 10_000) {
      switch unsafe piece.withUnsafeMutableBytes({ unsafe socket.read(into: $0) }) {
      case .bytes(let count): answer += piece[..<count]
      case .wouldBlock: break
      case .ended, .failed: return String(decoding: answer, as: UTF8.self)
      }
    }
    return "no end"
  }

  @Test(
    "answers each request with its status",
    arguments: [
      ("GET /good HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\nwell\n"),
      ("GET /good?a=b HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\nwell\n"),
      ("HEAD /good HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\nConnection: close\r\n\r\n"),
      ("GET /bad HTTP/1.1\r\n\r\n", "HTTP/1.1 503 Service Unavailable\r\n", "not well\n"),
      ("GET /other HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n"),
      ("POST /good HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed\r\n", "\r\n\r\n"),
      ("nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n", "\r\n\r\n"),
      (String(repeating: "x", count: 9_000), "HTTP/1.1 431 Request Header Fields Too Large\r\n", "\r\n\r\n"),
    ])
  func answers(request: String, start: String, end: String) throws {
    let server = try self.start()
    defer { server.stop() }
    let answer = try ask(server, [request])
    #expect(answer.hasPrefix(start))
    #expect(answer.hasSuffix(end))
  }

  @Test("takes a request in pieces, sends a large page whole, and serves others while one keeps it waiting")
  func keepsServing() throws {
    let server = try start()
    defer { server.stop() }
    let silent = try Socket.connect(to: server.address)
    #expect(try ask(server, ["GET /lar", "ge HTTP/1.1\r", "\n\r\n"]).utf8.count > 10_000_000)
    withExtendedLifetime(silent.number) {}
  }
}
