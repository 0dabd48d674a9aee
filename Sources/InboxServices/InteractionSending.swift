public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Sending responses.
extension Interactions {
  /// Sends a response: the text given, the draft's, or the scheduled one's.
  public func sendResponse(
    _ request: SendResponseRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> SendResponseResponse {
    let id = try call.interaction(request.name, field: "name")
    let command = try call.changing(id, in: transaction) { () throws(InboxError) in
      try call.requireSender(before: request.command)
    }
    let response = SendResponseResponse(in: call.arena)
    if request.validateOnly {
      let result = try transaction.rehearse { () throws(InboxError) in
        try transaction.sendResponse(command, of: id, by: call.caller)
      }
      response.outcome = InboxAPI.SendOutcome(result.outcome)
      response.status = InteractionStatus(result.status)
      return response
    }
    let result = try transaction.sendResponse(command, of: id, by: call.caller)
    response.outcome = InboxAPI.SendOutcome(result.outcome)
    response.status = InteractionStatus(result.status)
    let names = Names(call)
    if let message = result.message {
      try transaction.withMessage(message, of: id, for: call.caller) { (row) throws(InboxError) in
        try response.makeMessage().fill(row, of: id, call, names, in: transaction)
      }
    }
    if let draft = result.draft { response.makeDraft().fill(draft, names) }
    let etag = try transaction.withRow(of: id, for: call.caller) { (row) throws(InboxError) in row.etag }
    response.setInteractionEtag(names.etag(etag))
    return response
  }

  /// Takes a scheduled response back: its text becomes the draft, or a revision if the channel has another draft.
  public func cancelScheduledResponse(
    _ request: CancelScheduledResponseRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CancelScheduledResponseResponse {
    let id = try call.interaction(request.name, field: "name")
    let channel: InboxModel.Channel = try call.changing(id, in: transaction) {
      () throws(InboxError) -> InboxModel.Channel in try request.channel.required("channel")
    }
    let former = try transaction.cancelSchedule(
      on: channel, of: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = CancelScheduledResponseResponse(in: call.arena)
    response.formerRevision = former ?? 0
    if let draft = try transaction.draft(on: channel, of: id, for: call.caller) {
      response.makeDraft().fill(draft, Names(call))
    }
    return response
  }
}

extension SendResponseRequest {
  /// What to send.
  fileprivate func command(_ call: Call) throws(InboxError) -> SendCommand {
    let given = try ResponseText(given: text, textFormat, subject, attachments, call)
    if sendScheduled, given != nil {
      throw .fieldInvalid(field: "send_scheduled", fault: "is given together with text or attachments")
    }
    if !sendScheduled, !scheduledEtag.isEmpty {
      throw .fieldInvalid(field: "scheduled_etag", fault: "is given without send_scheduled")
    }
    return SendCommand(
      on: try channel.required("channel"), text: given,
      draftCondition: EtagCondition(draftEtag.span), sendsScheduled: sendScheduled,
      scheduleCondition: EtagCondition(scheduledEtag.span))
  }
}
