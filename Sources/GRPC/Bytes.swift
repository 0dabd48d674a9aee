/// Byte comparisons that allocate nothing.
extension Span<UInt8> {
  /// Whether the bytes are those of a constant.
  @inlinable
  public func equals(_ constant: StaticString) -> Bool {
    guard count == constant.utf8CodeUnitCount else { return false }
    return hasPrefix(constant)
  }

  /// Whether the bytes start with those of a constant.
  @inlinable
  public func hasPrefix(_ constant: StaticString) -> Bool {
    let length = constant.utf8CodeUnitCount
    guard count >= length else { return false }
    let other = unsafe constant.utf8Start
    for index in 0..<length where unsafe self[unchecked: index] != other[index] { return false }
    return true
  }

  /// Whether the bytes end with those of a constant.
  @inlinable
  public func hasSuffix(_ constant: StaticString) -> Bool {
    let length = constant.utf8CodeUnitCount
    guard count >= length else { return false }
    return extracting(last: length).hasPrefix(constant)
  }

  /// Whether both hold the same bytes.
  @inlinable
  func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where unsafe self[unchecked: index] != other[unchecked: index] { return false }
    return true
  }

  /// The bytes as an array.
  var array: [UInt8] {
    unsafe withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  var string: String {
    unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}

/// Appending borrowed bytes.
extension [UInt8] {
  /// Appends the bytes of a span.
  @inlinable
  mutating func append(span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
