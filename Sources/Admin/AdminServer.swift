public import Net
internal import Synchronization

// The page for those who look after the server: a small HTTP/1.1 server on a loop and a thread of its own, so that
// whoever asks for metrics slows no call, and gets an answer however busy the others are.
//
//     GET /metrics --> pages("/metrics") --> 200, whole, Connection: close
//
// Invariants
//  1. A connection carries one request and is closed after the answer, or after `secondsMax`.
//  2. Of a request only the first line counts; more than `requestBytesMax` of it is refused.
//  3. At most `connectionsMax` are open; further ones are closed as they come.
//
// The road not taken: the same pages over HTTP/2 on the calls' addresses. Prometheus speaks HTTP/1.1, and metrics are not for
// everybody who may call.

/// What is shown at a path.
public struct AdminPage: Sendable {
  /// Its media type.
  public let contentType: String
  /// Its text.
  public let text: String
  /// Whether it says that things are well: status 200, or else 503.
  public let isGood: Bool

  /// A page.
  public init(contentType: String = "text/plain; charset=utf-8", text: String, isGood: Bool = true) {
    self.contentType = contentType
    self.text = text
    self.isGood = isGood
  }
}

/// A small server of pages; the essay above tells its rules.
public final class AdminServer: Sendable {
  /// The bounds of the server.
  enum Limits {
    /// Open connections.
    static let connectionsMax = 32
    /// Bytes of a request's first line and headers.
    static let requestBytesMax = 8 << 10
    /// How long a connection may take for everything, in milliseconds.
    static let millisecondsMax: UInt64 = 5_000
    /// How long accepting rests when there are no descriptors, in milliseconds.
    static let restMilliseconds: UInt64 = 1_000
  }

  /// Where it listens.
  public let address: SocketAddress
  private let mailbox: Mailbox
  private let listener: Listener
  private let pages: @Sendable (String) -> AdminPage?
  private let thread = Mutex<Thread?>(nil)

  /// Listens on `address`. `pages` gives what is at a path, or nil; it is called on the server's own thread.
  public init(on address: SocketAddress, pages: @escaping @Sendable (String) -> AdminPage?) throws(NetError) {
    listener = try Listener.group(on: address, count: 1)[0]
    self.address = listener.address
    self.pages = pages
    mailbox = try Mailbox()
  }

  /// Starts to answer.
  public func start() {
    thread.withLock { $0 = Thread(name: "admin") { [self] in run() } }
  }

  /// Answers no more; open connections are cut off.
  public func stop() {
    mailbox.stop()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }

  /// The loop, on its thread.
  private func run() {
    do throws(NetError) {
      let loop = try EventLoop(mailbox: mailbox)
      let desk = try AdminDesk(loop, listener, pages)
      loop.run()
      desk.close()
    } catch {
      preconditionFailure("the admin server could not start: \(error)")
    }
  }
}

/// What belongs to the admin server's loop: the listener and the open connections.
final class AdminDesk: EventHandler {
  /// Where everything happens.
  let loop: EventLoop
  /// What is at a path.
  let pages: @Sendable (String) -> AdminPage?
  private let listener: Listener
  private var registration: EventLoop.Registration?
  private var connections: [ObjectIdentifier: AdminConnection] = [:]

  /// Accepts from now on.
  init(_ loop: EventLoop, _ listener: Listener, _ pages: @escaping @Sendable (String) -> AdminPage?) throws(NetError) {
    self.loop = loop
    self.listener = listener
    self.pages = pages
    registration = try loop.add(listener.number, .input, self)
  }

  /// A connection waits. Out of descriptors, accepting rests for a while instead of spinning.
  func ready(_ readiness: Readiness) {
    let next: Socket?
    do throws(NetError) {
      next = try listener.accept()
    } catch {
      if let registration { loop.update(registration, []) }
      return loop.schedule(RestTimer(self), afterMilliseconds: AdminServer.Limits.restMilliseconds)
    }
    guard let socket = next else { return }
    guard connections.count < AdminServer.Limits.connectionsMax else { return }
    guard let connection = AdminConnection.open(socket, for: self) else { return }
    connections[ObjectIdentifier(connection)] = connection
  }

  /// The end of a rest.
  private final class RestTimer: Timer {
    private weak var desk: AdminDesk?
    /// A timer for one desk.
    init(_ desk: AdminDesk) { self.desk = desk }
    /// Goes on accepting.
    override func fire(on loop: EventLoop) {
      if let registration = desk?.registration { loop.update(registration, .input) }
    }
  }

  /// Forgets a closed connection.
  func remove(_ connection: AdminConnection) { connections[ObjectIdentifier(connection)] = nil }

  /// Ends everything.
  func close() {
    if let registration { loop.remove(registration) }
    for connection in connections.values { connection.close() }
  }
}
