/// When the source last said each field of a thing. Of two pushes of a field the one with the later time wins, whichever
/// comes first: so pushes in any order end in the same state, also when each names only some fields.
struct FieldTimes<Field: RawRepresentable<Int> & CaseIterable>: Equatable {
  /// A time for each field; 0 was never said.
  private var times: [Int64]

  /// Nothing said yet.
  init() { times = [Int64](repeating: 0, count: Field.allCases.count) }

  /// Reads the stored form; fields that came later than the row were never said.
  init(stored bytes: [UInt8]) {
    self.init()
    for index in times.indices where (index + 1) * 8 <= bytes.count {
      times[index] = (0..<8).reduce(0) { $0 | Int64(bytes[index * 8 + $1]) << Int64($1 * 8) }
    }
  }

  /// The stored form: eight bytes each, least significant first.
  var stored: [UInt8] {
    times.flatMap { time in (0..<8).map { UInt8(truncatingIfNeeded: time >> Int64($0 * 8)) } }
  }

  /// When a field was said last.
  subscript(field: Field) -> Int64 {
    get { times[field.rawValue] }
    set { times[field.rawValue] = newValue }
  }

  /// Whether the source has said a field.
  func isKnown(_ field: Field) -> Bool { times[field.rawValue] != 0 }

  /// Takes a field said at a time; false if a later one was taken before. Of equal times the one that comes later wins.
  mutating func take(_ field: Field, at time: Int64) -> Bool {
    guard time >= times[field.rawValue] else { return false }
    times[field.rawValue] = time
    return true
  }
}
