/// How an interaction is handled and where it lies: what the rules of handling speak of.
public struct Standing: Sendable, Hashable {
  /// How far the handling is.
  public var status: Status
  /// Whether automation may send.
  public var mode: Mode
  /// Whether it is archived.
  public var isArchived: Bool
  /// Why it is in the trash; nil if it is not.
  public var trash: TrashCause?

  /// A standing.
  public init(status: Status, mode: Mode, isArchived: Bool, trash: TrashCause?) {
    self.status = status
    self.mode = mode
    self.isArchived = isArchived
    self.trash = trash
  }

  /// What a new customer message, or a review whose text or rating the customer changed, makes of it: PROCESSED becomes
  /// PENDING, the archive lets go, and the trash if a user had put it there. IGNORED, the mode and what the source removed
  /// stay.
  public var afterCustomerMessage: Standing {
    Standing(
      status: status == .processed ? .pending : status, mode: mode, isArchived: false,
      trash: trash == .deleted ? nil : trash)
  }

  /// What a response that was accepted for sending makes of it.
  public var afterSending: Standing {
    var next = self
    next.status = .processed
    return next
  }

  /// What a response that does not go out after all makes of it: what it had made PROCESSED is PENDING again, what somebody
  /// has decided since stays.
  public var afterFailure: Standing {
    var next = self
    if status == .processed { next.status = .pending }
    return next
  }
}
