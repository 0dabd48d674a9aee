/// Numbers as pictures of block characters.
public enum Bars {
  /// A bar of `width` columns, in eighths of a column, as long as `value` is of `maximum`.
  public static func bar(_ value: Double, of maximum: Double, width: Int) -> String {
    guard maximum > 0, value > 0 else { return "" }
    let eighths = Int((min(value / maximum, 1) * Double(width * 8)).rounded())
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }

  /// One character for each value, from the lowest bar for 0 to the highest for the greatest.
  public static func sparkline(_ values: [Double]) -> String {
    let maximum = values.max() ?? 0
    let steps = Array("▁▂▃▄▅▆▇█")
    return String(values.map { steps[maximum > 0 ? Int((max($0, 0) / maximum * 7).rounded()) : 0] })
  }
}
