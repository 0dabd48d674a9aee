/// How far a delivery is. Raw values are the contract's.
public enum DeliveryState: UInt8, Sendable, CaseIterable {
  /// Waits to be taken; is with a connector or the mail sender.
  case queued = 1
  case leased
  /// The provider took it; it reached its reader; it finally failed.
  case sent, delivered, failed
  /// The provider examines it, shows it, refuses to show it.
  case pendingModeration, published, rejected
  /// A newer text took its place, or its interaction went away.
  case cancelled

  /// The contract's name without its prefix.
  public var name: String {
    switch self {
    case .queued: "QUEUED"
    case .leased: "LEASED"
    case .sent: "SENT"
    case .delivered: "DELIVERED"
    case .failed: "FAILED"
    case .pendingModeration: "PENDING_MODERATION"
    case .published: "PUBLISHED"
    case .rejected: "REJECTED"
    case .cancelled: "CANCELLED"
    }
  }

  /// How far the message is that it carries; nil where the delivery alone does not say.
  public var messageState: MessageState? {
    switch self {
    case .queued: .queued
    case .leased: .sending
    case .sent: .sent
    case .delivered: .delivered
    case .failed: .failed
    case .pendingModeration: .pendingModeration
    case .published: .published
    case .rejected: .rejected
    case .cancelled: nil
    }
  }

  /// Whether the next response of the conversation still waits for it.
  public var isActive: Bool { self == .queued || self == .leased }
}

/// What came of an attempt. Raw values are the contract's.
public enum DeliveryOutcome: UInt8, Sendable, CaseIterable {
  /// Still at work; the provider took it; it reached the customer.
  case inProgress = 1
  case sent, delivered
  /// It failed this time; it failed for good.
  case failedTemporarily, failedPermanently
  /// The provider examines it, shows it, refuses to show it.
  case pendingModeration, published, rejected
  /// Not now: the lease is given back, and no attempt was made.
  case released
}

/// What a reported outcome does to a delivery.
///
///     state \ outcome     IN_PROGRESS RELEASED FAILED_TEMP  SENT DELIVERED MODERATION PUBLISHED REJECTED FAILED_PERM
///     LEASED              extend      release  retry        moves to the outcome's state
///     QUEUED, lease over  lost        lost     lost         moves to the outcome's state
///     SENT                refuse      refuse   repeat *     rep. move      move       move      move     move
///     PENDING_MODERATION  refuse      refuse   refuse       rep. refuse    rep.       move      move     refuse
///     PUBLISHED           refuse      refuse   refuse       rep. refuse    refuse     rep.      move     refuse
///     DELIVERED           refuse      refuse   refuse       rep. rep.      refuse     refuse    refuse   refuse
///     FAILED              refuse      refuse   repeat       refuse                                       repeat
///     REJECTED            refuse      refuse   refuse       rep. refuse    refuse     refuse    rep.     refuse
///     CANCELLED           refuse everything
///
/// A repeat changes nothing: its answer was lost, or a later one overtook it. (*) refuse: only a lease tries again.
public enum DeliveryStep: Sendable, Equatable {
  /// The lease lasts longer; it is given back; the attempt failed and another follows, or the last one has been.
  case extend, release, retry
  /// The delivery gets further.
  case move(DeliveryState)
  /// It was said before.
  case `repeat`
  /// Who reports has lost the lease.
  case lost
  /// It cannot follow.
  case refuse

  /// What an outcome does in a state.
  public init(_ outcome: DeliveryOutcome, in state: DeliveryState) {
    switch (state, outcome) {
    case (.leased, .inProgress): self = .extend
    case (.leased, .released): self = .release
    case (.leased, .failedTemporarily): self = .retry
    case (.queued, .inProgress), (.queued, .released), (.queued, .failedTemporarily): self = .lost
    case (_, .inProgress), (_, .released), (.cancelled, _): self = .refuse
    case (.leased, _), (.queued, _): self = Self.moving(outcome)
    case (.failed, .failedTemporarily), (.failed, .failedPermanently): self = .repeat
    case (.failed, _), (_, .failedTemporarily): self = .refuse
    case (_, .sent): self = .repeat
    case (.sent, _): self = Self.moving(outcome)
    case (.pendingModeration, .published), (.pendingModeration, .rejected), (.published, .rejected):
      self = Self.moving(outcome)
    default: self = outcome.state == state ? .repeat : .refuse
    }
  }

  /// The move to an outcome's own state.
  private static func moving(_ outcome: DeliveryOutcome) -> DeliveryStep { outcome.state.map { .move($0) } ?? .refuse }
}

extension DeliveryOutcome {
  /// The state an outcome stands for; nil for what ends no attempt.
  public var state: DeliveryState? {
    switch self {
    case .inProgress, .released, .failedTemporarily: nil
    case .sent: .sent
    case .delivered: .delivered
    case .failedPermanently: .failed
    case .pendingModeration: .pendingModeration
    case .published: .published
    case .rejected: .rejected
    }
  }

  /// Whether it may come long after the lease, from whoever the provider told: it then needs no fencing token.
  public var comesLater: Bool {
    switch self {
    case .delivered, .pendingModeration, .published, .rejected, .failedPermanently: true
    case .inProgress, .sent, .failedTemporarily, .released: false
    }
  }
}

/// When to try again.
public enum DeliveryBackoff {
  /// The first pause, in microseconds: 5 seconds.
  public static let firstMicroseconds: Int64 = 5_000_000
  /// The longest pause, in microseconds: an hour.
  public static let longestMicroseconds: Int64 = 3600 * 1_000_000
  /// How long attempts go on after the first, in microseconds: 24 hours.
  public static let giveUpAfterMicroseconds: Int64 = 24 * 3600 * 1_000_000

  /// The pause after an attempt (from 1), in microseconds: doubling, of which `random`, any number at all, takes up to half
  /// away, so that what failed together does not come back together.
  public static func pauseMicroseconds(afterAttempt attempt: Int, random: UInt64) -> Int64 {
    let doublings = min(max(attempt, 1) - 1, 16)
    let full = min(firstMicroseconds << Int64(doublings), longestMicroseconds)
    return full - Int64(random % UInt64(full / 2 + 1))
  }
}
