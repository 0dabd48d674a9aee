import InboxModel
import InboxStore
import Testing

/// Random work in an inbox, and what it comes to by the interactions themselves: the oracle of views and counts.
final class ViewHistory {
  /// The workspace.
  let world: World
  /// What to print when something fails.
  let seed: UInt64
  /// The dice.
  var dice: ConvergenceTests.Generator
  /// Every interaction and how its source knows it.
  private(set) var items: [(id: InteractionID, source: Source, external: String)] = []
  /// Who was mentioned or replied to where.
  private var mentions: [InteractionID: Set<String>] = [:]
  /// When the next message comes.
  private var time: Int64 = 1_700_000_000_000_000

  /// Users who can be assigned and mentioned.
  private static let users = ["admin", "bob", "eve"]
  private static let sources: [Source] = [.google, .whatsapp, .email, .survey, .thefork]

  /// A workspace with nothing in it.
  init() throws {
    world = try World()
    seed = UInt64.random(in: 0...UInt64.max)
    dice = ConvergenceTests.Generator(state: seed)
  }

  /// One of some.
  func any<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &dice)] }

  /// The next instant: most differ, some are equal.
  private func tick() -> Int64 {
    time += Int64.random(in: 0...3, using: &dice) * 60_000_000
    return time
  }

  /// Pushes a new interaction.
  func add() throws {
    let source = any(Self.sources)
    let external = "i\(items.count)"
    var item = World.review(external, any(["Great pizza", "The waiter was slow"]), at: tick(), source: source)
    item.locationExternalID = ""
    item.location = any([World.paris, World.lyon, nil])
    item.rating = source == .whatsapp ? nil : any([1, 3, 5, nil])
    item.messages[0].language = any(["fr", "fr-CA", "en", ""])
    items.append((try world.push(item)[0].interaction, source, external))
  }

  /// Does something at random; what the rules refuse is no matter.
  func step() throws {
    if items.isEmpty || Int.random(in: 0..<8, using: &dice) == 0 { return try add() }
    let place = Int.random(in: 0..<items.count, using: &dice)
    let (id, source, external) = items[place]
    let user = any(Self.users)
    let caller = any([world.admin, world.workflow, world.editor])
    switch Int.random(in: 0..<17, using: &dice) {
    case 0:
      var item = IngestItem(source, external)
      item.messages = [
        IngestMessage("m\(time)-\(place)-\(Int.random(in: 0..<1000, using: &dice))", .inbound, "And?", at: tick())
      ]
      item.location = any([World.paris, World.lyon, nil])
      item.updateTime = time + 1
      try world.push(item)
    case 1:
      // The source takes it away, or shows it again.
      var item = IngestItem(source, external)
      item.isRemoved = Bool.random(using: &dice)
      item.updateTime = tick() + 1
      try world.push(item)
    case 2:
      allow { (tx) throws(InboxError) in
        _ = try tx.sendResponse(SendCommand(on: source.channels[0], text: ResponseText("Thanks")), of: id, by: caller)
      }
    case 3, 4:
      allow { (tx) throws(InboxError) in
        _ = try tx.scheduleResponse(
          ResponseText("Later"), on: source.channels[0], of: id, at: tx.now + 3_600_000_000, by: caller)
      }
    case 5:
      allow { (tx) throws(InboxError) in
        try tx.cancelSchedule(on: source.channels[0], of: id, by: caller)
      }
    case 6, 7:
      let status = any(Status.allCases)
      allow { (tx) throws(InboxError) in try tx.setStatus(status, of: id, by: caller) }
    case 8, 9: allow { (tx) throws(InboxError) in try tx.assign([user], to: id, by: caller) }
    case 10: allow { (tx) throws(InboxError) in try tx.unassign([user], from: id, by: caller) }
    case 11: allow { (tx) throws(InboxError) in try tx.archive(id, by: caller) }
    case 12: allow { (tx) throws(InboxError) in try tx.unarchive(id, by: caller) }
    case 13: allow { (tx) throws(InboxError) in try tx.trash(id, by: caller) }
    case 14: allow { (tx) throws(InboxError) in try tx.undelete(id, by: caller) }
    case 15:
      let pinner = any([world.admin, world.editor, world.observer])
      let pins = Int.random(in: 0..<3, using: &dice) > 0
      allow { (tx) throws(InboxError) in
        if pins { try tx.pin(id, by: pinner) } else { try tx.unpin(id, by: pinner) }
      }
    default:
      let done = allow { (tx) throws(InboxError) in
        _ = try tx.createNote(NoteDraft(body: "Look", mentions: [user]), on: id, by: caller)
      }
      if done { mentions[id, default: []].insert(user) }
    }
  }

  /// Makes a change that the rules may refuse; says whether they let it.
  @discardableResult
  private func allow(_ change: @escaping @Sendable (WriteTransaction) throws(InboxError) -> Void) -> Bool {
    do {
      try world.write(change)
      return true
    } catch {
      if case .internalFault(let text) = error { Issue.record("seed \(seed): \(text)") }
      return false
    }
  }

  /// An interaction as the oracle sees it.
  struct Known {
    /// The id.
    let id: InteractionID
    /// Where it came from.
    let source: Source
    /// Its panel.
    let look: Look
    /// Who is in MENTIONS with it.
    let mentioned: Set<String>

    /// Whether a view of a user holds it.
    func isIn(_ view: View, of user: String?) -> Bool {
      let place: Place = look.trashCause != nil ? .trash : look.isArchived ? .archive : .inbox
      guard place == view.place else { return false }
      switch view {
      case .all, .archived, .trash: return true
      case .unassigned: return look.assignees.isEmpty
      case .scheduled: return !look.schedules.isEmpty
      case .myInbox: return look.status == .pending && look.assignees.contains(user ?? "-")
      case .pinned: return look.isPinned
      case .mentions: return mentioned.contains(user ?? "-")
      }
    }
  }

  /// What a caller sees, by looking at each interaction.
  func known(to caller: Caller) -> [Known] {
    items.compactMap { item in
      guard let look = try? world.look(item.id, as: caller) else { return nil }
      return Known(id: item.id, source: item.source, look: look, mentioned: mentions[item.id] ?? [])
    }
  }
}
