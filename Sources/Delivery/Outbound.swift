internal import CCurl
public import InboxStore
public import Net
internal import Synchronization

// The outbound loop: one thread for everything that waits for others.
//
//     store --news of e-mails--> MailSender --claim, report--> writer
//     gRPC loops --begin, abandon--> ModelTransfer --deltas--> Composition --wake--> gRPC loops
//                         \_______ CurlLoop on one EventLoop _______/
//
// A relay or a model takes seconds; a gRPC loop may take microseconds. So they meet only through mailboxes: nothing on this
// thread is waited for by a loop or by the writer, and what waits here costs memory, not a thread. Without a relay and a model
// there is no thread, and libcurl is not loaded.
//
// Invariants
//  1. Everything but the doors (`post`, `Composer`, `MailBell`) is touched by this thread only.
//  2. After `stop` returned, the thread has ended, connections are closed, and nothing is called back. E-mails on their way
//     are waited for, for a while; what is then still on its way is claimed again by the next start: nothing is lost.

/// What is configured for the outbound loop.
public struct OutboundConfiguration: Sendable {
  /// The relay that takes e-mails; nil keeps them waiting.
  public var relay: MailRelay?
  /// The model that writes texts; nil refuses to.
  public var model: ModelEndpoint?

  /// Nothing configured.
  public init() {}
}

/// The thread for e-mails and language models; the essay above tells its rules.
public final class Outbound: Sendable {
  /// Writes texts; nil without a model.
  public let composer: Composer?
  /// What became of e-mails; nil without a relay.
  public let mailMetrics: MailMetrics?
  private let door: OutboundDoor?
  private let thread: Mutex<Thread?>

  /// Starts the thread, if there is anything for it to do. `notice` is told, on that thread, what whoever looks after the
  /// server should know of the relay. Throws when libcurl cannot be loaded, the store cannot be read or no descriptor is left.
  public init(
    _ configuration: OutboundConfiguration, for store: Store, notice: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(OutboundError) {
    let metrics = configuration.relay == nil ? nil : MailMetrics()
    mailMetrics = metrics
    guard configuration.relay != nil || configuration.model != nil else {
      composer = nil
      door = nil
      thread = Mutex(nil)
      return
    }
    if let reason = unsafe inboxd_curl_load() { throw .library(unsafe String(cString: reason)) }
    let start = try OutboundStart(configuration.relay, store, metrics, notice)
    let door = OutboundDoor(start.mailbox)
    self.door = door
    composer = configuration.model.map { endpoint in
      Composer(
        model: endpoint.model,
        begin: { facts, composition in door.post { $0.begin(facts, composition, endpoint) } },
        abandon: { composition in door.post { $0.abandon(composition) } })
    }
    thread = Mutex(Thread(name: "outbound") { OutboundDesk.run(on: start.loop, at: door, sending: start.mail) })
  }

  /// Ends the thread (invariant 2). Calling it again does nothing.
  public func stop() {
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running, let door else { return }
    door.post { $0.end() }
    running.join()
  }
}

/// What a sender of e-mails needs.
struct MailOrder {
  /// The relay.
  let relay: MailRelay
  /// Where the e-mails are.
  let store: Store
  /// A window on it for the outbound thread.
  let reader: Reader
  /// Where to count.
  let metrics: MailMetrics
  /// Whom to tell of the relay's troubles.
  let notice: @Sendable (String) -> Void
}

/// What travels to the thread that will use it.
private final class OutboundStart: @unchecked Sendable {
  // Sound as Sendable: the maker lets go of it, and only the new thread uses it.

  /// The door of the loop.
  let mailbox: Mailbox
  /// The loop.
  let loop: EventLoop
  /// What the sender of e-mails needs; nil without one.
  let mail: MailOrder?

  /// Makes all parts, so that what fails does so before the thread starts.
  init(
    _ relay: MailRelay?, _ store: Store, _ metrics: MailMetrics?, _ notice: @escaping @Sendable (String) -> Void
  ) throws(OutboundError) {
    do throws(NetError) {
      mailbox = try Mailbox()
      loop = try EventLoop(mailbox: mailbox)
    } catch {
      throw .system(error)
    }
    guard let relay, let metrics else {
      mail = nil
      return
    }
    do throws(StoreError) {
      mail = MailOrder(relay: relay, store: store, reader: try store.makeReader(), metrics: metrics, notice: notice)
    } catch {
      throw .store(error)
    }
  }
}

/// Why the outbound loop cannot start.
public enum OutboundError: Error, Sendable, CustomStringConvertible {
  /// libcurl is not there; the reason.
  case library(String)
  /// The operating system refused.
  case system(NetError)
  /// The store cannot be read.
  case store(StoreError)

  /// A sentence for the person who starts the server.
  public var description: String {
    switch self {
    case .library(let reason):
      "E-mails and a model's texts need libcurl, which cannot be loaded (\(reason)). Install the Debian package libcurl4."
    case .system(let error): "\(error)"
    case .store(let error): "\(error)"
    }
  }
}
