internal import InboxModel

// How a list is found: one driver, a few ordered statements, and the matcher on every row they give.
//
//     view, tab, filter, order --plan--> driver --rows in order--> ListMatcher --page--> rows
//
// A driver gives a superset of the list in the list's order, each row once. Which of them looks at the fewest rows is
// chosen by rules, the most selective first, without asking the file:
//
//     personal view          the user's own entries, in order
//     customers              a customer's history, gathered and sorted: it is short
//     SCHEDULED              their index
//     assignees              the entries of each, merged
//     keywords               gathered where few interactions have them
//     locations, rights      the index of each location, merged, up to 200 of them
//     sources, tab           the index of each source, merged
//     status PENDING alone   their index
//     UNASSIGNED             their index
//     status, mode, rating,
//     language               the index of the place, which tells them
//     anything else          the order of the view's place
//
// Invariants
//  1. What a driver is chosen by, the matcher tests again: a driver that gives too much costs time, never a wrong row.
//  2. A page goes on from the place of the last row looked at, so rows that move meanwhile are neither missed below it
//     nor shown twice.
//  3. A call looks at no more than `examinedMax` rows; a key that its index refuses is a sixteenth of one. A filter that few rows meet then gives a short page, or an empty
//     one, with a token that goes on: exact in the end, and never long in between.
//  4. The longest waiting are one section, in their index (gathered where the driver is a short list), and those that
//     do not wait are another, in the order of activity.
//
// Cost: it grows with the rows looked at; a merge begins a statement for each stream besides. Status, source, mode, rating
// and language stand in the indexes of places, sources and locations: what they refuse costs a key. What is left to the
// matcher alone (time of the source, attributes, drafts) costs a row looked at for each that is refused.
//
// The road not taken: a statement for each combination (thousands of plans, none of them known); an index for each
// condition (each message sent would move them all); leaving the choice to the engine (it sorts when statistics say so).

/// What gives the rows of a section of a list.
enum ListDriver: Equatable {
  /// Several places, merged.
  case places
  /// All of a place; its pending ones; those nobody is assigned to; those with a scheduled response.
  case place, pending, unassigned, scheduled
  /// A user's list.
  case entries(user: String, list: Int64)
  /// What several users are assigned to, merged.
  case assigned([String])
  /// Locations, merged.
  case locations([String])
  /// Sources, merged.
  case sources([Source])
  /// Interactions that were gathered, to be sorted.
  case gathered([InteractionID])
  /// The longest waiting.
  case waiting
}

/// The drivers of a list.
struct ListPlan {
  /// Of those that wait, in their order; nil where the order does not ask for them apart.
  let waiting: ListDriver?
  /// Of those by activity.
  let activity: ListDriver

  /// The list of all that a user is assigned to.
  static let assignedList: Int64 = 9
  /// The most locations that are merged; more than that are most of a place.
  static let locationsMergedMax = 200
  /// The most interactions that are gathered and sorted.
  static let gatheredMax = 500

  /// Chooses.
  init(
    _ query: InteractionListQuery, _ matcher: ListMatcher, for caller: Caller, in transaction: Transaction
  ) throws(InboxError) {
    let filter = query.filter
    var few: [InteractionID]?
    if !filter.customers.isEmpty {
      few = try transaction.gather(.customers(filter.customers.map(\.text)), for: caller)
    } else if !filter.keywords.isEmpty {
      few = try transaction.gather(.keywords(filter.keywords.map(\.text)), for: caller)
    }
    let own = caller.user ?? ""
    let entries: ListDriver? = query.view.isPersonal ? .entries(user: own, list: Int64(query.view.rawValue)) : nil
    activity = entries ?? few.map(ListDriver.gathered) ?? Self.ordered(query, matcher)
    guard query.order == .longestWaiting else {
      waiting = nil
      return
    }
    if query.view.isPersonal {
      few = try transaction.gather(.entries(user: own, list: Int64(query.view.rawValue)), for: caller) ?? few
    }
    waiting = few.map(ListDriver.gathered) ?? .waiting
  }

  /// The best of the ordered indexes.
  private static func ordered(_ query: InteractionListQuery, _ matcher: ListMatcher) -> ListDriver {
    if query.view == .scheduled { return .scheduled }
    if !query.filter.assignees.isEmpty, !query.filter.isUnassigned {
      return .assigned(Array(Set(query.filter.assignees)).sorted())
    }
    if let locations = matcher.locations, locations.count <= locationsMergedMax {
      return .locations(locations.sorted())
    }
    let sources = Source.allCases.filter { matcher.sources >> UInt64($0.rawValue) & 1 == 1 }
    if sources.count < Source.allCases.count { return .sources(sources) }
    if matcher.places.count > 1 { return .places }
    if matcher.statuses == 1 << UInt64(Status.pending.rawValue) { return .pending }
    if query.view == .unassigned || query.filter.isUnassigned && query.filter.assignees.isEmpty { return .unassigned }
    return matcher.narrowsIndexed ? .places : .place
  }
}
