internal import CLinux
internal import Glibc
public import Metrics

// The event loop: one thread that waits in epoll and does everything that its connections need.
//
//     epoll_wait --> ready sockets --> posted jobs --> due timers --> end of turn --> epoll_wait ...
//                       \________________________________________/
//                                        one turn
//
// A turn serves whatever was ready when it began. Work that pays off when done once for many (writing to a socket,
// ending a read snapshot) is asked for with `atEndOfTurn` and done there.
//
// Invariants
//  1. Everything but the mailbox is touched by the loop's own thread only; there are no locks.
//  2. A handler is not called after `remove` returned, not even for an event that the kernel had reported before:
//     removed registrations stay allocated until the turn is over, and their events are dropped.
//  3. End-of-turn work runs once per turn and registered callee, after all events of the turn; work that it asks for
//     itself runs in the same turn, after what the events asked for.
//  4. The loop waits nowhere but in epoll_wait. `nowNanoseconds` is read once after it and is the turn's time.
//
// Limits: 256 events a turn (the rest waits in the kernel, so that jobs and timers are not starved); timers are
// accurate to a millisecond, which is what epoll_wait offers.
//
// The road not taken: io_uring would save system calls under load, but it is switched off in many containers, and with
// one read and one write per turn and connection the calls are a tenth of the cost. Edge-triggered epoll saves nothing
// here and punishes every read that stops early.

/// What a descriptor is ready for.
public struct Readiness: OptionSet, Sendable {
  /// The bits.
  public let rawValue: UInt8
  /// A set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Bytes, a connection or the end can be read.
  public static let input = Readiness(rawValue: 1)
  /// Bytes can be written.
  public static let output = Readiness(rawValue: 2)
  /// The peer is gone or the connection broke.
  public static let hangup = Readiness(rawValue: 4)
  /// The peer has ended his side; what he sent before can be read. Comes with `input`.
  public static let ended = Readiness(rawValue: 8)
}

/// Whoever owns a descriptor that a loop watches.
public protocol EventHandler: AnyObject {
  /// The descriptor is ready.
  func ready(_ readiness: Readiness)
}

/// Whoever has work to do at the end of a turn.
public protocol TurnHandler: AnyObject {
  /// The turn's events are done.
  func turnDidEnd()
}

/// A thread's loop over epoll; the essay above tells its rules.
public final class EventLoop {
  /// A watched descriptor, from `add` to `remove`.
  public final class Registration {
    fileprivate let number: Int32
    fileprivate var handler: (any EventHandler)?
    fileprivate var interest: Readiness

    /// A registration that epoll does not know yet.
    fileprivate init(number: Int32, handler: any EventHandler, interest: Readiness) {
      self.number = number
      self.handler = handler
      self.interest = interest
    }
  }

  private static let eventsPerTurn = 256

  /// The door for other threads.
  public let mailbox: Mailbox
  /// The time of this turn: nanoseconds of the monotonic clock.
  public private(set) var nowNanoseconds = Clock.monotonicNanoseconds()
  /// How many descriptors were ready when this turn began.
  public private(set) var readyCount = 0
  /// How long turns took, from the return of epoll_wait to the next call of it.
  public let turnNanoseconds = Histogram(Bounds.durations)

  /// Frees what the loop's pools have to spare.
  public let housekeeper = Housekeeper()
  /// What to do when another thread asks the loop to stop through the mailbox; without it the loop just stops.
  public var onStop: (() -> Void)?

  private let epoll: Descriptor
  private var timers = TimerHeap()
  private var registrations: [Int32: Registration] = [:]
  private var removed: [Registration] = []
  private var turnHandlers: [any TurnHandler] = []
  private var isStopping = false

