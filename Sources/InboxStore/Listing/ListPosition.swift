public import InboxModel

/// A row's place in a list, where a page ends. Where the longest waiting come first, those that do not wait follow in a
/// section of their own.
public struct ListPosition: Hashable, Sendable {
  /// The parts of a list, in their order.
  public enum Section: Int64, Sendable {
    /// By the time they wait since, oldest first; by the latest activity, newest first.
    case waiting = 0
    case activity
  }

  /// Which part of the list.
  public var section: Section
  /// The row's time in that section.
  public var time: Int64
  /// The row's id.
  public var id: Int64

  /// Takes all parts.
  public init(section: Section, time: Int64, id: Int64) {
    self.section = section
    self.time = time
    self.id = id
  }

  /// Whether the row comes before another one of the same section.
  func precedes(_ other: ListPosition) -> Bool {
    section == .waiting ? (time, id) < (other.time, other.id) : (time, id) > (other.time, other.id)
  }

  /// Before every row of a section.
  static func start(of section: Section) -> ListPosition {
    let edge = section == .waiting ? Int64.min : .max
    return ListPosition(section: section, time: edge, id: edge)
  }
}

/// What a list shows.
public struct InteractionListQuery: Sendable {
  /// The view.
  public var view: View
  /// One tab, or all.
  public var family: Family?
  /// Narrows the view.
  public var filter: InteractionFilter
  /// Whether archived ones come too.
  var includesArchive = false
  /// The order.
  public var order: InteractionOrder
  /// Where the page before ended; nil for the first page.
  public var after: ListPosition?
  /// The most rows.
  public var limit: Int
  /// The most rows looked at; the page ends there, whether it is full or not.
  public var examinedMax: Int

  /// A page; without more words, the first one of everything in the inbox, latest activity first.
  public init(
    view: View = .all, family: Family? = nil, filter: InteractionFilter = InteractionFilter(),
    order: InteractionOrder = .latestActivity, after: ListPosition? = nil, limit: Int,
    examinedMax: Int = Limits.listRowsExaminedMax
  ) {
    self.view = view
    self.family = family
    self.filter = filter
    self.order = order
    self.after = after
    self.limit = limit
    self.examinedMax = examinedMax
  }
}
