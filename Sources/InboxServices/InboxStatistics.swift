public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

/// Gives handling figures.
extension Inbox {
  /// Gives the figures of a range, split as asked, and of the whole.
  public func queryStatistics(
    _ request: QueryStatisticsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> QueryStatisticsResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    let range = try request.range?.model("range") ?? InboxModel.TimeRange()
    guard let start = range.start else { throw .fieldRequired(field: "range.start_time") }
    guard let end = range.end else { throw .fieldRequired(field: "range.end_time") }
    let (length, overflows) = end.subtractingReportingOverflow(start)
    if overflows || length > Self.rangeMax { throw .scopeTooLarge(field: "range", limit: 400) }
    var query = StatisticsQuery(start: start, end: end)
    query.dimensions = try request.dimensionValues
    query.filter = try request.filter?.model("filter", call) ?? InboxModel.InteractionFilter()
    query.family = try request.family.given("family")
    var zone = request.timeZone.string
    if zone.isEmpty { zone = try transaction.workspace(for: call.caller).settings.timeZone }
    query.zone = try ZoneFiles.zone(zone, field: "time_zone")
    let figures = try transaction.statistics(query, for: call.caller)
    let response = QueryStatisticsResponse(in: call.arena)
    response.makeTotal().fill(figures.total)
    let names = Names(call)
    for key in figures.cells.keys.sorted(by: { $0.precedes($1, by: query.dimensions) }) {
      if let cell = figures.cells[key] { response.rows.append().fill(key, cell, names) }
    }
    return response
  }

  /// The longest range, in microseconds: 400 days.
  private static let rangeMax: Int64 = 400 * 86_400 * 1_000_000
}

extension QueryStatisticsRequest {
  /// The dimensions, in order; throws `fieldInvalid`, `tooManyItems`.
  fileprivate var dimensionValues: [InboxModel.StatisticsDimension] {
    get throws(InboxError) {
      guard dimensions.count <= 3 else { throw .tooManyItems(field: "dimensions", count: dimensions.count, limit: 3) }
      var values: [InboxModel.StatisticsDimension] = []
      for index in dimensions.indices {
        let field = "dimensions[\(index)]"
        guard let value: InboxModel.StatisticsDimension = try dimensions[index].given(field) else {
          throw .fieldInvalid(field: field, fault: "is not specified")
        }
        if values.contains(value) { throw .fieldInvalid(field: field, fault: "is given twice") }
        values.append(value)
      }
      return values
    }
  }
}

extension StatisticsKey {
  /// Whether a cell comes before another, by the dimensions as they were asked for.
  fileprivate func precedes(_ other: StatisticsKey, by dimensions: [InboxModel.StatisticsDimension]) -> Bool {
    for dimension in dimensions {
      let (left, right) = (text(dimension), other.text(dimension))
      if left != right { return left < right }
    }
    return false
  }

  /// A dimension's value as something to order by.
  private func text(_ dimension: InboxModel.StatisticsDimension) -> String {
    switch dimension {
    case .day: CalendarZone.text(of: day ?? 0)
    case .source: String(UnicodeScalar(source?.rawValue ?? 0))
    case .location: location?.text ?? ""
    case .user: user
    case .family: String(UnicodeScalar(family?.rawValue ?? 0))
    case .brand: brand?.text ?? ""
    }
  }
}

extension StatisticsRow {
  /// Takes over a cell.
  fileprivate func fill(_ key: StatisticsKey, _ figures: InboxModel.StatisticsFigures, _ names: Names) {
    if let day = key.day { setDay(CalendarZone.text(of: day)) }
    if let source = key.source { self.source = InboxAPI.Source(source) }
    if let location = key.location { setLocation(names.location(location)) }
    if !key.user.isEmpty { setUser(names.user(key.user)) }
    if let family = key.family { self.family = InboxAPI.Family(family) }
    if let brand = key.brand { setBrand(names.brand(brand)) }
    makeFigures().fill(figures)
  }
}

extension InboxAPI.StatisticsFigures {
  /// Takes over figures.
  fileprivate func fill(_ figures: InboxModel.StatisticsFigures) {
    createdCount = Int64(figures.created)
    receivedCount = Int64(figures.received)
    processedCount = Int64(figures.processed)
    pendingCount = Int64(figures.pending)
    ignoredCount = Int64(figures.ignored)
    handledRate = figures.handledRate
    humanResponseCount = Int64(figures.humanResponses)
    automaticResponseCount = Int64(figures.automaticResponses)
    makeHumanFirstResponse().fill(figures.humanFirstResponse)
    makeAutomaticFirstResponse().fill(figures.automaticFirstResponse)
    makeHumanHandling().fill(figures.humanHandling)
    makeAutomaticHandling().fill(figures.automaticHandling)
    makeFirstResponse().fill(figures.firstResponse)
    makeHandling().fill(figures.handling)
    ratedCount = Int64(figures.rated)
    averageRating = figures.averageRating
  }
}

extension DurationStatistics {
  /// Takes over durations.
  fileprivate func fill(_ figures: DurationFigures) {
    count = Int64(figures.count)
    guard let percentiles = figures.percentiles else { return }
    makeMedian().microseconds = percentiles.median
    makeP90().microseconds = percentiles.p90
  }
}
