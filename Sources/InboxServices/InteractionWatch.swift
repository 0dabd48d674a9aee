public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

extension Interactions {
  /// Streams the events of an interaction as they commit, each exactly once and in order.
  public func watchInteraction(
    _ request: WatchInteractionRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ReadingStream<WatchInteractionResponse> {
    let id = try call.interaction(request.name, field: "name")
    try transaction.requireVisible(id, for: call.caller)
    let scope = InteractionWatch.scope(request.name)
    let start = try ResumeToken(request.resumeToken, in: scope, of: call.caller, transaction)
    return InteractionWatch(id, scope, from: start.sequence)
  }
}

/// The watch of one interaction: the place in its events up to which the watcher was told.
final class InteractionWatch: ResponseStream {
  /// The most events of one message.
  private static let eventsMax = 100

  private let id: InteractionID
  private let scope: PageScope
  private var sequence: Int64

  /// A watcher who knows of the events up to `sequence`.
  init(_ id: InteractionID, _ scope: PageScope, from sequence: Int64) {
    self.id = id
    self.scope = scope
    self.sequence = sequence
  }

  /// What resume tokens of a watch of that interaction are bound to.
  static func scope(_ name: Text) -> PageScope {
    var scope = PageScope("WatchInteraction")
    scope.add(name.span)
    return scope
  }

  /// The events of this interaction.
  var interest: StreamInterest { .interaction(id.rawValue) }

  /// The next events with the interaction's row after them. Who lost access is told `notFound`.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<WatchInteractionResponse, Never> {
    var shown: [InboxModel.Event] = []
    while shown.isEmpty {
      let events = try transaction.events(of: id, after: sequence, limit: Self.eventsMax, for: call.caller)
      guard let last = events.last else { return .wait() }
      sequence = last.sequence
      shown = events.filter { $0.isVisible(to: call.caller) }
    }
    let response = message(call)
    let names = Names(call)
    for event in shown { response.events.append().fill(event, names) }
    try response.makeInteraction().fill(id, call, in: transaction)
    return .send(response)
  }

  /// Where the watcher is, without news.
  func idle(_ call: Call) -> WatchInteractionResponse? { message(call) }

  /// A message that says where to go on from after it.
  private func message(_ call: Call) -> WatchInteractionResponse {
    let response = WatchInteractionResponse(in: call.arena)
    response.setResumeToken(ResumeToken(after: sequence).text(in: scope))
    return response
  }
}
