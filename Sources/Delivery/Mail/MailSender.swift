internal import Files
internal import InboxModel
internal import InboxStore
internal import Metrics
internal import Net

// Hands the outbox's e-mails to the relay.
//
//     news, time --> look: due? --claim--> writer --> facts --> MailConnection --outcome--> report --> writer --> look ...
//                     own reader          own reader           on this loop
//
// Invariants
//  1. An e-mail is handed over only between a claim that is on disk and its report: whatever dies in between leaves a claim,
//     which the next start gives back. So none is lost; the worst is the same message twice, under the same Message-ID,
//     which is on disk with the first claim.
//  2. At most `connectionsMax` e-mails are claimed and not reported: the cap of connections to the relay, and the bound of
//     memory. Only one after the relay took nothing, until it answers.
//  3. A report that the writer cannot take now is made again until it can: else the claim would run out and the e-mail go
//     twice.
//  4. Texts, addresses and rights are read after the claim: what changed while the e-mail waited counts.
//  5. Workspaces take turns (`MailTurns`), and each claim takes a share: a thousand e-mails of one keep no other waiting.
//  6. Told to end, it claims nothing more and ends when all is reported, or when its patience does.
//
// When the same message goes twice: the relay takes it, and before that is on disk the server dies, or the line drops before
// the relay's answer is here. No protocol of mail can tell these apart from not having been taken; what it has is the
// Message-ID, by which whoever stores mail may know a repeat.
//
// Limits: one relay; `connectionsMax` at once; each attempt bounded by `attemptMilliseconds`, less than a claim lasts.

/// The sender of e-mails on the outbound loop; the essay above tells its rules.
final class MailSender {
  private let relay: MailRelay
  private let store: Store
  private let reader: Reader
  private let curl: CurlLoop
  private let door: OutboundDoor
  private let home: MailHome
  private let bell: MailBell
  private let metrics: MailMetrics
  private let notice: @Sendable (String) -> Void
  /// On whose behalf each workspace's e-mails are sent.
  private var senders: [WorkspaceID: Caller] = [:]
  private var turns = MailTurns()
  private var rest = MailRest()
  /// Connections that carry an e-mail, by numbers of its own.
  private var underWay: [Int: MailConnection] = [:]
  /// Connections that are open for the next, those used last at the end.
  private var idle: [MailConnection] = []
  private var lastNumber = 0
  private var unreported = 0
  private var isClaiming = true
  private var hasEnded: (() -> Void)?
  private var timer: LookTimer!

  /// How long an e-mail is the sender's, in microseconds: longer than any attempt takes.
  private static let leaseMicroseconds: Int64 = 10 * 60 * 1_000_000
  /// How many workspaces are asked in one go: what else the loop has to do waits for some milliseconds.
  private static let looksMax = 100
  /// When to try again what the writer or the reader refused, in milliseconds.
  private static let retryMilliseconds: UInt64 = 200
  /// When to ask a workspace again that could not be claimed from, in microseconds.
  private static let pauseMicroseconds: Int64 = 2_000_000

  /// A sender that works once `start` was called.
  init(_ order: MailOrder, on curl: CurlLoop, behind door: OutboundDoor) {
    relay = order.relay
    store = order.store
    reader = order.reader
    metrics = order.metrics
    notice = order.notice
    self.curl = curl
    self.door = door
    home = MailHome(door)
    bell = MailBell(door)
    timer = LookTimer(self)
  }

  /// Gives back what a former start had taken, and begins.
  func start() {
    store.addListener(bell)
    submit(
      MailCommand(home) { (transaction) throws(InboxError) in
        try transaction.releaseEmails()
      } done: { mail in
        mail.isClaiming = false
        mail.readSenders()
        mail.look()
      })
  }

  /// Claims nothing more, and calls back when all is reported (invariant 6).
  func end(then ended: @escaping () -> Void) {
    hasEnded = ended
    endIfDone()
  }

  /// Says so when it was told to end and has.
  private func endIfDone() {
    guard let ended = hasEnded, unreported == 0, !isClaiming else { return }
    hasEnded = nil
    for connection in idle { connection.close() }
    idle = []
    ended()
  }

  // MARK: Claiming

  /// Commits changed something of e-mails in workspaces.
  func hear(_ workspaces: Set<WorkspaceID>) {
    if workspaces.contains(where: { senders[$0] == nil }) { readSenders() }
    for workspace in workspaces where senders[workspace] != nil { turns.add(workspace) }
    look()
  }

  /// Reads which workspaces there are; those that are new are asked.
  private func readSenders() {
    defer { reader.endTurn() }
    guard let known = try? reader.snapshot().emailSenders() else { return }
    for sender in known where senders[sender.workspace] == nil {
      senders[sender.workspace] = sender
      turns.add(sender.workspace)
    }
  }

