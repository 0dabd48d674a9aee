/// Which interactions of a view. Every condition that is given must hold; of a list, any one entry suffices.
public struct InteractionFilter: Sendable, Hashable {
  /// Any of these statuses; empty: any.
  public var statuses: [Status] = []
  /// Any of these modes; empty: any.
  public var modes: [Mode] = []
  /// Any of these sources; empty: any.
  public var sources: [Source] = []
  /// The rating is in the range.
  public var rating: NumberRange?
  /// There is no rating.
  public var isUnrated = false
  /// Its location has any of these brands; empty: any, or none.
  public var brands: [BrandID] = []
  /// Any of these locations; empty: any, or none.
  public var locations: [LocationID] = []
  /// A location of any of these groups; empty: any, or none.
  public var locationGroups: [LocationGroupID] = []
  /// Has any of these keywords; empty: any, or none.
  public var keywords: [KeywordID] = []
  /// The language of the latest customer message, by BCP 47 tag; "pt" takes "pt-BR" in.
  public var languages: [String] = []
  /// Any of these users is assigned.
  public var assignees: [String] = []
  /// Nobody is assigned; together with `assignees`: nobody, or any of them.
  public var isUnassigned = false
  /// Any of these customers; empty: any.
  public var customers: [CustomerID] = []
  /// The latest activity is in the range.
  public var activityTime = TimeRange()
  /// The customer began in the range.
  public var sourceTime = TimeRange()
  /// Each of these holds.
  public var attributes: [AttributeCondition] = []
  /// Has unsent text on some channel.
  public var hasDraft = false
  /// A customer message waits for an answer.
  public var isWaiting = false

  /// No condition.
  public init() {}

  /// The most entries of a list.
  public static let entriesMax = 100
  /// The most attribute conditions.
  public static let attributesMax = 10
}

/// A range of numbers, both ends included.
public struct NumberRange: Sendable, Hashable {
  /// The smallest number inside; nil without a bound.
  public var min: Double?
  /// The greatest number inside; nil without a bound.
  public var max: Double?

  /// Takes both ends.
  public init(min: Double? = nil, max: Double? = nil) {
    self.min = min
    self.max = max
  }

  /// Whether a number is inside.
  public func contains(_ number: Double) -> Bool { number >= min ?? -.infinity && number <= max ?? .infinity }
}

/// A range of times in microseconds since 1970, the end excluded.
public struct TimeRange: Sendable, Hashable {
  /// The first instant inside; nil without a bound.
  public var start: Int64?
  /// The first instant after; nil without a bound.
  public var end: Int64?

  /// Takes both ends.
  public init(start: Int64? = nil, end: Int64? = nil) {
    self.start = start
    self.end = end
  }

  /// Whether an instant is inside.
  public func contains(_ time: Int64) -> Bool { time >= start ?? .min && time < end ?? .max }
}

/// A condition on one attribute, whatever it belongs to.
public struct AttributeCondition: Sendable, Hashable {
  /// What the value must be.
  public enum Test: Sendable, Hashable {
    /// There is a value; there is none.
    case present, absent
    /// A text that is equal, case and accents folded.
    case text(String)
    /// A number in the range.
    case number(NumberRange)
    /// Any of these options is chosen.
    case anyOption([String])
  }

  /// The definition.
  public var definition: AttributeDefinitionID
  /// What the value must be.
  public var test: Test

  /// Takes both parts.
  public init(definition: AttributeDefinitionID, test: Test) {
    self.definition = definition
    self.test = test
  }
}
