public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

/// What is told to a user. Only he himself may ask.
public struct Notifications: NotificationService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Lists the user's notifications, newest first, page by page.
  public func listNotifications(
    _ request: ListNotificationsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListNotificationsResponse {
    let user = try call.requireSelf(request.parent, field: "parent")
    var scope = PageScope("ListNotifications")
    scope.add(request.parent.span)
    scope.add(request.unreadOnly ? 1 : 0)
    let page = try PageRequest(request.pageSize, request.pageToken, .notifications, in: scope)
    let found = try transaction.notifications(
      before: page.start?.numbers.first.map(NotificationID.init), unreadOnly: request.unreadOnly, limit: page.limit,
      for: call.caller)
    let response = ListNotificationsResponse(in: call.arena)
    response.notifications.reserveCapacity(found.rows.count)
    let names = Names(call)
    for row in found.rows { response.notifications.append().fill(row, of: user, names) }
    if found.hasMore, let last = found.rows.last {
      response.setNextPageToken(page.token(after: PageKey(numbers: [last.id.rawValue])))
    }
    response.unreadCount = Int64(try transaction.unreadNotificationCount(for: call.caller))
    let last = try transaction.lastNotificationChange(for: call.caller)
    response.setResumeToken(NotificationWatch.token(last, in: NotificationWatch.scope(request.parent)))
    return response
  }

  /// Marks notifications as read: those named, or all up to a time.
  public func markNotificationsRead(
    _ request: MarkNotificationsReadRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> MarkNotificationsReadResponse {
    let user = try call.requireSelf(request.parent, field: "parent")
    switch (request.names.isEmpty, request.untilTime) {
    case (true, nil): throw .fieldRequired(field: "names")
    case (false, .some): throw .fieldInvalid(field: "until_time", fault: "is given together with names")
    case (true, let time?): try transaction.markNotificationsRead(until: time.microseconds, by: call.caller)
    case (false, nil):
      try transaction.markNotificationsRead(
        call.notifications(request.names, of: user, field: "names"), by: call.caller)
    }
    let response = MarkNotificationsReadResponse(in: call.arena)
    response.unreadCount = Int64(try transaction.unreadNotificationCount(for: call.caller))
    return response
  }
}

extension Call {
  /// The most notifications that one request may name.
  private static let notificationsMax = 1_000

  /// The id of the user a request is about, who must be the caller; else throws `notFound`.
  func requireSelf(_ name: Text, field: String) throws(InboxError) -> String {
    let id = try user(name, field: field)
    guard id == caller.user else { throw .notFound(name: name.string) }
    return id
  }

  /// The ids of a user's notifications; those of others are nobody's and left out.
  fileprivate func notifications(
    _ names: RepeatedView<Text>, of user: String, field: String
  ) throws(InboxError) -> [NotificationID] {
    guard names.count <= Self.notificationsMax else {
      throw .tooManyItems(field: field, count: names.count, limit: Self.notificationsMax)
    }
    var ids: [NotificationID] = []
    for index in names.indices {
      let name = try NotificationName(names[index].span, field: "\(field)[\(index)]")
      if name.owner == UserName(workspace: caller.workspaceSlug, user: user) { ids.append(name.id) }
    }
    return ids
  }
}

extension InboxAPI.Notification {
  /// Takes over something told to a user.
  func fill(_ row: NotificationRow, of user: String, _ names: Names) {
    setName(names.notification(row.id, of: user))
    type = InboxAPI.NotificationType(row.type)
    setInteraction(names.interaction(row.interaction))
    setActor(row.actor)
    setActorDisplayName(row.actorDisplayName)
    makeCreateTime().microseconds = row.createTime
    if let time = row.readTime { makeReadTime().microseconds = time }
    if let note = row.note { setNote(names.note(note, of: row.interaction)) }
    if let message = row.message { setMessage(names.message(message, of: row.interaction)) }
    setSnippet(row.snippet)
    setCustomerDisplayName(row.customerDisplayName)
    source = InboxAPI.Source(row.source)
  }
}
