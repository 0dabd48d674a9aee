import Net
import Testing

@Suite("Socket addresses")
struct SocketAddressTests {
  @Test(
    "are read from what an operator writes",
    arguments: [
      ("127.0.0.1:50051", "127.0.0.1:50051", true),
      ("localhost:0", "127.0.0.1:0", true),
      ("[::1]:80", "[::1]:80", true),
      (":50051", "0.0.0.0:50051", false),
      ("10.1.2.3:1", "10.1.2.3:1", false),
      ("unix:/run/inboxd.sock", "unix:/run/inboxd.sock", true),
      ("unix:@inboxd", "unix:@inboxd", true),
      ("[2001:db8::7]:443", "[2001:db8::7]:443", false),
    ])
  func parses(text: String, printed: String, isLocal: Bool) throws {
    let address = try #require(SocketAddress(text))
    #expect(address.description == printed)
    #expect(address.isLocal == isLocal)
  }

  @Test(
    "refuse what is no numeric address with a port",
    arguments: [
      "", "127.0.0.1", "::1:80", "host:1", "1.2.3.4:70000", "unix:", "unix:@",
      "unix:/" + String(repeating: "a", count: 107),
    ])
  func refuses(text: String) {
    #expect(SocketAddress(text) == nil)
  }
}
