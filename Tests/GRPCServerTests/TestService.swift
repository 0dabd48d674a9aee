import GRPC
import GRPCServer
import Net
private import Glibc
import Synchronization

/// The methods of the service that the tests call.
enum TestMethods {
  static let echo = MethodDescriptor(service: "test.Test", name: "Echo")
  static let fail = MethodDescriptor(service: "test.Test", name: "Fail")
  static let hang = MethodDescriptor(service: "test.Test", name: "Hang")
  static let hangOn = MethodDescriptor(service: "test.Test", name: "HangOn", requestStreams: true)
  static let later = MethodDescriptor(service: "test.Test", name: "Later")
  static let count = MethodDescriptor(service: "test.Test", name: "Count", responseStreams: true)
  static let sum = MethodDescriptor(service: "test.Test", name: "Sum", requestStreams: true)
  static let chat = MethodDescriptor(service: "test.Test", name: "Chat", requestStreams: true, responseStreams: true)
  static let zip = MethodDescriptor(service: "test.Test", name: "Zip")
  static let zipChat = MethodDescriptor(
    service: "test.Test", name: "ZipChat", requestStreams: true, responseStreams: true)
  static let name = MethodDescriptor(service: "test.Test", name: "Name")
  static let planned = MethodDescriptor(service: "test.Test", name: "Planned")
}

/// What the handlers saw, for the tests to read from their own thread.
final class Sightings: Sendable {
  private let values = Mutex<[String]>([])
  func add(_ value: String) { values.withLock { $0.append(value) } }
  var all: [String] { values.withLock { $0 } }
  /// Waits until `count` things were seen; gives up after ten seconds, when the test fails by what it expects.
  func wait(for count: Int) {
    let end = Clock.monotonicNanoseconds() + 10_000_000_000
    while all.count < count && Clock.monotonicNanoseconds() < end { _ = poll(nil, 0, 2) }
  }
}

/// Answers with the request, after echoing the metadata key `x-echo` as header and trailer.
final class Echo: CallHandler {
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    if let value = call.metadata.first(named: "x-echo") {
      var headers = Metadata()
      headers.append(name: "x-echo", value: value)
      call.sendHeaders(headers)
      call.trailers.append(name: "x-echo-trailer", value: value)
    }
    unsafe call.send(message)
    call.finish()
    call.finish(Status(.aborted, "the second finish does not count"))
  }
}

/// Refuses in `begin`, before the body, with the whole of a rich status.
final class Fail: CallHandler {
  func begin(_ call: Call) {
    call.finish(Status(.failedPrecondition, "no – 100% \n not today", details: [1, 2, 3, 255]))
  }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) { preconditionFailure("refused before") }
}

/// Answers with a name that each call object keeps for its life.
final class Name: CallHandler {
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    let name = ObjectIdentifier(call).debugDescription
    unsafe name.utf8CString.withUnsafeBytes { unsafe call.send($0) }
    call.finish()
  }
}

/// Never answers; writes down what became of the call.
final class Hang: CallHandler {
  let sightings: Sightings
  init(_ sightings: Sightings) { self.sightings = sightings }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) { sightings.add("received") }
  func cancelled(_ call: Call) { sightings.add("cancelled") }
}

/// Answers from a timer, as a handler does that waited for another thread.
final class Later: CallHandler {
  private final class Answer: Timer {
    let call: Call
    let bytes: [UInt8]
    init(_ call: Call, _ bytes: [UInt8]) {
      self.call = call
      self.bytes = bytes
    }
    override func fire(on loop: EventLoop) {
      unsafe bytes.withUnsafeBytes { unsafe call.send($0) }
      call.finish()
    }
  }
  let loop: EventLoop
  let sightings: Sightings
  init(_ loop: EventLoop, _ sightings: Sightings) {
    self.loop = loop
    self.sightings = sightings
  }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    sightings.add("received")
    loop.schedule(Answer(call, unsafe Array(message)), afterMilliseconds: 150)
  }
}

/// Streams as many messages of 1,000 bytes as the request says, never more at once than `canWrite` allows.
final class Count: CallHandler {
  private final class Position {
    var next = 0
    var end = 0
  }
  let sightings: Sightings
  init(_ sightings: Sightings) { self.sightings = sightings }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    let position = Position()
    position.end = unsafe Int(String(decoding: message, as: UTF8.self)) ?? 0
    call.state = position
    write(call)
  }
  func resumeWriting(on call: Call) {
    sightings.add("resumed")
    write(call)
  }
  private func write(_ call: Call) {
    guard let position = call.state as? Position else { return }
    while position.next < position.end {
      guard call.canWrite else { return }
      let value = UInt32(position.next)
      unsafe call.send(count: 1_000) { unsafe $0.storeBytes(of: value, as: UInt32.self) }
      position.next += 1
    }
    call.finish()
  }
}

/// Adds up the bytes of all requests.
final class Sum: CallHandler {
  private final class Total { var bytes = 0 }
  func begin(_ call: Call) { call.state = Total() }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) { (call.state as? Total)?.bytes += message.count }
  func endOfRequests(on call: Call) {
    let answer = Array("\((call.state as? Total)?.bytes ?? -1)".utf8)
    unsafe answer.withUnsafeBytes { unsafe call.send($0) }
    call.finish()
  }
}

/// Answers with the name in the caller's certificate.
final class WhoAmI: CallHandler {
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    let name = Array((call.peerIdentity ?? "").utf8)
    unsafe name.withUnsafeBytes { unsafe call.send($0) }
    call.finish()
  }
}

/// Answers each request of a stream at once.
final class Chat: CallHandler {
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) { unsafe call.send(message) }
  func endOfRequests(on call: Call) { call.finish() }
}

/// Answers with the request, compressed if the caller reads it so.
final class Zip: CallHandler {
  func begin(_ call: Call) { call.compressesResponses = true }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    unsafe call.send(message)
    call.finish()
  }
}

/// Answers each request of a stream as it came, compressed or not.
final class ZipChat: CallHandler {
  func begin(_ call: Call) { call.compressesResponses = true }
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    call.compressesResponses = call.requestWasCompressed
    unsafe call.send(message)
  }
  func endOfRequests(on call: Call) { call.finish() }
}

/// A server on a free port for one test.
func startServer(
  loops: Int = 1, limits: ServerLimits = ServerLimits(), refusals: ServerRefusals = ServerRefusals(),
  _ sightings: Sightings = Sightings()
) throws -> Server {
  let server = try Server(on: SocketAddress("127.0.0.1:0")!, loops: loops, limits: limits, refusals: refusals) { loop in
    [
      Route(TestMethods.name, Name()), Route(TestMethods.echo, Echo(), messageBytesMax: 100_000),
      Route(TestMethods.fail, Fail()),
      Route(TestMethods.hang, Hang(sightings)), Route(TestMethods.hangOn, Hang(sightings)),
      Route(TestMethods.later, Later(loop, sightings)),
      Route(TestMethods.count, Count(sightings)), Route(TestMethods.sum, Sum()), Route(TestMethods.chat, Chat()),
      Route(TestMethods.zip, Zip()), Route(TestMethods.zipChat, ZipChat()), Route(TestMethods.planned, nil),
    ]
  }
  server.start()
  return server
}
