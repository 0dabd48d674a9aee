/// Why bytes from the wire are refused as a message, and where: a mistake of the sender, `INVALID_ARGUMENT` to it.
public struct WireError: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Fault: Sendable, Equatable {
    /// A length or a value goes beyond the end of its message.
    case truncated
    /// The bytes where a field should begin are no field number and wire type.
    case malformedTag
    /// A variable-length integer has more than ten bytes.
    case malformedInteger
    /// The field is known, with another wire type.
    case wrongWireType
    /// A group begins or ends; proto3 has none.
    case group
    /// A string is not valid UTF-8.
    case invalidUTF8
    /// A string holds a NUL character.
    case containsNUL
    /// Messages lie in each other deeper than the limit.
    case tooDeep(depthMax: Int)
    /// The message has more fields and elements than the limit.
    case tooManyElements(elementsMax: Int)
    /// The decoded message takes more memory than the limit.
    case outOfMemory(bytesMax: Int)
  }

  /// The field by its names in the contract, for example `items[3].customer.email`; empty for the message itself.
  ///
  /// A field that the contract does not have is named by its number.
  public private(set) var path: String
  /// What is wrong with it.
  public let fault: Fault

  /// An error about the message that is being read.
  init(_ fault: Fault) {
    path = ""
    self.fault = fault
  }

  /// The same error, seen from the message that holds the field named `component`.
  func inside(_ component: String) -> WireError {
    var error = self
    error.path = path.isEmpty ? component : "\(component).\(path)"
    return error
  }
}

extension WireError: CustomStringConvertible {
  /// A sentence for a developer that names the field and its fault.
  public var description: String {
    path.isEmpty ? "the message \(fault)" : "field '\(path)' \(fault)"
  }
}

extension WireError.Fault: CustomStringConvertible {
  /// The fault, to be read after the name of what has it.
  public var description: String {
    switch self {
    case .truncated: "is cut off: it is longer than the bytes that were sent"
    case .malformedTag: "has bytes that begin no field"
    case .malformedInteger: "has an integer of more than ten bytes"
    case .wrongWireType: "was sent with another wire type than its own"
    case .group: "was sent as a group, which proto3 does not have"
    case .invalidUTF8: "is not valid UTF-8"
    case .containsNUL: "contains a NUL character"
    case .tooDeep(let depthMax): "is nested deeper than \(depthMax) messages"
    case .tooManyElements(let elementsMax): "exceeds the limit of \(elementsMax) fields and elements in a request"
    case .outOfMemory(let bytesMax): "takes more than \(bytesMax) bytes of memory once decoded"
    }
  }
}
