import InboxModel
import InboxStore

/// Random questions about an inbox.
extension ViewHistory {
  /// A random query, and the same conditions for the oracle.
  func randomQuery() -> (InteractionListQuery, (Known) -> Bool) {
    var query = InteractionListQuery(view: any(View.allCases), limit: any([1, 5, 100]))
    query.family = any([nil, nil, .review, .message])
    query.order = any([.latestActivity, .longestWaiting])
    query.examinedMax = any([3, 50, 2000])
    var tests: [(Known) -> Bool] = []
    for _ in 0..<Int.random(in: 0...3, using: &dice) {
      switch Int.random(in: 0..<13, using: &dice) {
      case 0 where query.filter.statuses.isEmpty:
        let statuses = any([[Status.pending], [.processed, .ignored]])
        query.filter.statuses = statuses
        tests.append { statuses.contains($0.look.status) }
      case 1:
        query.filter.sources = [.google, .email]
        tests.append { $0.source == .google || $0.source == .email }
      case 2:
        query.filter.rating = NumberRange(min: 2, max: 3)
        tests.append { $0.look.rating == 3 }
      case 3 where query.filter.rating == nil:
        query.filter.isUnrated = true
        tests.append { $0.look.rating == nil }
      case 4:
        query.filter.locations = [World.lyon]
        tests.append { $0.look.location == "lyon" }
      case 5:
        query.filter.locationGroups = [LocationGroupID("north")]
        tests.append { $0.look.location == "paris" }
      case 6:
        query.filter.keywords = [KeywordID("pizza")]
        tests.append { $0.look.keywords.contains("Pizza") }
      case 7 where !query.filter.isUnassigned && query.filter.assignees.isEmpty:
        let isUnassigned = Bool.random(using: &dice)
        query.filter.assignees = ["bob", "eve"]
        query.filter.isUnassigned = isUnassigned
        tests.append {
          !Set($0.look.assignees).isDisjoint(with: ["bob", "eve"]) || isUnassigned && $0.look.assignees.isEmpty
        }
      case 8 where !query.filter.isUnassigned && query.filter.assignees.isEmpty:
        query.filter.isUnassigned = true
        tests.append { $0.look.assignees.isEmpty }
      case 9:
        query.filter.hasDraft = true
        tests.append { !$0.look.drafts.isEmpty || !$0.look.schedules.isEmpty }
      case 10:
        query.filter.isWaiting = true
        tests.append { $0.look.waitingTime != nil }
      case 11:
        let start: Int64 = 1_700_000_000_000_000 + 20 * 60_000_000
        query.filter.activityTime = TimeRange(start: start, end: start + 40 * 60_000_000)
        tests.append { $0.look.activityTime >= start && $0.look.activityTime < start + 40 * 60_000_000 }
      default:
        query.filter.brands = [BrandID("bistro")]
        tests.append { !$0.look.location.isEmpty }
      }
    }
    return (query, { known in tests.allSatisfy { $0(known) } })
  }
}
