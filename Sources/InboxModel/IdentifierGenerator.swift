/// Makes ids: 42 bits of milliseconds since 1970, 8 bits of node, 13 bits of counter.
///
/// Ids of one generator strictly increase, also when the clock stands still or goes back: then the counter
/// runs on, and its overflow borrows from the next millisecond.
public struct IdentifierGenerator: Sendable {
  /// How many bits count within a millisecond.
  static let counterBits: Int64 = 13
  /// How many bits name the node.
  static let nodeBits: Int64 = 8

  /// When an id was made, in milliseconds since 1970.
  public static func milliseconds(of id: Int64) -> Int64 { id >> (counterBits + nodeBits) }

  /// The largest id that any node makes at a time in microseconds since 1970.
  public static func largest(at microseconds: Int64) -> Int64 {
    (microseconds / 1000 + 1) << (counterBits + nodeBits) - 1
  }

  /// The node, in place.
  private let node: Int64
  /// The millisecond of the last id.
  private var millisecond: Int64
  /// The counter of the last id.
  private var counter: Int64

  /// Starts a generator for one node, above every id that `last` may be.
  public init(node: UInt8, after last: Int64 = 0) {
    self.node = Int64(node) << Self.counterBits
    self.millisecond = last >> (Self.counterBits + Self.nodeBits)
    self.counter = (1 << Self.counterBits) - 1
  }

  /// The next id at a time in microseconds since 1970.
  public mutating func next(at microseconds: Int64) -> Int64 {
    let now = microseconds / 1000
    if now > millisecond {
      millisecond = now
      counter = 0
    } else {
      counter += 1
      if counter == 1 << Self.counterBits {
        millisecond += 1
        counter = 0
      }
    }
    return millisecond << (Self.counterBits + Self.nodeBits) | node | counter
  }
}
