internal import ArgumentParser
internal import GRPCServer
internal import GRPCServices
internal import Glibc
internal import InboxAPI
internal import InboxSample
internal import InboxServer
internal import InboxServices
internal import InboxStore
internal import Logging
internal import Net
internal import StandardAPI

/// The parts of a running server, in the order they start and the reverse order they stop.
struct Service {
  private let store: Store
  private let health: Health
  private let server: Server
  private let settings: Settings
  private let logger: Logger

  /// Opens the store, makes the sample workspace if it is due, and binds the address. Throws an exit with a sentence
  /// that says what is wrong.
  init(_ settings: Settings, logger: Logger) throws {
    self.settings = settings
    self.logger = logger
    let store = try Failure.exits { try Store.open(StoreConfiguration(directory: settings.data)) }
    self.store = store
    if settings.makesSample, try Failure.exits({ try SampleWorkspace().install(in: store) }) {
      logger.info("made the sample workspace", metadata: ["workspace": "workspaces/\(SampleWorkspace.slug)"])
    }
    let health = Health(services: InboxRoutes.services)
    self.health = health
    let reflection = Reflection(
      services: InboxRoutes.services + [HealthMethods.service],
      index: DescriptorIndex([StandardAPI.descriptorSet, InboxAPI.descriptorSet]))
    server = try Failure.exits {
      try Server(on: settings.listen, loops: settings.loops) { loop in
        Self.routes(store, health, reflection, on: loop, logger)
      }
    }
  }

  /// All routes of one loop.
  private static func routes(
    _ store: Store, _ health: Health, _ reflection: Reflection, on loop: EventLoop, _ logger: Logger
  ) -> [Route] {
    do {
      let inbox = try InboxRoutes.make(for: store, on: loop) { fault in
        logger.error("a call failed", metadata: ["error_id": "\(fault.errorID)", "fault": "\(fault.text)"])
      }
      return inbox + health.routes(on: loop) + reflection.routes()
    } catch {
      preconditionFailure("a reader of the store that was just opened could not be made: \(error)")
    }
  }

  /// Starts to answer and says so: a line for programs that wait for it, and a call to paste.
  func start() {
    server.start()
    print("inboxd ready on \(server.address)")
    print("Try:  .build/release/inboxctl list --server \(server.address)")
    fflush(nil)
    logger.info("ready", metadata: ["address": "\(server.address)", "data": "\(settings.data)"])
  }

  /// Drains: health says NOT_SERVING, open calls end, what was accepted is committed.
  func stop(signal: Int32) {
    logger.info("stopping", metadata: ["signal": "\(signal)"])
    health.shutDown()
    server.stop()
    store.close()
    logger.info("stopped")
  }
}
