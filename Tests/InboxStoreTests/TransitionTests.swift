import InboxModel
import InboxStore
import Testing

/// Every change of status, mode, archive, trash and pin, and a new customer message, from every state there is.
struct TransitionTests {
  /// A state: how it is handled, where it lies, what is scheduled by whom.
  struct State: CustomStringConvertible {
    var status = Status.pending
    var mode = Mode.ai
    var isArchived = false
    var trash: TrashCause?
    var scheduledBy: Actor.Kind?

    /// For failures.
    var description: String {
      "\(status) \(mode) archived \(isArchived) trash \(trash.map { "\($0)" } ?? "-") \(scheduledBy.map { "\($0)" } ?? "-")"
    }

    /// Every state that there can be: the trash holds no schedule.
    static var all: [State] {
      var states: [State] = []
      for status in Status.allCases {
        for mode in Mode.allCases {
          for isArchived in [false, true] {
            for trash in [nil, TrashCause.deleted, .removedAtSource] {
              let schedules: [Actor.Kind?] = trash == nil ? [nil, .user, .workflow] : [nil]
              for by in schedules {
                states.append(
                  State(status: status, mode: mode, isArchived: isArchived, trash: trash, scheduledBy: by))
              }
            }
          }
        }
      }
      return states
    }
  }

  /// Makes an interaction for each state, in one batch for each step.
  private func make(_ states: [State], in world: World) throws -> [InteractionID] {
    let items = states.indices.map { World.review("r\($0)", source: .whatsapp) }
    let ids = try world.test.write { [connector = world.connector] (tx) throws(InboxError) in
      try tx.ingest(items, by: connector)
    }.map { try $0.get().interaction }
    try world.test.write { [admin = world.admin, workflow = world.workflow] (tx) throws(InboxError) in
      for (id, state) in zip(ids, states) {
        try tx.setMode(state.mode, of: id, by: admin)
        if let by = state.scheduledBy {
          try tx.scheduleResponse(
            ResponseText("later"), on: .provider, of: id, at: tx.now + 3_600_000_000,
            by: by == .user ? admin : workflow)
        }
        try tx.setStatus(state.status, of: id, by: admin)
        if state.isArchived { try tx.archive(id, by: admin) }
        if state.trash == .deleted { try tx.trash(id, by: admin) }
      }
    }
    let removals = states.indices.filter { states[$0].trash == .removedAtSource }.map { index in
      var item = items[index]
      item.isRemoved = true
      item.updateTime = 1_700_000_100_000_000
      return item
    }
    try world.test.write { [connector = world.connector] (tx) throws(InboxError) in
      _ = try tx.ingest(removals, by: connector)
    }
    return ids
  }

  /// Expects an interaction to be in a state.
  private func expect(_ state: State, of id: InteractionID, in world: World, _ after: String) throws {
    let look = try world.look(id)
    #expect(look.status == state.status, "\(after)")
    #expect(look.mode == state.mode, "\(after)")
    #expect(look.isArchived == state.isArchived, "\(after)")
    #expect(look.trashCause == state.trash, "\(after)")
    #expect(look.schedules.isEmpty == (state.scheduledBy == nil), "\(after)")
  }