  /// A loop behind `mailbox`, to be run by the thread that makes it.
  public init(mailbox: Mailbox) throws(NetError) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw NetError.last("epoll_create1") }
    epoll = Descriptor(owning: number)
    self.mailbox = mailbox
    var event = unsafe epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t())
    guard unsafe epoll_ctl(number, EPOLL_CTL_ADD, mailbox.bellNumber, &event) == 0 else {
      throw NetError.last("epoll_ctl")
    }
  }

  /// Serves until `stop()` or the mailbox's `stop()`.
  public func run() {
    let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Self.eventsPerTurn)
    defer { unsafe events.deallocate() }
    while !isStopping {
      let now = Clock.monotonicNanoseconds()
      turnNanoseconds.record(Int(now - nowNanoseconds))
      let timeout = millisecondsToNextTimer(at: now)
      readyCount = max(0, Int(unsafe epoll_wait(epoll.number, events, Int32(Self.eventsPerTurn), timeout)))
      nowNanoseconds = Clock.monotonicNanoseconds()
      for index in 0..<readyCount { unsafe dispatch(events[index]) }
      fireTimers()
      endTurn()
    }
    mailbox.close()
  }

  /// Makes `run()` return after this turn.
  public func stop() { isStopping = true }

  // MARK: Descriptors

  /// Watches `number` for `interest` and calls `handler`, which is kept alive until `remove`.
  public func add(_ number: Int32, _ interest: Readiness, _ handler: any EventHandler) throws(NetError) -> Registration
  {
    let registration = Registration(number: number, handler: handler, interest: interest)
    guard control(EPOLL_CTL_ADD, registration) else { throw NetError.last("epoll_ctl") }
    registrations[number] = registration
    return registration
  }

  /// Changes what a descriptor is watched for.
  public func update(_ registration: Registration, _ interest: Readiness) {
    guard registration.handler != nil, registration.interest != interest else { return }
    registration.interest = interest
    let changed = control(EPOLL_CTL_MOD, registration)
    precondition(changed, "a watched descriptor was closed before it was removed")
  }

  /// Has another handler called from now on, also for what the kernel has reported already.
  public func pass(_ registration: Registration, to handler: any EventHandler) {
    precondition(registration.handler != nil, "a registration that was removed")
    registration.handler = handler
  }

  /// Stops watching; the handler is not called again (invariant 2). Remove before closing the descriptor.
  public func remove(_ registration: Registration) {
    guard registration.handler != nil else { return }
    _ = control(EPOLL_CTL_DEL, registration)
    registration.handler = nil
    registrations[registration.number] = nil
    removed.append(registration)
  }

  /// Tells epoll of a registration; false when it refuses.
  private func control(_ operation: Int32, _ registration: Registration) -> Bool {
    var mask: UInt32 = 0
    if registration.interest.contains(.input) { mask |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
    if registration.interest.contains(.output) { mask |= EPOLLOUT.rawValue }
    var data = unsafe epoll_data_t()
    unsafe data.ptr = Unmanaged.passUnretained(registration).toOpaque()
    var event = unsafe epoll_event(events: mask, data: data)
    return unsafe epoll_ctl(epoll.number, operation, registration.number, &event) == 0
  }

  /// Hands an event to its handler, unless that was removed meanwhile (invariant 2).
  private func dispatch(_ event: borrowing epoll_event) {
    guard let pointer = unsafe event.data.ptr else { return takeMail() }
    // Sound: a registration stays in `registrations` or `removed` for as long as the kernel may report it.
    let registration = unsafe Unmanaged<Registration>.fromOpaque(pointer).takeUnretainedValue()
    var readiness: Readiness = []
    if unsafe event.events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { readiness.insert(.input) }
    if unsafe event.events & EPOLLRDHUP.rawValue != 0 { readiness.insert(.ended) }
    if unsafe event.events & EPOLLOUT.rawValue != 0 { readiness.insert(.output) }
    if unsafe event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { readiness.insert(.hangup) }
    registration.handler?.ready(readiness)
  }

  /// Runs the jobs that other threads posted.
  private func takeMail() {
    let mail = mailbox.take()
    for job in mail.jobs { job.run(on: self) }
    if mail.isStopping { if let onStop { onStop() } else { isStopping = true } }
  }

  // MARK: Timers

  /// Schedules `timer` at `deadlineNanoseconds` of the monotonic clock, or moves it there.
  public func schedule(_ timer: Timer, at deadlineNanoseconds: UInt64) {
    timers.schedule(timer, at: deadlineNanoseconds)
  }

  /// Schedules `timer` so many milliseconds from now.
  public func schedule(_ timer: Timer, afterMilliseconds milliseconds: UInt64) {
    timers.schedule(timer, at: nowNanoseconds + milliseconds * 1_000_000)
  }

  /// Takes `timer` back; nothing happens when it is not scheduled.
  public func cancel(_ timer: Timer) { timers.cancel(timer) }

  /// Fires the timers that are due.
  private func fireTimers() {
    while let timer = timers.takeDue(at: nowNanoseconds) { timer.fire(on: self) }
  }

  /// What epoll_wait takes: -1 for ever, else rounded up, so that a timer is never early.
  private func millisecondsToNextTimer(at now: UInt64) -> Int32 {
    guard let deadline = timers.nextDeadline else { return -1 }
    guard deadline > now else { return 0 }
    return Int32(min((deadline - now + 999_999) / 1_000_000, 3_600_000))
  }

  // MARK: End of turn

  /// Calls `handler` once when the turn is over. The caller sees to it that it asks once a turn.
  public func atEndOfTurn(_ handler: any TurnHandler) { turnHandlers.append(handler) }

  /// Runs what waits for the end of the turn (invariant 3).
  private func endTurn() {
    var index = 0
    while index < turnHandlers.count {
      turnHandlers[index].turnDidEnd()
      index += 1
    }
    turnHandlers.removeAll(keepingCapacity: true)
    if !removed.isEmpty { removed.removeAll(keepingCapacity: true) }
  }
}
