/// A set of interactions as a team works with them. Raw values are the contract's.
public enum View: UInt8, Sendable, CaseIterable {
  /// Pending and assigned to the user; he was mentioned or replied to in its notes; nobody is assigned; has a
  /// scheduled response; all that are neither archived nor trashed; pinned by the user; archived; in the trash.
  case myInbox = 1
  case mentions, unassigned, scheduled, all, pinned, archived, trash

  /// Whether each user has his own.
  public var isPersonal: Bool { self == .myInbox || self == .mentions || self == .pinned }

  /// Where its interactions lie.
  public var place: Place {
    switch self {
    case .archived: .archive
    case .trash: .trash
    case .myInbox, .mentions, .unassigned, .scheduled, .all, .pinned: .inbox
    }
  }
}

/// The order of a list. Raw values are the contract's.
public enum InteractionOrder: UInt8, Sendable {
  /// The latest activity first; the longest waiting first, then those that do not wait, latest activity first.
  case latestActivity = 1
  case longestWaiting
}
