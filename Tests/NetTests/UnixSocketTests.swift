import Foundation
import Net
import Testing

@Suite("Unix sockets")
struct UnixSocketTests {
  /// A directory of the test's own, gone with this object.
  final class Directory {
    let path = "/tmp/inboxd-\(UUID().uuidString.prefix(8))"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let directory: Directory
  private let address: SocketAddress

  init() throws {
    directory = try Directory()
    address = try #require(SocketAddress("unix:\(directory.path)/socket"))
  }

  /// What lies in the directory.
  private var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [] }

  @Test("are shared by the loops, carry bytes, have the mode asked for, and leave no file behind")
  func listens() throws {
    var group = try Listener.group(on: address, count: 3, mode: 0o620)
    #expect(group.allSatisfy { $0 === group[0] })
    let attributes = try FileManager.default.attributesOfItem(atPath: address.unixPath!)
    #expect(attributes[.posixPermissions] as? Int == 0o620)
    let client = try Socket.connect(to: address)
    var accepted = try group[0].accept()
    guard let server = accepted.take() else { throw NetError(operation: "accept", code: 0) }
    #expect(unsafe [UInt8]("hi".utf8).withUnsafeBytes { unsafe client.write($0) } == .bytes(2))
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(unsafe bytes.withUnsafeMutableBytes { unsafe server.read(into: $0) } == .bytes(2))
    let peer = server.peerDescription
    #expect(peer == "unix:@unnamed")
    group = []
    #expect(files.isEmpty)
  }

  @Test("take the place of a file that a dead server left, but not of a living server or of another file")
  func replacesWhatIsStale() throws {
    // A dead server's file: a second name of a socket whose listener is gone.
    let stale = try #require(SocketAddress("unix:\(directory.path)/stale"))
    do {
      let dead = try Listener.group(on: address, count: 1)
      #expect { _ = try Listener.group(on: address, count: 1) } throws: { ($0 as? NetError)?.isAddressInUse == true }
      try FileManager.default.linkItem(atPath: address.unixPath!, toPath: stale.unixPath!)
      _ = dead
    }
    #expect(files == ["stale"])
    let fresh = try Listener.group(on: stale, count: 1)
    _ = try Socket.connect(to: stale)
    #expect(fresh[0].address == stale)
    let file = try #require(SocketAddress("unix:\(directory.path)/file"))
    #expect(FileManager.default.createFile(atPath: file.unixPath!, contents: Data("precious".utf8)))
    #expect(throws: NetError.self) { try Listener.group(on: file, count: 1) }
    #expect(try String(contentsOfFile: file.unixPath!, encoding: .utf8) == "precious")
  }

  @Test("do not remove a file that took the place of their own")
  func leavesOthersAlone() throws {
    var first = try Listener.group(on: address, count: 1)
    try FileManager.default.removeItem(atPath: address.unixPath!)
    let second = try Listener.group(on: address, count: 1)
    first = []
    #expect(files == ["socket"])
    _ = try Socket.connect(to: address)
    _ = (first, second)
  }

  @Test("may have an abstract name, which has no file")
  func listensOnAName() throws {
    let address = try #require(SocketAddress("unix:@inboxd-\(UUID().uuidString)"))
    let group = try Listener.group(on: address, count: 2)
    #expect(group[0].address == address)
    _ = try Socket.connect(to: address)
    #expect { _ = try Listener.group(on: address, count: 1) } throws: { ($0 as? NetError)?.isAddressInUse == true }
  }

  @Test("say so when the directory is missing or the descriptor that was handed over is none that listens")
  func refuses() throws {
    let nowhere = try #require(SocketAddress("unix:\(directory.path)/missing/socket"))
    #expect(throws: NetError.self) { try Listener.group(on: nowhere, count: 1) }
    #expect(throws: NetError.self) { try Listener.group(inherited: 0, count: 1) }
  }
}
