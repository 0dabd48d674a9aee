public import Net
internal import Synchronization

// The outbound loop: one thread for everything that waits for others.
//
//     gRPC loops --begin, abandon--> ModelTransfer --deltas--> Composition --wake--> gRPC loops
//                         \_______ CurlLoop on one EventLoop _______/
//
// A model takes seconds; a gRPC loop may take microseconds. So they meet only through mailboxes: nothing on this
// thread is waited for by a loop or by the writer, and what waits here costs memory, not a thread.
//
// Invariants
//  1. Everything but the doors (`post`, `Composer`) is touched by this thread only.
//  2. After `stop` returned, the thread has ended, connections are closed, and nothing is called back.

/// What is configured for the outbound loop.
public struct OutboundConfiguration: Sendable {
  /// The model that writes texts; nil refuses to.
  public var model: ModelEndpoint?

  /// Nothing configured.
  public init() {}
}

/// The thread for language models; the essay above tells its rules.
public final class Outbound: Sendable {
  /// Writes texts; nil without a model.
  public let composer: Composer?
  private let mailbox: Mailbox
  private let thread: Mutex<Thread?>

  /// Starts the thread. Throws when there is no descriptor left for its mailbox.
  public init(_ configuration: OutboundConfiguration) throws(NetError) {
    let mailbox = try Mailbox()
    let loop = try LoopOnItsWay(mailbox)
    let door = OutboundDoor(mailbox)
    self.mailbox = mailbox
    composer = configuration.model.map { endpoint in
      Composer(
        model: endpoint.model,
        begin: { facts, composition in door.post { $0.begin(facts, composition, endpoint) } },
        abandon: { composition in door.post { $0.abandon(composition) } })
    }
    thread = Mutex(Thread(name: "outbound") { OutboundDesk.run(on: loop.loop, at: door) })
  }

  /// Ends the thread (invariant 2). Calling it again does nothing.
  public func stop() {
    mailbox.stop()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }
}

/// A loop that travels to the thread that will run it.
private final class LoopOnItsWay: @unchecked Sendable {
  // Sound as Sendable: the maker lets go of it, and only the new thread uses it.

  /// The loop.
  let loop: EventLoop
  /// Makes it, so that what fails does so before the thread starts.
  init(_ mailbox: Mailbox) throws(NetError) { loop = try EventLoop(mailbox: mailbox) }
}
