/// A number or a truth value as protobuf-c stores it in an array.
public protocol ProtoNumber: RepeatedElement {
  /// Writes the value to a place of an array.
  @unsafe func store(to slot: UnsafeMutableRawPointer)
}

extension ProtoNumber where Self: BitwiseCopyable {
  /// Bytes of an element in the array.
  public static var elementBytes: Int { MemoryLayout<Self>.size }

  /// The number at `slot`.
  @unsafe public static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Self {
    unsafe slot.load(as: Self.self)
  }

  /// Writes the number to a place of an array.
  @unsafe public func store(to slot: UnsafeMutableRawPointer) {
    unsafe slot.storeBytes(of: self, as: Self.self)
  }
}

extension Int32: ProtoNumber {}
extension Int64: ProtoNumber {}
extension UInt32: ProtoNumber {}
extension UInt64: ProtoNumber {}
extension Float: ProtoNumber {}
extension Double: ProtoNumber {}

/// protobuf-c stores a truth value as a C int.
extension Bool: ProtoNumber {
  /// Bytes of an element in the array.
  public static var elementBytes: Int { 4 }

  /// The truth value at `slot`.
  @unsafe public static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Bool {
    unsafe slot.load(as: Int32.self) != 0
  }

  /// Writes the truth value to a place of an array.
  @unsafe public func store(to slot: UnsafeMutableRawPointer) {
    unsafe slot.storeBytes(of: self ? 1 : 0, as: Int32.self)
  }
}

/// An element of a repeated string field is a pointer to its characters.
extension Text: RepeatedElement {
  /// Bytes of an element in the array.
  public static var elementBytes: Int { 8 }

  /// The text whose pointer lies at `slot`.
  @unsafe public static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Text {
    unsafe Text(cString: slot.load(as: UnsafePointer<CChar>.self))
  }
}

/// An element of a repeated bytes field is its length and a pointer.
extension Bytes: RepeatedElement {
  /// Bytes of an element in the array.
  public static var elementBytes: Int { 16 }

  /// The bytes whose length and pointer lie at `slot`.
  @unsafe public static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Bytes {
    unsafe Bytes(
      start: slot.load(fromByteOffset: 8, as: UnsafePointer<UInt8>?.self), count: slot.load(as: Int.self))
  }
}
