internal import Admin
internal import ArgumentParser
internal import CLinux
internal import Delivery
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

/// The parts of a running server, in the order they start and the reverse order they stop.
struct Service {
  private let store: Store
  private let outbound: Outbound
  private let standard: StandardServices
  private let server: Server
  private let admin: AdminServer?
  private let probe: Server?
  private let operatorSocket: OperatorSocket?
  private let credentials: TLSCredentials?
  private let settings: Settings
  private let manager: ServiceManager
  private let logger: Logger

  /// Opens the store, makes the sample workspace if it is due, and listens. Throws an exit with a sentence that
  /// says what is wrong.
  init(_ settings: Settings, _ manager: ServiceManager, logger: Logger) throws {
    self.settings = settings
    self.manager = manager
    self.logger = logger
    let credentials = try settings.tls.map { files in try Failure.exits { try TLSCredentials(files) } }
    self.credentials = credentials
    let endpoints = try Self.endpoints(settings, manager, credentials)
    var configuration = StoreConfiguration(directory: settings.data)
    configuration.cacheMebibytes = settings.cacheMebibytes
    let store = try Failure.exits { try Store.open(configuration) }
    self.store = store
    if settings.makesSample, try Failure.exits({ try SampleWorkspace().install(in: store) }) {
      logger.info("made the sample workspace", metadata: ["workspace": "workspaces/\(SampleWorkspace.slug)"])
    }
    let outbound = try Failure.exits { try Outbound(settings.outbound, for: store) { logger.warning("\($0)") } }
    self.outbound = outbound
    let features = Features(composer: outbound.composer, sendsEmail: settings.outbound.relay != nil)
    let standard = StandardServices(for: InboxRoutes.services, describedBy: [InboxAPI.descriptorSet])
    self.standard = standard
    server = try Failure.exits {
      try Server(
        on: endpoints, loops: settings.loops, limits: settings.limits, refusals: InboxRoutes.refusals,
        slowCalls: CallLog.slowCalls(settings, logger), ledger: standard.ledger
      ) { loop in
        Self.routes(store, features, standard, on: loop, settings, logger)
      }
    }
    probe = try settings.probe.map { address in
      try Failure.exits { try Server(on: address, loops: 1) { standard.health.routes(on: $0) } }
    }
    operatorSocket = OperatorSocket(in: settings.data) { Backup.carryOut($0, of: store, $1) }
    if operatorSocket == nil { logger.warning("no operator's socket: backups need the server stopped") }
    let pages = AdminPages(store, server, outbound)
    admin = try settings.admin.map { address in
      try Failure.exits { try AdminServer(on: address) { pages.page($0) } }
    }
  }

  /// All routes of one loop.
  private static func routes(
    _ store: Store, _ features: Features, _ standard: StandardServices, on loop: EventLoop, _ settings: Settings,
    _ logger: Logger
  ) -> [Route] {
    do {
      let inbox = try InboxRoutes.make(
        for: store, on: loop, features: features, letsEveryoneIn: settings.isInsecure,
        reportingTo: CallLog.faults(logger))
      return inbox + standard.routes(on: loop)
    } catch {
      preconditionFailure("a reader of the store that was just opened could not be made: \(error)")
    }
  }

  /// Where to listen: on the sockets that were handed over, and where the settings say.
  private static func endpoints(
    _ settings: Settings, _ manager: ServiceManager, _ credentials: TLSCredentials?
  ) throws -> [Endpoint] {
    let inherited = try manager.sockets.map { number in
      guard let address = SocketAddress(boundTo: number) else {
        throw ValidationError("Descriptor \(number), which LISTEN_FDS announces, is no TCP or unix socket.")
      }
      let place = try Place(
        inherited: address, hasCertificate: credentials != nil, allowsPlain: settings.isInsecure)
      return Endpoint(inherited: number, tls: place.isSealed ? credentials : nil)
    }
    return inherited
      + settings.listen.map { place in
        Endpoint(place.address, tls: place.isSealed ? credentials : nil, mode: settings.unixMode)
      }
  }

  /// Starts to answer and says so: a line for each address, for programs that wait for it, and a call to paste.
  func start() {
    server.start()
    admin?.start()
    probe?.start()
    if let probe { logger.info("health checks", metadata: ["address": "\(probe.address)"]) }
    if let admin { logger.info("metrics", metadata: ["address": "\(admin.address)"]) }
    for address in server.addresses { print("inboxd ready on \(address)") }
    print("Try:  .build/release/inboxctl list --server \(server.address)")
    fflush(nil)
    let places = server.addresses.map(\.description).joined(separator: ", ")
    logger.info("ready", metadata: ["addresses": "\(places)", "data": "\(settings.data)"])
    manager.tellReady("serving on \(places)")
  }

  /// Lets go of what only the start needed: reading options, relocating libraries and opening the store touch code that
  /// serving never touches again, three quarters of what would count as an idle server's memory.
  func settle() { linux_let_go_of_files() }

  /// Reads the certificate anew. What cannot be read leaves the old one in force.
  func reload() {
    guard let credentials else { return logger.info("nothing to read anew: there is no certificate") }
    manager.tellReloading()
    do {
      try credentials.reload()
      logger.info("read the certificate anew")
    } catch {
      logger.error("the certificate could not be read anew; the old one stays", metadata: ["reason": "\(error)"])
    }
    manager.tellReady("serving on \(server.addresses.map(\.description).joined(separator: ", "))")
  }

  /// Reads the certificate anew if its files have changed.
  func reloadWhatChanged() {
    if let credentials, credentials.isStale { reload() }
  }

  /// Drains: health says NOT_SERVING, open calls end, what was accepted is committed.
  func stop(signal: Int32) {
    logger.info("stopping", metadata: ["signal": "\(signal)"])
    manager.tellStopping()
    standard.health.shutDown()
    server.stop()
    probe?.stop()
    admin?.stop()
    operatorSocket?.stop()
    outbound.stop()
    store.close()
    logger.info("stopped")
  }
}
