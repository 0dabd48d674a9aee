/// A tag of the catalogue.
public struct Keyword: Sendable, Hashable {
  /// The id.
  public var id: KeywordID
  /// The name to show, unique in the workspace when case and accents are folded.
  public var displayName: String
  /// The words or phrases that detect it; the display name always does too, unless detection is off.
  public var terms: [String]
  /// Whether it is only added by hand.
  public var isDetectionDisabled: Bool
  /// A colour, "#rrggbb"; may be empty.
  public var color: String
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// A keyword; the store fills in etag and times.
  public init(
    id: KeywordID, displayName: String, terms: [String] = [], isDetectionDisabled: Bool = false, color: String = "",
    etag: Etag = Etag(0), createTime: Int64 = 0, updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.terms = terms
    self.isDetectionDisabled = isDetectionDisabled
    self.color = color
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}
