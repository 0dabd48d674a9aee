internal import InboxModel

/// Instants as text, for errors and commands.
public enum InstantText {
  /// An instant as in RFC 3339, to the second, in UTC: "2026-11-22T14:55:00Z".
  public static func string(microseconds: Int64) -> String {
    let time = CivilTime(microseconds: microseconds)
    let date = "\(CivilTime.padded(time.year, 4))-\(CivilTime.padded(time.month, 2))-\(CivilTime.padded(time.day, 2))"
    let clock = [time.hour, time.minute, time.second].map { CivilTime.padded($0, 2) }.joined(separator: ":")
    return "\(date)T\(clock)Z"
  }
}
