/// What figures are split by. Raw values are the contract's.
public enum StatisticsDimension: UInt8, Sendable {
  /// Days of the time zone, sources, locations, users, families, brands.
  case day = 1
  case source, location, user, family, brand
}

/// The cell of a figure: the dimensions asked for are set.
public struct StatisticsKey: Hashable, Sendable {
  /// The day since 1970-01-01.
  public var day: Int?
  /// The source.
  public var source: Source?
  /// The location; nil for none, or where it is not asked for.
  public var location: LocationID?
  /// The user; empty for what no user did, or where it is not asked for.
  public var user = ""
  /// The tab.
  public var family: Family?
  /// The brand; nil for none, or where it is not asked for.
  public var brand: BrandID?

  /// The whole.
  public init() {}
}

/// How long something took, over its cases.
public struct DurationFigures: Sendable, Hashable {
  /// Every case in microseconds.
  private var cases: [Int64] = []

  /// No case.
  public init() {}

  /// Adds a case.
  public mutating func add(_ microseconds: Int64) { cases.append(max(0, microseconds)) }

  /// Adds the cases of another.
  public mutating func add(_ other: DurationFigures) { cases += other.cases }

  /// How many cases.
  public var count: Int { cases.count }

  /// The smallest durations that half, and nine in ten, of the cases do not exceed; nil without cases.
  public var percentiles: (median: Int64, p90: Int64)? {
    if cases.isEmpty { return nil }
    let sorted = cases.sorted()
    func smallest(_ parts: Int, of whole: Int) -> Int64 { sorted[(sorted.count * parts + whole - 1) / whole - 1] }
    return (smallest(1, of: 2), smallest(9, of: 10))
  }
}

/// The figures of one cell; the contract's StatisticsFigures defines them.
public struct StatisticsFigures: Sendable, Hashable {
  /// Interactions created.
  public var created = 0
  /// Customer messages received.
  public var received = 0
  /// Interactions opened that are Processed at the end.
  public var processed = 0
  /// Those that are Pending.
  public var pending = 0
  /// Those that are Ignored.
  public var ignored = 0
  /// Responses by humans.
  public var humanResponses = 0
  /// Responses by automation.
  public var automaticResponses = 0
  /// From opening to the first response, by a human.
  public var humanFirstResponse = DurationFigures()
  /// The same, by automation.
  public var automaticFirstResponse = DurationFigures()
  /// From opening to Processed, by a human.
  public var humanHandling = DurationFigures()
  /// The same, by a workflow.
  public var automaticHandling = DurationFigures()
  /// Interactions created that have a rating.
  public var rated = 0
  /// The sum of rating / best rating over them.
  public var ratingSum = 0.0

  /// Nothing.
  public init() {}

  /// processed / (processed + pending); nil if both are 0.
  public var handledRate: Double? {
    processed + pending == 0 ? nil : Double(processed) / Double(processed + pending)
  }

  /// The mean of rating / best rating; nil if nothing is rated.
  public var averageRating: Double? { rated == 0 ? nil : ratingSum / Double(rated) }

  /// Both first responses together.
  public var firstResponse: DurationFigures {
    var both = humanFirstResponse
    both.add(automaticFirstResponse)
    return both
  }

  /// Both kinds of handling together.
  public var handling: DurationFigures {
    var both = humanHandling
    both.add(automaticHandling)
    return both
  }
}
