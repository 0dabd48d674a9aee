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
}
