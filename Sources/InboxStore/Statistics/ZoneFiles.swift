internal import Glibc
public import InboxModel

/// The time zones of the machine, each read once.
public enum ZoneFiles {
  /// Where they lie.
  private static let directory = "/usr/share/zoneinfo/"
  /// The largest file that is looked at.
  private static let bytesMax = 65_536

  /// The zone of an IANA name, whose form was checked; an empty one, and UTC, have no offset. Throws `fieldInvalid` for
  /// one that the machine does not know.
  public static func zone(_ name: String, field: String) throws(InboxError) -> CalendarZone {
    if name.isEmpty || name == "UTC" { return .utc }
    try ContactRules.requireTimeZone(name, field: field)
    guard let bytes = read(directory + name), let zone = CalendarZone(file: bytes) else {
      throw .fieldInvalid(field: field, fault: "is no time zone that this server knows")
    }
    return zone
  }

  /// The bytes of a file; nil if it cannot be read.
  private static func read(_ path: String) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= bytesMax {
      let count = unsafe Glibc.read(file, &chunk, chunk.count)
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    return nil
  }
}
