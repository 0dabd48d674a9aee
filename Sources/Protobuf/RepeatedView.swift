/// What a repeated field can hold: messages, ``Text``, ``Bytes``, enums and numbers.
public protocol RepeatedElement {
  /// Bytes of an element in the array.
  static var elementBytes: Int { get }
  /// The element at `slot` of an array in `arena`.
  @unsafe static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Self
}

/// The elements of a repeated field, borrowed until the arena is reset.
///
/// A view of the field, not a copy: what is appended through it is in the message. Appending takes amortised constant
/// time and arena memory only. Indices run from 0.
@safe
public struct RepeatedView<Element: RepeatedElement>: RandomAccessCollection, @unchecked Sendable {
  /// The two words of the C struct: number of elements, and the array or NULL.
  let slot: UnsafeMutableRawPointer
  /// The arena that the array lies in.
  let arena: Arena

  /// The field whose count and array lie at `slot`.
  @unsafe init(slot: UnsafeMutableRawPointer, arena: Arena) {
    unsafe self.slot = unsafe slot
    self.arena = arena
  }

  /// Always 0.
  public var startIndex: Int { 0 }

  /// The number of elements.
  public var endIndex: Int { unsafe slot.load(as: Int.self) }

  /// The number of elements.
  public var count: Int { endIndex }

  /// The element at an index, which must lie within the field.
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "Index out of range")
    return unsafe Element.load(from: array.unsafelyUnwrapped + index * Element.elementBytes, in: arena)
  }

  /// Goes through the elements that the field has now.
  public struct Iterator: IteratorProtocol {
    /// What is gone through.
    private let view: RepeatedView
    /// The index of the next element.
    private var position = 0
    /// One after the last index.
    private let end: Int

    /// An iterator over all elements of a view.
    fileprivate init(_ view: RepeatedView) {
      self.view = view
      end = view.count
    }

    /// The next element, or nil after the last one.
    public mutating func next() -> Element? {
      guard position < end else { return nil }
      defer { position += 1 }
      return view[position]
    }
  }

  /// An iterator over the elements. It is our own, because that of `Collection` calls malloc where nothing is inlined.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// The array, or nil while there is none.
  private var array: UnsafeMutableRawPointer? {
    get { unsafe slot.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self) }
    nonmutating set { unsafe slot.storeBytes(of: newValue, toByteOffset: 8, as: UnsafeMutableRawPointer?.self) }
  }

  /// Makes room for `capacity` elements in all, so that appending up to there does not move the array.
  public func reserveCapacity(_ capacity: Int) {
    let old = unsafe array
    if let old = unsafe old, unsafe Arena.size(of: old) >= capacity * Element.elementBytes { return }
    guard capacity > 0 else { return }
    let new = unsafe arena.allocate(capacity * Element.elementBytes)
    if let old = unsafe old { unsafe new.copyMemory(from: old, byteCount: count * Element.elementBytes) }
    unsafe array = new
  }

  /// The place for one more element, which the caller fills.
  func grow() -> UnsafeMutableRawPointer {
    let count = self.count
    let capacity = unsafe array.map { unsafe Arena.size(of: $0) / Element.elementBytes } ?? 0
    if count == capacity { reserveCapacity(Swift.max(4, 2 * capacity)) }
    unsafe slot.storeBytes(of: count + 1, as: Int.self)
    return unsafe array.unsafelyUnwrapped + count * Element.elementBytes
  }
}

extension RepeatedView where Element: ProtoMessage {
  /// Appends a new message, each field at its default, and returns it to be filled.
  @discardableResult
  public func append() -> Element {
    let element = Element(in: arena)
    append(element)
    return element
  }

  /// Appends a message that was made in the same arena.
  public func append(_ element: Element) {
    precondition(element.arena == arena, "An element lies in another arena than its message")
    unsafe grow().storeBytes(of: element.storage.pointer, as: UnsafeMutableRawPointer.self)
  }
}

extension RepeatedView where Element: ProtoMapEntry, Element.Key == Text {
  /// The value of the last entry with the key, or nil.
  public func value(for key: some StringProtocol) -> Element.Value? {
    last { $0.key == key }?.value
  }
}

extension RepeatedView where Element: ProtoEnum {
  /// Appends a value.
  public func append(_ element: Element) {
    unsafe grow().storeBytes(of: element.rawValue, as: Int32.self)
  }
}

extension RepeatedView where Element == Text {
  /// Appends a copy of the text.
  public func append(_ element: some TextSource) {
    let text = element.text(in: arena)
    unsafe grow().storeBytes(of: text.start, as: UnsafePointer<UInt8>.self)
  }
}

extension RepeatedView where Element == Bytes {
  /// Appends a copy of the bytes.
  public func append(_ element: some BytesSource) {
    let bytes = element.bytes(in: arena)
    let slot = unsafe grow()
    unsafe slot.storeBytes(of: bytes.count, as: Int.self)
    unsafe slot.storeBytes(of: bytes.start, toByteOffset: 8, as: UnsafePointer<UInt8>?.self)
  }
}

extension RepeatedView where Element: ProtoNumber {
  /// Appends a value.
  public func append(_ element: Element) {
    unsafe element.store(to: grow())
  }
}
