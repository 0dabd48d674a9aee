internal import GRPC
public import GRPCServer
internal import InboxAPI
internal import InboxModel
public import InboxServices
public import InboxStore
public import Net
internal import Protobuf

/// The inbox's methods as routes of a gRPC server.
public enum InboxRoutes {
  /// The routes of one loop: each method of the contract, those that are not served yet included.
  ///
  /// Call it on the loop's own thread. `report` is told of faults, with no text of customers in it. Throws when the
  /// store cannot be read. `commandBytesMax` bounds the memory of the requests that are with the writer; 128 MiB if nil.
  /// With `letsEveryoneIn` callers from elsewhere need no credential as long as none was created, as those on this machine.
  public static func make(
    for store: Store, on loop: EventLoop, features: Features = Features(), commandBytesMax: Int? = nil,
    letsEveryoneIn: Bool = false,
    reportingTo report: @escaping FaultReport
  ) throws(StoreError) -> [Route] {
    var registry = LoopRegistry(
      desk: try LoopDesk(
        store: store, loop: loop, features: features, commandBytesMax: commandBytesMax ?? LoopDesk.commandBytesMax,
        letsEveryoneIn: letsEveryoneIn, report: report))
    Inbox().register(in: &registry)
    Interactions().register(in: &registry)
    Notes().register(in: &registry)
    Ingest().register(in: &registry)
    Directory().register(in: &registry)
    Notifications().register(in: &registry)
    Deliveries().register(in: &registry)
    return registry.routes
  }

  /// The services whose methods `make` gives, for health and reflection.
  public static let services = [
    DeliveryServiceMethods.service, DirectoryServiceMethods.service, InboxServiceMethods.service,
    IngestServiceMethods.service, InteractionServiceMethods.service, NotesServiceMethods.service,
    NotificationServiceMethods.service,
  ]
}

/// Makes a route of each method, for one loop.
private struct LoopRegistry: MethodRegistry {
  /// What handlers are told of a call.
  typealias Context = InboxServices.Call
  /// What handlers throw.
  typealias Failure = InboxError

  /// Queries that can take over a millisecond: they run on the reader pool, so that no loop waits for them.
  private static let pooled: Set = [InboxServiceMethods.searchInteractions, InboxServiceMethods.queryStatistics]

  let desk: LoopDesk
  var routes: [Route] = []

  /// Routes for the loop of that desk.
  init(desk: LoopDesk) { self.desk = desk }

  /// A method that runs on the loop.
  mutating func query<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Context, ReadTransaction) throws(InboxError) -> Response
  ) {
    if Self.pooled.contains(method) {
      routes.append(Route(method, PooledQueryHandler<Request, Response>(desk, handler)))
      return
    }
    routes.append(Route(method, QueryHandler<Request, Response>(desk, handler)))
  }

  /// A method that the writer runs.
  mutating func command<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Context, WriteTransaction) throws(InboxError) -> Response
  ) {
    routes.append(Route(method, CommandHandler<Request, Response>(desk, handler)))
  }

  /// A method that answers with a stream and only reads.
  mutating func readingStream<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Context, ReadTransaction) throws(InboxError) -> ReadingBody<Response>.Stream
  ) {
    let opening: StreamHandler<Request>.Opening = { (request, call, transaction) throws(InboxError) in
      ReadingBody(try handler(request, call, transaction))
    }
    routes.append(Route(method, StreamHandler(desk, opening)))
  }

  /// A method that answers with a stream and writes.
  mutating func writingStream<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Context, ReadTransaction) throws(InboxError) -> WritingBody<Response>.Stream
  ) {
    let opening: StreamHandler<Request>.Opening = { (request, call, transaction) throws(InboxError) in
      WritingBody(try handler(request, call, transaction))
    }
    routes.append(Route(method, StreamHandler(desk, opening)))
  }

  /// A method that is called with a stream.
  mutating func exchange<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Context, ReadTransaction) throws(InboxError) ->
      ExchangeBody<Request, Response>
      .Stream
  ) {
    let opening: StreamHandler<Request>.Opening = { (request, call, transaction) throws(InboxError) in
      ExchangeBody(try handler(request, call, transaction))
    }
    routes.append(Route(method, StreamHandler(desk, opening)))
  }
}
