import Glibc
import Net
import Testing

@Suite("Listeners")
struct ListenerTests {
  @Test("of one group share a port that the kernel chose")
  func shareAPort() throws {
    let group = try Listener.group(on: try #require(SocketAddress("127.0.0.1:0")), count: 3)
    #expect(Set(group.map(\.address)).count == 1)
    #expect(group[0].address.port != 0)
  }

  @Test("refuse a port on which another server listens, even one that shares it")
  func refuseATakenPort() throws {
    let first = try Listener.group(on: try #require(SocketAddress("127.0.0.1:0")), count: 1)
    #expect {
      _ = try Listener.group(on: first[0].address, count: 1)
    } throws: { error in
      (error as? NetError)?.isAddressInUse == true
    }
  }

  @Test("hand out a connection that carries bytes both ways and sees the end")
  func acceptsAConnection() throws {
    let listener = try Listener.group(on: try #require(SocketAddress("127.0.0.1:0")), count: 1)[0]
    let client = try Socket.connect(to: listener.address)
    var accepted = try listener.accept()
    for _ in 0..<100 where accepted == nil { accepted = try listener.accept() }
    guard let server = accepted.take() else { throw NetError(operation: "accept", code: 0) }
    let sent = unsafe [UInt8]("hi".utf8).withUnsafeBytes { unsafe client.write($0) }
    #expect(sent == .bytes(2))
    let isReadable = server.wait(alsoForOutput: false, milliseconds: 5_000)
    #expect(isReadable)
    var glance = [UInt8](repeating: 0, count: 1)
    let seen = unsafe glance.withUnsafeMutableBytes { unsafe server.peek(into: $0) }
    #expect(seen == .bytes(1) && glance == [104])
    var bytes = [UInt8](repeating: 0, count: 8)
    let arrived = unsafe bytes.withUnsafeMutableBytes { unsafe server.read(into: $0) }
    #expect(arrived == .bytes(2))
    #expect(bytes.prefix(2) == [104, 105])
    client.endOutput()
    let isEnding = server.wait(alsoForOutput: false, milliseconds: 5_000)
    #expect(isEnding)
    let end = unsafe bytes.withUnsafeMutableBytes { unsafe server.read(into: $0) }
    #expect(end == .ended)
    let peer = server.peerDescription
    #expect(peer.hasPrefix("127.0.0.1:"))
  }

  @Test("have what they accept send small writes at once")
  func sendsAtOnce() throws {
    let listener = try Listener.group(on: try #require(SocketAddress("127.0.0.1:0")), count: 1)[0]
    let client = try Socket.connect(to: listener.address)
    var accepted = try listener.accept()
    for _ in 0..<100 where accepted == nil { accepted = try listener.accept() }
    guard let server = accepted.take() else { throw NetError(operation: "accept", code: 0) }
    for number in [client.number, server.number] {
      var isOn: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      let noDelay: Int32 = 1  // TCP_NODELAY, which is not in Glibc's module.
      let result = unsafe getsockopt(number, Int32(IPPROTO_TCP), noDelay, &isOn, &size)
      #expect(result == 0 && isOn == 1)
    }
  }
}
