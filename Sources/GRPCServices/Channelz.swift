internal import GRPC
public import GRPCServer
internal import Net
internal import Protobuf
internal import StandardAPI

/// `grpc.channelz.v1.Channelz`: the server, its calls in numbers, who is connected and what each connection did.
///
/// A server has no channels of its own, so that there are none to list. Everything comes from the server's ledger, which any
/// loop may read.
public struct Channelz: Sendable {
  /// The number of the one server.
  static let serverID: Int64 = 1
  /// Connections in one page, at most, and when the caller does not say.
  static let pageSizeMax = 100

  /// What is told of.
  let ledger: Ledger

  /// Tells of a server that is made with `ledger`.
  public init(_ ledger: Ledger) { self.ledger = ledger }

  /// The routes of one loop.
  public func routes() -> [Route] {
    [
      Route(ChannelzChannelzMethods.getTopChannels, UnaryAnswer(topChannels)),
      Route(ChannelzChannelzMethods.getServers, UnaryAnswer(servers)),
      Route(ChannelzChannelzMethods.getServer, UnaryAnswer(server)),
      Route(ChannelzChannelzMethods.getServerSockets, UnaryAnswer(serverSockets)),
      Route(ChannelzChannelzMethods.getSocket, UnaryAnswer(socket)),
      Route(ChannelzChannelzMethods.getChannel, UnaryAnswer(channel)),
      Route(ChannelzChannelzMethods.getSubchannel, UnaryAnswer(subchannel)),
    ]
  }

  /// There are no channels.
  private func topChannels(
    _ request: ChannelzGetTopChannelsRequest, _ arena: Arena
  ) throws(Status) -> ChannelzGetTopChannelsResponse {
    _ = try Self.pageSize(request.maxResults)
    let response = ChannelzGetTopChannelsResponse(in: arena)
    response.end = true
    return response
  }

  /// The one server, unless the page begins behind it.
  private func servers(
    _ request: ChannelzGetServersRequest, _ arena: Arena
  ) throws(Status) -> ChannelzGetServersResponse {
    _ = try Self.pageSize(request.maxResults)
    let response = ChannelzGetServersResponse(in: arena)
    if request.startServerID <= Self.serverID { fill(response.server.append()) }
    response.end = true
    return response
  }

  /// The one server.
  private func server(_ request: ChannelzGetServerRequest, _ arena: Arena) throws(Status) -> ChannelzGetServerResponse {
    try Self.checkServer(request.serverID)
    let response = ChannelzGetServerResponse(in: arena)
    fill(response.makeServer())
    return response
  }

  /// A page of connections.
  private func serverSockets(
    _ request: ChannelzGetServerSocketsRequest, _ arena: Arena
  ) throws(Status) -> ChannelzGetServerSocketsResponse {
    try Self.checkServer(request.serverID)
    let size = try Self.pageSize(request.maxResults)
    let (sockets, areLast) = ledger.connections(from: request.startSocketID, count: size)
    let response = ChannelzGetServerSocketsResponse(in: arena)
    for socket in sockets { response.socketRef.append().fill(socket) }
    response.end = areLast
    return response
  }

  /// One socket: a connection, or one that listens.
  private func socket(_ request: ChannelzGetSocketRequest, _ arena: Arena) throws(Status) -> ChannelzGetSocketResponse {
    guard let socket = ledger.socket(request.socketID) else {
      throw Status(.notFound, "There is no socket \(request.socketID); it may have been closed.")
    }
    let response = ChannelzGetSocketResponse(in: arena)
    response.makeSocket().fill(socket)
    return response
  }

  /// There are no channels.
  private func channel(
    _ request: ChannelzGetChannelRequest, _ arena: Arena
  ) throws(Status) -> ChannelzGetChannelResponse {
    throw Status(.notFound, "There is no channel \(request.channelID): this is a server.")
  }

  /// There are no channels, so that there are no subchannels.
  private func subchannel(
    _ request: ChannelzGetSubchannelRequest, _ arena: Arena
  ) throws(Status) -> ChannelzGetSubchannelResponse {
    throw Status(.notFound, "There is no subchannel \(request.subchannelID): this is a server.")
  }

  /// Fills what is told of the server.
  private func fill(_ server: ChannelzServer) {
    server.makeRef().serverID = Self.serverID
    let calls = ledger.calls
    let data = server.makeData()
    data.callsStarted = Int64(calls.started)
    data.callsSucceeded = Int64(calls.succeeded)
    data.callsFailed = Int64(calls.failed)
    if let last = calls.lastStartedNanoseconds { data.makeLastCallStartedTimestamp().set(last) }
    for socket in ledger.listeningSockets { server.listenSocket.append().fill(socket) }
  }

  /// Refuses other servers.
  private static func checkServer(_ id: Int64) throws(Status) {
    guard id == serverID else { throw Status(.notFound, "There is no server \(id).") }
  }

  /// The size of a page: what is asked for, within bounds.
  private static func pageSize(_ wanted: Int64) throws(Status) -> Int {
    guard wanted >= 0 else { throw Status(.invalidArgument, "max_results must not be negative.") }
    return wanted == 0 ? pageSizeMax : Int(min(wanted, Int64(pageSizeMax)))
  }
}

/// A unary method that needs nothing but its request.
private final class UnaryAnswer<Request: ProtoMessage, Response: ProtoMessage>: CallHandler {
  private let body: (Request, Arena) throws(Status) -> Response
  private let arenas = ArenaPool()

  /// A handler that answers with what `body` makes.
  init(_ body: @escaping (Request, Arena) throws(Status) -> Response) { self.body = body }

  /// Answers the one request.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    unsafe call.answer(Request.self, message, arenas, body)
  }
}
