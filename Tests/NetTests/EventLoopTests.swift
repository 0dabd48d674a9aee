import Net
import Synchronization
import Testing

@Suite("The event loop")
struct EventLoopTests {
  /// Writes down what happened, from any thread.
  final class Journal: Sendable {
    private let entries = Mutex<[String]>([])
    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  /// A timer that writes its name down.
  final class Named: Timer {
    let name: String
    let journal: Journal
    let stops: Bool
    init(_ name: String, _ journal: Journal, stops: Bool = false) {
      self.name = name
      self.journal = journal
      self.stops = stops
    }
    override func fire(on loop: EventLoop) {
      journal.add(name)
      if stops { loop.stop() }
    }
  }

  /// A job that runs a closure.
  final class Job: LoopJob {
    let body: @Sendable (EventLoop) -> Void
    init(_ body: @escaping @Sendable (EventLoop) -> Void) { self.body = body }
    func run(on loop: EventLoop) { body(loop) }
  }

  /// Asks for the end of the turn once more from within it.
  final class Ender: TurnHandler {
    let journal: Journal
    let loop: EventLoop
    var again: Int
    init(_ journal: Journal, _ loop: EventLoop, again: Int) {
      self.journal = journal
      self.loop = loop
      self.again = again
    }
    func turnDidEnd() {
      journal.add("end")
      if again > 0 {
        again -= 1
        loop.atEndOfTurn(self)
      } else {
        loop.stop()
      }
    }
  }

  @Test("lets go of jobs that come when it has ended")
  func dropsLateJobs() throws {
    let mailbox = try Mailbox()
    let loop = try EventLoop(mailbox: mailbox)
    mailbox.stop()
    loop.run()
    weak var late: Job?
    do {
      let job = Job { _ in }
      late = job
      mailbox.post(job)
    }
    #expect(late == nil)
    withExtendedLifetime(mailbox) {}
  }

  @Test("fires timers in the order of their deadlines, and cancelled ones never")
  func firesInOrder() throws {
    let journal = Journal()
    let loop = try EventLoop(mailbox: Mailbox())
    let base = Clock.monotonicNanoseconds()
    var timers: [Named] = []
    for index in 0..<50 {
      let place = (index * 37) % 50
      let timer = Named("\(place)", journal, stops: place == 49)
      loop.schedule(timer, at: base + UInt64(place) * 1_000)
      timers.append(timer)
    }
    for timer in timers where Int(timer.name)! % 5 == 0 { loop.cancel(timer) }
    loop.schedule(timers[1], at: base + 25_500)  // moved from its place (37) to behind 25
    loop.run()
    var expected = (0..<50).filter { $0 % 5 != 0 && $0 != 37 }.map { "\($0)" }
    expected.insert("37", at: expected.firstIndex(of: "26")!)
    #expect(journal.all == expected)
    #expect(timers.allSatisfy { !$0.isScheduled })
  }

  @Test("runs jobs of other threads in order and stops when told through the mailbox")
  func takesMail() throws {
    let journal = Journal()
    let mailbox = try Mailbox()
    let thread = Thread(name: "loop") {
      guard let loop = try? EventLoop(mailbox: mailbox) else { return }
      loop.run()
      journal.add("stopped")
    }
    for index in 0..<100 { mailbox.post(Job { _ in journal.add("\(index)") }) }
    mailbox.post([Job { _ in journal.add("a") }, Job { _ in journal.add("b") }])
    mailbox.post(Job { loop in loop.mailbox.stop() })
    thread.join()
    #expect(journal.all == (0..<100).map(String.init) + ["a", "b", "stopped"])
  }

  @Test("does end-of-turn work that end-of-turn work asks for in the same turn (invariant 3)")
  func endsTurns() throws {
    let journal = Journal()
    let loop = try EventLoop(mailbox: Mailbox())
    let ender = Ender(journal, loop, again: 2)
    loop.atEndOfTurn(ender)
    loop.schedule(Named("timer", journal), at: 0)
    loop.run()
    #expect(journal.all == ["timer", "end", "end", "end"])
  }

  @Test("looks after its house while there is something to spare, and then rests")
  func housekeeping() throws {
    let loop = try EventLoop(mailbox: Mailbox())
    let keeper = loop.housekeeper
    var spare = 9
    keeper.add {
      spare /= 2
      return spare > 0
    }
    #expect(!keeper.isScheduled)
    keeper.stir(on: loop)
    var visits = 0
    while keeper.isScheduled {
      loop.cancel(keeper)
      keeper.fire(on: loop)
      visits += 1
    }
    #expect(visits == 4 && spare == 0)
  }
}
