/// `grpc-timeout`: one to eight digits and a unit (gRPC over HTTP/2, "Timeout").
public enum Timeout {
  /// The largest value with eight digits.
  private static let valueMax: UInt64 = 99_999_999
  /// The units from fine to coarse, and their nanoseconds.
  private static let units: InlineArray<6, (letter: UInt8, nanoseconds: UInt64)> = [
    (UInt8(ascii: "n"), 1), (UInt8(ascii: "u"), 1_000), (UInt8(ascii: "m"), 1_000_000),
    (UInt8(ascii: "S"), 1_000_000_000),
    (UInt8(ascii: "M"), 60_000_000_000), (UInt8(ascii: "H"), 3_600_000_000_000),
  ]

  /// The nanoseconds that `text` means, or nil when it is malformed. The longest, 11,415 years, fits only cut:
  /// what does not fit is `UInt64.max`.
  public static func parse(_ text: Span<UInt8>) -> UInt64? {
    guard text.count >= 2, text.count <= 9 else { return nil }
    var value: UInt64 = 0
    for index in 0..<text.count - 1 {
      let digit = text[index]
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
    }
    guard let unit = nanoseconds(of: text[text.count - 1]) else { return nil }
    let (product, overflows) = value.multipliedReportingOverflow(by: unit)
    return overflows ? .max : product
  }

  /// The shortest text that means at least `nanoseconds`, in the finest unit that holds it.
  public static func format(nanoseconds: UInt64) -> String {
    for index in units.indices {
      let unit = units[index]
      let value = nanoseconds / unit.nanoseconds + (nanoseconds % unit.nanoseconds == 0 ? 0 : 1)
      if value <= valueMax { return "\(value)\(Character(UnicodeScalar(unit.letter)))" }
    }
    return "\(valueMax)H"
  }

  /// The nanoseconds of a unit.
  private static func nanoseconds(of letter: UInt8) -> UInt64? {
    for index in units.indices where units[index].letter == letter { return units[index].nanoseconds }
    return nil
  }
}
