internal import SQLite
public import InboxModel

/// Trying again by hand: dead letters, and what waits for its next attempt.
extension WriteTransaction {
  private static let confirm = Query(
    "UPDATE message SET automatic = 0 WHERE workspace = ? AND interaction = ? AND message = ?")

  private static let confirmReplacement = Query(
    "UPDATE message_replacement SET automatic = 0 WHERE workspace = ? AND interaction = ? AND message = ?")

  /// Tries a FAILED or REJECTED delivery again, or a waiting one at once; its idempotency key stays and the 24 hours begin
  /// anew. The message is QUEUED again, the status PROCESSED, and the draft that came back from it is cleared if nobody
  /// changed it. What a user tries again he has confirmed: it is human. Retrying one that is due changes nothing.
  public func retry(_ id: DeliveryID, by caller: Caller) throws(InboxError) -> Delivery {
    var delivery = try delivery(id, for: caller)
    let system = Caller.system(in: caller.workspace, slug: caller.workspaceSlug)
    var state = try state(of: delivery.interaction, for: system)
    switch delivery.state {
    case .queued:
      guard let time = delivery.nextAttemptTime, time > now else { return delivery }
      try requeue(&delivery, after: 0, in: state, by: caller)
    case .failed, .rejected:
      if delivery.kind == .response { try prepare(delivery, &state, by: caller) }
      delivery.attempt = 0
      delivery.failureReason = ""
      delivery.giveUpTime = now + DeliveryBackoff.giveUpAfterMicroseconds
      delivery.state = .queued
      delivery.nextAttemptTime = nil
      try write(&delivery, in: state)
      if delivery.kind == .response {
        try promote(after: delivery.channel, in: state)
        try setMessageState(.queued, of: delivery, in: state, by: caller)
        try change(.processed, of: &state, by: caller)
        try summariseAnew(state)
      } else {
        try requeue(&delivery, after: 0, in: state, by: caller)
      }
    case .leased, .sent, .delivered, .pendingModeration, .published, .cancelled:
      throw .deliveryFinished(state: delivery.state)
    }
    return try self.delivery(id, for: caller)
  }

  /// Throws unless a failed response may be tried again, and takes back what its failure did.
  private func prepare(
    _ delivery: Delivery, _ state: inout InteractionState, by caller: Caller
  ) throws(InboxError) {
    let row = state
    if try newer(than: delivery, in: state) != nil { throw .deliveryFinished(state: delivery.state) }
    if state.isTrashed { throw .interactionTrashed }
    try requireUsable(delivery.channel, state)
    let content = try content(of: delivery, for: caller)
    if let draft = try findDraft(state.id, delivery.channel, state.workspace), draft.returnReason != .none,
      draft.content == content?.text
    {
      try removeDraft(draft, on: delivery.channel, of: &state, cause: nil, by: caller)
    }
    guard caller.actor.kind == .user, content?.isAutomatic == true else { return }
    try run(delivery.isReplacement ? Self.confirmReplacement : Self.confirm) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(delivery.message?.rawValue)
    }
  }
}
