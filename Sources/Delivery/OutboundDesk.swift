internal import InboxStore
internal import Net

/// What the outbound thread owns.
final class OutboundDesk {
  private let curl: CurlLoop
  /// Sends e-mails; nil without a relay.
  private(set) var mail: MailSender?
  private var writing: [ObjectIdentifier: ModelTransfer] = [:]
  private var patience: Patience?

  /// Connections that may stay open for reuse: those to the relay and to the model.
  private static let idleConnectionsMax = 96
  /// How long an end waits for e-mails on their way, in milliseconds.
  private static let endMillisecondsMax: UInt64 = 5_000

  /// A desk on its loop.
  private init(on loop: EventLoop) { curl = CurlLoop(on: loop, connectionsMax: Self.idleConnectionsMax) }

  /// Serves until it was told to end and has.
  static func run(on loop: EventLoop, at door: OutboundDoor, sending order: MailOrder?) {
    let desk = OutboundDesk(on: loop)
    door.desk = desk
    if let order {
      let mail = MailSender(order, on: desk.curl, behind: door)
      desk.mail = mail
      mail.start()
    }
    loop.run()
    door.desk = nil
    desk.stopWriting()
    desk.curl.cancelAll()
  }

  /// Closes the connections to the model, and ends the loop when the e-mails on their way are reported or patience is over.
  func end() {
    stopWriting()
    let loop = curl.loop
    guard let mail else { return loop.stop() }
    let patience = Patience()
    self.patience = patience
    loop.schedule(patience, afterMilliseconds: Self.endMillisecondsMax)
    mail.end { loop.stop() }
  }

  /// Stops what is in writing.
  private func stopWriting() {
    for transfer in Array(writing.values) { transfer.stop() }
  }

  /// How long an end waits.
  private final class Patience: Timer {
    /// Ends the loop.
    override func fire(on loop: EventLoop) { loop.stop() }
  }

  /// Has a model write a text, unless too many are in writing or nobody wants it any more.
  func begin(_ facts: ComposeFacts, _ composition: Composition, _ endpoint: ModelEndpoint) {
    guard !composition.isCancelled else { return }
    guard writing.count < endpoint.compositionsMax else {
      return composition.finish(.failure(.unavailable("the model has \(writing.count) texts in writing already")))
    }
    let transfer = ModelTransfer(facts, composition, to: endpoint, mark: Self.mark(), on: curl) { [unowned self] in
      writing[ObjectIdentifier($0.composition)] = nil
    }
    writing[ObjectIdentifier(composition)] = transfer
    transfer.start()
  }

  /// Closes the connection of a text that nobody wants.
  func abandon(_ composition: Composition) { writing[ObjectIdentifier(composition)]?.stop() }

  /// A number that no text can know beforehand.
  private static func mark() -> String { String(UInt64.random(in: 1 << 60...UInt64.max), radix: 36) }
}

/// How other threads reach the desk: jobs run on its thread, and only they look at it.
final class OutboundDoor: @unchecked Sendable {
  // Sound as Sendable: `desk` is touched by the outbound thread only.

  /// The desk; nil before the thread runs and after it ended.
  var desk: OutboundDesk?
  private let mailbox: Mailbox

  /// A door to the thread behind `mailbox`.
  init(_ mailbox: Mailbox) { self.mailbox = mailbox }

  /// Has something done on the outbound thread.
  func post(_ body: @escaping @Sendable (OutboundDesk) -> Void) { mailbox.post(DeskJob(self, body)) }

  /// Work on its way to the desk.
  private final class DeskJob: LoopJob {
    private let door: OutboundDoor
    private let body: @Sendable (OutboundDesk) -> Void
    /// Work for the desk behind a door.
    init(_ door: OutboundDoor, _ body: @escaping @Sendable (OutboundDesk) -> Void) {
      self.door = door
      self.body = body
    }
    /// Does it, unless the thread is ending.
    func run(on loop: EventLoop) { if let desk = door.desk { body(desk) } }
  }
}