  /// Status: any to any. Mode: HUMAN takes back what is automatic. Archive, trash and pin: each by itself, and undone.
  @Test func everyChangeFromEveryState() throws {
    let states = State.all
    let admin = try World().admin
    let verbs = [
      Verb("PENDING", { (tx, id) throws(InboxError) in try tx.setStatus(.pending, of: id, by: admin) }) {
        $0.status = .pending
      },
      Verb("PROCESSED", { (tx, id) throws(InboxError) in try tx.setStatus(.processed, of: id, by: admin) }) {
        $0.status = .processed
      },
      Verb("IGNORED", { (tx, id) throws(InboxError) in try tx.setStatus(.ignored, of: id, by: admin) }) {
        $0.status = .ignored
      },
      Verb("AI", { (tx, id) throws(InboxError) in try tx.setMode(.ai, of: id, by: admin) }) { $0.mode = .ai },
      Verb("HUMAN", { (tx, id) throws(InboxError) in try tx.setMode(.human, of: id, by: admin) }) { state in
        // Set again it changes nothing, so what a workflow scheduled since waits for its gate.
        if state.mode == .ai, state.scheduledBy == .workflow { state.scheduledBy = nil }
        state.mode = .human
      },
      Verb("archive", { (tx, id) throws(InboxError) in try tx.archive(id, by: admin) }) { $0.isArchived = true },
      Verb("unarchive", { (tx, id) throws(InboxError) in try tx.unarchive(id, by: admin) }) { $0.isArchived = false },
      Verb("delete", { (tx, id) throws(InboxError) in try tx.trash(id, by: admin) }) { state in
        state.trash = state.trash ?? .deleted
        state.scheduledBy = nil
      },
      Verb("undelete", { (tx, id) throws(InboxError) in try tx.undelete(id, by: admin) }) { $0.trash = nil },
      Verb("pin", { (tx, id) throws(InboxError) in try tx.pin(id, by: admin) }) { _ in },
      Verb("unpin", { (tx, id) throws(InboxError) in try tx.unpin(id, by: admin) }) { _ in },
    ]
    for verb in verbs {
      let world = try World()
      let ids = try make(states, in: world)
      try world.test.write { (tx) throws(InboxError) in
        for id in ids { try verb.run(tx, id) }
      }
      let events = try ids.map { try world.events($0).count }
      for (id, before) in zip(ids, states) {
        var after = before
        verb.change(&after)
        try expect(after, of: id, in: world, "\(verb.name) from \(before)")
      }
      try world.test.write { (tx) throws(InboxError) in
        for id in ids { try verb.run(tx, id) }
      }
      #expect(try ids.map { try world.events($0).count } == events, "\(verb.name) again changes nothing")
    }
  }

  /// What a new customer message does, to the interaction and to what is scheduled.
  @Test func aNewCustomerMessageInEveryState() throws {
    let world = try World()
    let states = State.all
    let ids = try make(states, in: world)
    for (id, state) in zip(ids, states) { try expect(state, of: id, in: world, "as made") }
    let items = states.indices.map { index in
      var item = World.review("r\(index)", source: .whatsapp)
      item.messages = [IngestMessage("n\(index)", .inbound, "and another thing", at: 1_700_000_900_000_000)]
      item.isRemoved = states[index].trash == .removedAtSource
      return item
    }
    try world.test.write { [connector = world.connector] (tx) throws(InboxError) in
      _ = try tx.ingest(items, by: connector)
    }
    for (id, before) in zip(ids, states) {
      let standing = Standing(
        status: before.status, mode: before.mode, isArchived: before.isArchived, trash: before.trash
      ).afterCustomerMessage
      let after = State(
        status: standing.status, mode: standing.mode, isArchived: standing.isArchived, trash: standing.trash,
        scheduledBy: before.scheduledBy == .workflow ? nil : before.scheduledBy)
      try expect(after, of: id, in: world, "a message in \(before)")
      if before.scheduledBy == .workflow { #expect(try world.look(id).drafts == [.provider: "later"]) }
    }
  }
}

/// A change by name: how it is made, and what it makes of a state.
private struct Verb: Sendable {
  let name: String
  let run: @Sendable (WriteTransaction, InteractionID) throws(InboxError) -> Void
  let change: @Sendable (inout TransitionTests.State) -> Void

  /// Takes all parts.
  init(
    _ name: String, _ run: @escaping @Sendable (WriteTransaction, InteractionID) throws(InboxError) -> Void,
    _ change: @escaping @Sendable (inout TransitionTests.State) -> Void
  ) {
    self.name = name
    self.run = run
    self.change = change
  }
}
