public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

/// Scheduling responses, and the list of what is scheduled.
extension Interactions {
  /// Schedules a response, or moves, edits or confirms the one that waits on the channel.
  public func scheduleResponse(
    _ request: ScheduleResponseRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> ScheduleResponseResponse {
    let id = try call.interaction(request.name, field: "name")
    let command = try call.changing(id, in: transaction) { () throws(InboxError) in
      try call.requireSender(before: request.command)
    }
    let schedule = { () throws(InboxError) -> InboxModel.ScheduledResponse in
      try transaction.scheduleResponse(
        command.text, on: command.channel, of: id, at: command.time, ifDraft: EtagCondition(request.draftEtag.span),
        if: EtagCondition(request.etag.span), keepingText: request.keepScheduledText, by: call.caller)
    }
    let response = ScheduleResponseResponse(in: call.arena)
    if request.validateOnly {
      response.makeScheduledResponse().fill(try transaction.rehearse(schedule), Names(call))
    } else {
      try response.makeScheduledResponse().fill(try schedule(), call, in: transaction)
    }
    return response
  }
}

extension Inbox {
  /// Lists the scheduled responses of the workspace, the earliest due first.
  public func listScheduledResponses(
    _ request: ListScheduledResponsesRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListScheduledResponsesResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    let given = try request.scheduleTime?.model("schedule_time")
    let range = (given?.start ?? Int64.min)..<(given?.end ?? Int64.max)
    var scope = PageScope("ListScheduledResponses")
    scope.add(request.parent.span)
    scope.add(range.lowerBound)
    scope.add(range.upperBound)
    let page = try PageRequest(request.pageSize, request.pageToken, .schedules, in: scope)
    let found = try transaction.scheduledResponses(
      in: range, after: try page.schedulePosition, limit: page.limit + 1, for: call.caller)
    let response = ListScheduledResponsesResponse(in: call.arena)
    response.scheduledResponses.reserveCapacity(found.count)
    for schedule in found.prefix(page.limit) {
      try response.scheduledResponses.append().fill(schedule, call, in: transaction)
    }
    if found.count > page.limit {
      let last = found[page.limit - 1].position
      response.setNextPageToken(page.token(after: PageKey(numbers: [last.time, last.interaction, last.channel])))
    }
    return response
  }
}

extension ScheduleResponseRequest {
  /// What to schedule, on which channel, and when.
  fileprivate func command(
    _ call: Call
  ) throws(InboxError) -> (text: ResponseText?, channel: InboxModel.Channel, time: Int64) {
    guard let scheduleTime else { throw .fieldRequired(field: "schedule_time") }
    let text = try ResponseText(given: text, textFormat, subject, attachments, call)
    if keepScheduledText, text != nil {
      throw .fieldInvalid(field: "keep_scheduled_text", fault: "is given together with text or attachments")
    }
    return (text, try channel.required("channel"), try scheduleTime.instant("schedule_time"))
  }
}

extension InboxAPI.ScheduledResponse {
  /// Takes over a scheduled response with its files.
  func fill(
    _ schedule: InboxModel.ScheduledResponse, _ call: Call, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    let names = Names(call)
    fill(schedule, names)
    for file in try transaction.files(of: schedule, for: call.caller) { attachments.append().fill(file, names) }
  }
}

extension PageRequest {
  /// The last row of the page before, in a list of scheduled responses; nil for the first page.
  fileprivate var schedulePosition: SchedulePosition? {
    get throws(InboxError) {
      guard let start else { return nil }
      guard start.numbers.count == 3 else { throw .pageTokenInvalid }
      return SchedulePosition(time: start.numbers[0], interaction: start.numbers[1], channel: start.numbers[2])
    }
  }
}
