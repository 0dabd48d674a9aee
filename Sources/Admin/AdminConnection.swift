internal import Net

/// One connection to the admin server: a request, an answer, the end.
final class AdminConnection: EventHandler {
  private unowned let desk: AdminDesk
  private var transport: Transport
  private var registration: EventLoop.Registration?
  private var request: [UInt8] = []
  private var hasAnswered = false
  private var timer: EndTimer?

  /// A connection that the desk's loop watches.
  static func open(_ socket: consuming Socket, for desk: AdminDesk) -> AdminConnection? {
    let connection = AdminConnection(socket, desk)
    guard let registration = try? desk.loop.add(connection.transport.number, .input, connection) else { return nil }
    connection.registration = registration
    let timer = EndTimer(connection)
    connection.timer = timer
    desk.loop.schedule(timer, afterMilliseconds: AdminServer.Limits.millisecondsMax)
    return connection
  }

  /// A connection that nothing watches yet.
  private init(_ socket: consuming Socket, _ desk: AdminDesk) {
    transport = Transport(socket)
    self.desk = desk
  }

  /// Bytes came, or can go.
  func ready(_ readiness: Readiness) {
    if hasAnswered && readiness.contains(.output) { finish() }
    guard readiness.contains(.input) || readiness.contains(.hangup), registration != nil else { return }
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    switch unsafe piece.withUnsafeMutableBytes({ unsafe transport.read(into: $0) }) {
    case .bytes(let count): if !hasAnswered { receive(piece[..<count]) }
    case .wouldBlock: break
    case .ended, .failed: close()
    }
  }

  /// Answers once the headers are complete; what comes behind them is not read.
  private func receive(_ bytes: ArraySlice<UInt8>) {
    request += bytes
    let end = Array("\r\n\r\n".utf8)
    let isComplete = request.indices.dropLast(3).contains { request[$0...].starts(with: end) }
    guard isComplete || request.count > AdminServer.Limits.requestBytesMax else { return }
    let answer = Array(isComplete ? answer() : Self.response(431, "Request Header Fields Too Large"))
    hasAnswered = true
    let isWritten = unsafe answer.withUnsafeBytes { unsafe transport.write($0) }
    guard isWritten else { return close() }
    finish()
  }

  /// What the first line asks for.
  private func answer() -> String.UTF8View {
    let line = String(decoding: request.prefix { $0 != 13 }, as: UTF8.self).split(separator: " ")
    guard line.count == 3, line[2].hasPrefix("HTTP/1.") else { return Self.response(400, "Bad Request") }
    guard line[0] == "GET" || line[0] == "HEAD" else {
      return Self.response(405, "Method Not Allowed", "Allow: GET, HEAD\r\n")
    }
    let path = String(line[1].prefix { $0 != "?" })
    guard let page = desk.pages(path) else { return Self.response(404, "Not Found") }
    let head = "Content-Type: \(page.contentType)\r\n"
    return Self.response(
      page.isGood ? 200 : 503, page.isGood ? "OK" : "Service Unavailable", head, page.text, withBody: line[0] == "GET")
  }

  /// A whole answer.
  private static func response(
    _ code: Int, _ reason: String, _ headers: String = "", _ body: String = "", withBody: Bool = true
  ) -> String.UTF8View {
    let head =
      "HTTP/1.1 \(code) \(reason)\r\n\(headers)Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
    return (withBody ? head + body : head).utf8
  }

  /// Ends our side once everything is with the kernel; the peer's end or the timer does the rest.
  private func finish() {
    guard transport.writeBacklog(), let registration else { return close() }
    desk.loop.update(registration, transport.backlogBytes > 0 ? [.input, .output] : .input)
    if transport.backlogBytes == 0 { transport.endOutput() }
  }

  /// Ends at once.
  func close() {
    guard let registration else { return }
    self.registration = nil
    desk.loop.remove(registration)
    if let timer { desk.loop.cancel(timer) }
    desk.remove(self)
  }

  /// The end of a connection's time.
  private final class EndTimer: Timer {
    private weak var connection: AdminConnection?
    /// A timer for one connection.
    init(_ connection: AdminConnection) { self.connection = connection }
    /// Cuts it off.
    override func fire(on loop: EventLoop) { connection?.close() }
  }
}
