internal import InboxModel

/// The size of a page as a list promises it: 0 is the default, more than the maximum is the maximum.
struct PageSize {
  /// What 0 stands for.
  let standard: Int
  /// The most rows on a page.
  let max: Int

  /// Interactions: 25, at most 100.
  static let interactions = PageSize(standard: 25, max: 100)
  /// Notifications: 25, at most 100.
  static let notifications = PageSize(standard: 25, max: 100)
  /// Messages and notes: 50, at most 200.
  static let thread = PageSize(standard: 50, max: 200)
  /// Revisions: 20, at most 100.
  static let revisions = PageSize(standard: 20, max: 100)
  /// Events: 50, at most 1,000.
  static let events = PageSize(standard: 50, max: 1000)
  /// Scheduled responses and deliveries: 50, at most 200.
  static let schedules = PageSize(standard: 50, max: 200)
  /// The directory: 100, at most 1,000.
  static let directory = PageSize(standard: 100, max: 1000)

  /// The rows to give for what a request says; a negative size is `fieldOutOfRange`.
  func rows(_ requested: Int32) throws(InboxError) -> Int {
    guard requested >= 0 else { throw .fieldOutOfRange(field: "page_size", min: "0", max: String(max)) }
    return requested == 0 ? standard : min(Int(requested), max)
  }
}
