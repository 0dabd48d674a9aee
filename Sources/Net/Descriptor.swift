internal import Glibc

/// An open file descriptor; closed when its owner goes.
public struct Descriptor: ~Copyable, Sendable {
  /// The number the kernel knows it by.
  public let number: Int32

  /// Takes ownership of an open descriptor.
  public init(owning number: Int32) {
    precondition(number >= 0, "a descriptor is not negative")
    self.number = number
  }

  deinit {
    _ = close(number)
  }
}
