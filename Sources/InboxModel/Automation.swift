/// The gate that every response passes in the very transaction that claims it for sending.
public enum Automation {
  /// Why a response may not go out now and comes back as a draft; nil if it may. What a human sent, scheduled, edited or
  /// confirmed goes out in any mode; what is automatic only while the mode is AI.
  public static func returnReason(
    isAutomatic: Bool, mode: Mode, isTrashed: Bool, unusable: ChannelUnusableReason?
  ) -> DraftReturnReason? {
    if isTrashed { return .trashed }
    if isAutomatic, mode == .human { return .automationBlocked }
    return unusable == nil ? nil : .channelUnusable
  }
}
