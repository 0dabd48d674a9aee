/// One reading of a page of metrics in the text format of Prometheus.
struct MetricsReading {
  /// A histogram's buckets, each with how many are at most as large.
  typealias Buckets = [(edge: Double, count: Double)]

  private var values: [String: [(labels: Substring, value: Double)]] = [:]

  /// Reads a page; lines that are no sample are passed over.
  init(_ page: String) {
    for line in page.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else { continue }
      let series = line[..<space]
      let name = series.prefix { $0 != "{" }
      values[String(name), default: []].append((series.dropFirst(name.count), value))
    }
  }

  /// The sum over all series of a metric.
  func sum(_ name: String) -> Double { (values[name] ?? []).reduce(0) { $0 + $1.value } }

  /// The values of a metric by one of their labels, summed over the others.
  func values(_ name: String, by label: String) -> [String: Double] {
    (values[name] ?? []).reduce(into: [:]) { sums, sample in
      guard let key = Self.label(label, in: sample.labels) else { return }
      sums[key, default: 0] += sample.value
    }
  }

  /// A histogram's buckets, of the series with that label's value, or of all.
  func buckets(_ name: String, where label: String = "", is value: String = "") -> Buckets {
    var sums: [Double: Double] = [:]
    for sample in values["\(name)_bucket"] ?? [] {
      guard label.isEmpty || Self.label(label, in: sample.labels) == value,
        let text = Self.label("le", in: sample.labels)
      else { continue }
      sums[text == "+Inf" ? .infinity : Double(text) ?? .infinity, default: 0] += sample.value
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The value below which a part of what came between two readings lies, in proportion within its bucket; nil if
  /// nothing came.
  static func quantile(_ part: Double, of after: Buckets, since before: Buckets) -> Double? {
    let former = Dictionary(before.map { ($0.edge, $0.count) }) { $1 }
    let buckets = after.map { (edge: $0.edge, count: max($0.count - (former[$0.edge] ?? 0), 0)) }
    guard let total = buckets.last?.count, total > 0 else { return nil }
    let rank = part * total
    var (edge, count) = (0.0, 0.0)
    for bucket in buckets {
      if bucket.count >= rank {
        guard bucket.edge.isFinite, bucket.count > count else { return edge }
        return edge + (bucket.edge - edge) * (rank - count) / (bucket.count - count)
      }
      (edge, count) = (bucket.edge, bucket.count)
    }
    return edge
  }

  /// The value of a label.
  private static func label(_ name: String, in labels: Substring) -> String? {
    guard let start = labels.firstRange(of: "\(name)=\"") else { return nil }
    return String(labels[start.upperBound...].prefix { $0 != "\"" })
  }
}
