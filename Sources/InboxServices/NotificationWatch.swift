public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

extension Notifications {
  /// Streams new and newly read notifications as they commit, each exactly once and in order, with the unread count.
  public func watchNotifications(
    _ request: WatchNotificationsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ReadingStream<WatchNotificationsResponse> {
    let user = try call.requireSelf(request.parent, field: "parent")
    let scope = NotificationWatch.scope(request.parent)
    let last = try transaction.lastNotificationChange(for: call.caller)
    let start = try NotificationWatch.place(request.resumeToken, in: scope)
    if let start, start > last { throw .resumeTokenExpired }
    let unread = try transaction.unreadNotificationCount(for: call.caller)
    return NotificationWatch(user, scope, from: start ?? last, unread: unread)
  }
}

/// The watch of one user's notifications: the place among their changes up to which he was told.
final class NotificationWatch: ResponseStream {
  /// The most notifications of one message.
  private static let notificationsMax = 100

  private let user: String
  private let scope: PageScope
  private var place: NotificationCursor
  private var unread: Int

  /// A watcher who knows of the changes up to a place.
  init(_ user: String, _ scope: PageScope, from place: NotificationCursor, unread: Int) {
    self.user = user
    self.scope = scope
    self.place = place
    self.unread = unread
  }

  /// What resume tokens of a user's notifications are bound to.
  static func scope(_ parent: Text) -> PageScope {
    var scope = PageScope("WatchNotifications")
    scope.add(parent.span)
    return scope
  }

  /// The token of a place.
  static func token(_ place: NotificationCursor, in scope: PageScope) -> NewToken {
    PageToken.encode(PageKey(numbers: [place.change, place.notification]), in: scope)
  }

  /// The place of a token; nil for an empty one. Throws `resumeTokenInvalid`.
  static func place(_ token: Text, in scope: PageScope) throws(InboxError) -> NotificationCursor? {
    let key: PageKey?
    do throws(InboxError) {
      key = try PageToken.decode(token, in: scope)
    } catch {
      throw .resumeTokenInvalid
    }
    guard let key else { return nil }
    guard key.numbers.count == 2, key.texts.isEmpty else { throw .resumeTokenInvalid }
    return NotificationCursor(change: key.numbers[0], notification: key.numbers[1])
  }

  /// Commits that change notifications of the user.
  var interest: StreamInterest { .user(user) }

  /// The next changes that he may see.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<WatchNotificationsResponse, Never> {
    unread = try transaction.unreadNotificationCount(for: call.caller)
    while true {
      let found = try transaction.notificationChanges(after: place, limit: Self.notificationsMax, for: call.caller)
      guard found.end != place else { return .wait() }
      place = found.end
      if found.rows.isEmpty { continue }
      let response = place(call)
      let names = Names(call)
      for row in found.rows { response.notifications.append().fill(row, of: user, names) }
      return .send(response)
    }
  }

  /// Where the watcher is.
  func idle(_ call: Call) -> WatchNotificationsResponse? { place(call) }

  /// A message without notifications.
  private func place(_ call: Call) -> WatchNotificationsResponse {
    let response = WatchNotificationsResponse(in: call.arena)
    response.unreadCount = Int64(unread)
    response.setResumeToken(Self.token(place, in: scope))
    return response
  }
}
