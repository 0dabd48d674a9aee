/// An enum of the contract. A number that this build does not know is kept as `unrecognized`.
public protocol ProtoEnum: RepeatedElement, Sendable, Hashable, CaseIterable {
  /// The case for a number from the wire.
  init(rawValue: Int32)
  /// The number on the wire.
  var rawValue: Int32 { get }
}

/// An element of a repeated enum field is its number.
extension ProtoEnum {
  /// Bytes of an element in the array.
  public static var elementBytes: Int { 4 }

  /// The value whose number lies at `slot`.
  @unsafe public static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Self {
    Self(rawValue: unsafe slot.load(as: Int32.self))
  }
}
