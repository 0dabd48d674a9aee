import InboxModel
import InboxStore
import Testing

/// Request ids: the same answer for a repeat, an error for other content, nothing for a failed command.
struct ReplayTests {
  /// Runs a command under a request id and says what it answered and whether it did the work.
  private func call(
    _ world: World, _ id: String, _ content: UInt8, method: String = "M", by caller: Caller? = nil, fails: Bool = false
  ) throws -> (answer: [UInt8], worked: Bool) {
    let caller = caller ?? world.admin
    return try world.write { (tx) throws(InboxError) in
      if let answer = try tx.replay(id, method: method, fingerprint: [content], for: caller) { return (answer, false) }
      let answer = [content, 42]
      try tx.remember(id, method: method, fingerprint: [content], response: answer.span, for: caller)
      if fails { throw .responseEmpty }
      return (answer, true)
    }
  }

  @Test func repeatsGetTheFirstAnswer() throws {
    let world = try World()
    #expect(try call(world, "a", 1) == ([1, 42], true))
    #expect(try call(world, "a", 1) == ([1, 42], false))
    #expect(throws: InboxError.requestIDReused) { try call(world, "a", 2) }
    #expect(throws: InboxError.requestIDReused) { try call(world, "a", 1, method: "N") }
    #expect(try call(world, "a", 1, by: world.workflow).worked)
    #expect(throws: InboxError.requestIDInvalid) { try call(world, "not ok", 1) }
  }

  @Test func failedCommandIsNotRemembered() throws {
    let world = try World()
    #expect(throws: InboxError.responseEmpty) { try call(world, "a", 1, fails: true) }
    #expect(try call(world, "a", 1).worked)
  }

  /// Answers are kept 24 hours; the writer removes them when it is idle.
  @Test func answersAreForgottenAfterADay() async throws {
    let world = try World()
    #expect(try call(world, "a", 1).worked)
    world.test.clock.advance(seconds: 24 * 3600 - 1)
    #expect(try !call(world, "a", 1).worked)
    world.test.clock.advance(seconds: 20)
    var worked = false
    // Longer than the writer has to wait before it calls itself idle.
    for _ in 0..<20 where !worked {
      try await Task.sleep(for: .milliseconds(1500))
      worked = try call(world, "a", 1).worked
    }
    #expect(worked)
  }
}
