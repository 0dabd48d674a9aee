internal import GRPCServer
internal import Net
internal import Protobuf
internal import StandardAPI

// What channelz tells of a socket.

extension ChannelzSocketRef {
  /// Names a socket: by its peer, or by itself when it listens.
  func fill(_ socket: SocketRecord) {
    socketID = socket.id
    setName(socket.remote.isEmpty ? socket.local : socket.remote)
  }
}

extension ChannelzSocket {
  /// Tells everything that is known of a socket.
  func fill(_ socket: SocketRecord) {
    makeRef().fill(socket)
    makeLocal().fill(socket.local)
    if !socket.remote.isEmpty { makeRemote().fill(socket.remote) }
    let numbers = socket.numbers
    let data = makeData()
    data.streamsStarted = Int64(numbers.streamsStarted)
    data.streamsSucceeded = Int64(numbers.streamsSucceeded)
    data.streamsFailed = Int64(numbers.streamsFailed)
    data.messagesSent = Int64(numbers.messagesSent)
    data.messagesReceived = Int64(numbers.messagesReceived)
    data.keepAlivesSent = Int64(numbers.keepAlivesSent)
    if let instant = numbers.lastStreamNanoseconds { data.makeLastRemoteStreamCreatedTimestamp().set(instant) }
    if let instant = numbers.lastSentNanoseconds { data.makeLastMessageSentTimestamp().set(instant) }
    if let instant = numbers.lastReceivedNanoseconds { data.makeLastMessageReceivedTimestamp().set(instant) }
  }
}

extension ChannelzAddress {
  /// An address from its text; what is not TCP's stays text.
  fileprivate func fill(_ text: String) {
    guard let address = SocketAddress(text) else { return makeOtherAddress().setName(text) }
    if let path = address.unixPath { return makeUdsAddress().setFilename(path) }
    let tcp = makeTcpipAddress()
    tcp.setIpAddress(address.hostBytes)
    tcp.port = Int32(address.port)
  }
}

extension Timestamp {
  /// The date of an instant of the monotonic clock, in nanoseconds.
  func set(_ nanoseconds: UInt64) { microseconds = Clock.microsecondsSince1970(ofMonotonic: nanoseconds) }
}