  /// Looks for due e-mails if there is room for more (invariant 2).
  private func look() {
    guard !isClaiming, hasEnded == nil else { return endIfDone() }
    let room = (rest.isDoubtful ? 1 : relay.connectionsMax) - unreported
    guard room > 0 else { return }
    if senders.isEmpty { readSenders() }
    let now = Clock.monotonicNanoseconds()
    if now < rest.untilNanoseconds { return curl.loop.schedule(timer, at: rest.untilNanoseconds) }
    defer { reader.endTurn() }
    do throws(InboxError) {
      let snapshot = try reader.snapshot()
      turns.wake(at: snapshot.now)
      for _ in 0..<Self.looksMax {
        guard let workspace = turns.next() else { break }
        guard let sender = senders[workspace] else { continue }
        let wish = DeliveryWish(channels: [.email])
        if try !snapshot.readyDeliveries(wish, limit: 1, in: workspace).isEmpty {
          return claim(max(1, room / (turns.count + 1)), for: sender)
        }
        turns.wait(workspace, until: try snapshot.nextEmailTime(in: workspace))
      }
      if turns.count > 0 { return curl.loop.schedule(timer, at: now) }
      guard let next = turns.nextTime else { return }
      curl.loop.schedule(timer, at: now + UInt64(max(1_000, next - snapshot.now)) * 1_000)
    } catch {
      for workspace in senders.keys { turns.add(workspace) }
      curl.loop.schedule(timer, afterMilliseconds: Self.retryMilliseconds)
    }
  }

  /// Takes e-mails of a workspace, and goes on when that is on disk (invariants 1 and 5).
  private func claim(_ count: Int, for sender: Caller) {
    isClaiming = true
    let claimed = Claimed()
    let domain = relay.sender.domain
    submit(
      MailCommand(home) { (transaction) throws(InboxError) in
        claimed.deliveries = try transaction.leaseEmails(
          leaseMicroseconds: Self.leaseMicroseconds, limit: count, serverDomain: domain, by: sender)
      } done: { mail in
        mail.isClaiming = false
        mail.turns.add(sender.workspace)
        for delivery in claimed.deliveries { mail.send(delivery, for: sender) }
        mail.look()
      } failed: { mail in
        // What cannot be claimed in one workspace keeps no other waiting.
        mail.isClaiming = false
        mail.turns.wait(sender.workspace, until: mail.store.now + Self.pauseMicroseconds)
        mail.look()
      })
  }

  // MARK: Handing over

  /// Reads what there is to send, and sends it (invariant 4).
  private func send(_ delivery: InboxStore.Delivery, for sender: Caller) {
    unreported += 1
    metrics.underWay.set(unreported)
    do throws(InboxError) {
      defer { reader.endTurn() }
      let snapshot = try reader.snapshot()
      switch try snapshot.email(of: delivery, for: sender) {
      case .drop(let reason): drop(delivery, because: reason, for: sender)
      case .send(let email): hand(email, of: delivery, files: snapshot.files, for: sender)
      }
    } catch {
      report(.failedTemporarily("the server could not read the e-mail"), of: delivery, for: sender)
    }
  }

  /// Hands an e-mail to the relay.
  private func hand(
    _ email: OutgoingEmail, of delivery: InboxStore.Delivery, files: FileStore, afresh: Bool = false, for sender: Caller
  ) {
    let message: MailMessage
    do throws(MailProblem) {
      message = try MailMessage(email, by: relay)
    } catch {
      return report(.failedPermanently(error.sentence, addressRefused: false), of: delivery, for: sender)
    }
    let downloads = email.files.map { FileDownload(files, $0.sha256, folder: sender.workspace.rawValue) }
    lastNumber += 1
    let number = lastNumber
    let connection = connection(afresh: afresh)
    underWay[number] = connection
    connection.send(message, MailContent(message, downloads)) { [door] in
      door.post { desk in desk.mail?.underWay[number]?.resume() }
    } done: { [unowned self] ending in
      underWay[number] = nil
      if connection.isIdle { idle.append(connection) }
      if ending.mayGoAfresh, !afresh {
        return hand(email, of: delivery, files: files, afresh: true, for: sender)
      }
      weigh(ending.outcome, ending.detail)
      report(ending.outcome, of: delivery, for: sender)
    }
  }

