internal import GRPC
public import GRPCServer
public import Net
internal import Protobuf
internal import StandardAPI

extension Health {
  /// The routes of `grpc.health.v1.Health` for one loop.
  public func routes(on loop: EventLoop) -> [Route] {
    let watch = HealthWatch(self)
    add(watch, on: loop.mailbox)
    return [
      Route(HealthMethods.check, HealthCheck(self)), Route(HealthMethods.watch, watch),
      Route(HealthMethods.list, HealthList(self)),
    ]
  }
}

/// `Check`: one look. `NOT_FOUND` for a service that is not known.
private final class HealthCheck: CallHandler {
  private let health: Health
  private let arenas = ArenaPool()

  /// A handler for one loop.
  init(_ health: Health) { self.health = health }

  /// Answers the one question.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    unsafe call.answer(HealthCheckRequest.self, message, arenas) { request, arena throws(Status) in
      let service = request.service.string
      guard let status = health.status(of: service) else {
        throw Status(.notFound, "There is no service \"\(service)\" on this server.")
      }
      let response = HealthCheckResponse(in: arena)
      response.status = status
      return response
    }
  }
}

/// `List`: one look at everything.
private final class HealthList: CallHandler {
  private let health: Health
  private let arenas = ArenaPool()

  /// A handler for one loop.
  init(_ health: Health) { self.health = health }

  /// Answers the one question.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    unsafe call.answer(HealthListRequest.self, message, arenas) { _, arena throws(Status) in
      let response = HealthListResponse(in: arena)
      for (service, status) in health.all {
        let entry = response.statuses.append()
        entry.setKey(service)
        entry.makeValue().status = status
      }
      return response
    }
  }
}

/// `Watch`: a stream that tells the status at once and then each change of it. An unknown service is
/// `SERVICE_UNKNOWN`, and the stream stays open, because it may come to be known.
final class HealthWatch: CallHandler {
  /// What one watcher wants to know and was told last.
  private final class Watcher {
    let call: Call
    let service: String
    var told: HealthCheckResponse.ServingStatus?
    /// A watcher that was told nothing yet.
    init(_ call: Call, _ service: String) {
      self.call = call
      self.service = service
    }
  }

  private let health: Health
  private let arenas = ArenaPool()
  private var watchers: [ObjectIdentifier: Watcher] = [:]

  /// Watches on one loop.
  init(_ health: Health) { self.health = health }

  /// Answers at once, and from then on whenever the status changes.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    do throws(WireError) {
      let request = try unsafe HealthCheckRequest.decode(message, in: arena)
      let watcher = Watcher(call, request.service.string)
      watchers[ObjectIdentifier(call)] = watcher
      tell(watcher)
      if health.isShutDown { look() }
    } catch {
      call.finish(Status(.invalidArgument, error.description))
    }
  }

  /// The watcher left.
  func cancelled(_ call: Call) { watchers[ObjectIdentifier(call)] = nil }

  /// The watcher reads on: it may have missed something.
  func resumeWriting(on call: Call) {
    if let watcher = watchers[ObjectIdentifier(call)] { tell(watcher) }
  }

  /// Something changed: tells whom it concerns.
  func look() {
    for watcher in watchers.values { tell(watcher) }
    guard health.isShutDown else { return }
    for watcher in watchers.values { watcher.call.finish(Status(.unavailable, "The server is stopping.")) }
    watchers.removeAll()
  }

  /// Sends the status if it is news. A watcher that does not read is told the newest status once it reads again.
  private func tell(_ watcher: Watcher) {
    let status = health.status(of: watcher.service) ?? .serviceUnknown
    guard watcher.told != status, watcher.call.canWrite else { return }
    watcher.told = status
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    let response = HealthCheckResponse(in: arena)
    response.status = status
    watcher.call.send(response)
  }
}