  /// A connection for an e-mail: the one that was used last, else a new one.
  private func connection(afresh: Bool) -> MailConnection {
    if !afresh, let open = idle.popLast() { return open }
    if !idle.isEmpty, idle.count + underWay.count >= relay.connectionsMax { idle.removeFirst().close() }
    return MailConnection(to: relay, on: curl) { [unowned self] gone in idle.removeAll { $0 === gone } }
  }

  /// Leaves a relay alone that takes nothing, and says so once.
  private func weigh(_ outcome: MailOutcome, _ detail: String) {
    if case .relayUnusable(let why) = outcome {
      if !rest.isDoubtful { notice("the mail relay cannot be used: \(detail.isEmpty ? why : detail)") }
      rest.didFail(at: Clock.monotonicNanoseconds(), random: UInt64.random(in: 0...UInt64.max))
    } else {
      if rest.isDoubtful { notice("the mail relay can be used again") }
      rest.didAnswer()
    }
  }

  // MARK: Reporting

  /// Says what came of an e-mail, until the writer has taken it (invariant 3).
  private func report(_ outcome: MailOutcome, of delivery: InboxStore.Delivery, for sender: Caller) {
    metrics.count(outcome)
    let told = DeliveryReport(outcome, of: delivery)
    let random = UInt64.random(in: 0...UInt64.max)
    submit(
      MailCommand(home) { (transaction) throws(InboxError) in
        do throws(InboxError) {
          _ = try transaction.report(told, of: delivery.id, random: random, by: sender)
        } catch .leaseLost {
          // The claim ran out, and the e-mail is with a later one: what that reports counts.
        } catch .deliveryFinished {
          // The same, and it is done.
        } catch .notFound {
          // The interaction was erased meanwhile.
        }
      } done: { mail in
        mail.didReport(for: sender)
      })
  }

  /// Drops an e-mail that nobody is to get any more.
  private func drop(_ delivery: InboxStore.Delivery, because reason: String, for sender: Caller) {
    metrics.dropped.add()
    submit(
      MailCommand(home) { (transaction) throws(InboxError) in
        do throws(InboxError) {
          try transaction.dropEmail(delivery, because: reason, by: sender)
        } catch .notFound {
          // The interaction was erased meanwhile.
        }
      } done: { mail in
        mail.didReport(for: sender)
      })
  }

  /// There is room for another, and what was reported may be due again.
  private func didReport(for sender: Caller) {
    unreported -= 1
    metrics.underWay.set(unreported)
    turns.add(sender.workspace)
    look()
  }

  /// Hands a command to the writer, now or after a rest.
  private func submit(_ command: MailCommand) {
    if !store.writer.submit(command) { retry(command) }
  }

  /// A command is back: goes on, or tries again what could not be written.
  func commandDidReturn(_ command: MailCommand) {
    guard command.hasFailed else { return command.done(self) }
    if let failed = command.failed { failed(self) } else { retry(command) }
  }

  /// Tries a command again after a rest.
  private func retry(_ command: MailCommand) {
    curl.loop.schedule(RetryTimer(self, command), afterMilliseconds: Self.retryMilliseconds)
  }

  /// The next look without news.
  private final class LookTimer: Timer {
    private unowned let sender: MailSender
    /// The timer of a sender.
    init(_ sender: MailSender) { self.sender = sender }
    /// Looks.
    override func fire(on loop: EventLoop) { sender.look() }
  }

  /// The end of a rest.
  private final class RetryTimer: Timer {
    private unowned let sender: MailSender
    private let command: MailCommand
    /// A rest before a command is tried again.
    init(_ sender: MailSender, _ command: MailCommand) {
      self.sender = sender
      self.command = command
    }
    /// Tries again.
    override func fire(on loop: EventLoop) { sender.submit(command) }
  }
}

/// What a claim took, on its way from the writer's thread.
private final class Claimed: @unchecked Sendable {
  // Sound as Sendable: the writer's thread sets it before the command is delivered, the outbound loop reads it after.

  /// The e-mails taken.
  var deliveries: [InboxStore.Delivery] = []
}

extension DeliveryReport {
  /// What came of handing a delivery to the relay. Whatever concerns the relay alone is tried again, as often as the rest.
  fileprivate init(_ outcome: MailOutcome, of delivery: InboxStore.Delivery) {
    switch outcome {
    case .sent:
      self.init(.sent, fencingToken: delivery.fencingToken)
    case .failedTemporarily(let why), .relayUnusable(let why):
      self.init(.failedTemporarily, fencingToken: delivery.fencingToken)
      failureReason = why
    case .failedPermanently(let why, let addressRefused):
      self.init(.failedPermanently, fencingToken: delivery.fencingToken)
      failureReason = why
      if addressRefused, delivery.kind == .response { unusableReason = .customerEmailBounced }
    }
  }
}
