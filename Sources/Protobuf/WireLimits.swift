/// What a message from the wire may cost. Its size is limited before, by the transport.
public struct WireLimits: Sendable, Equatable {
  /// How many messages may lie in each other, the outermost not counted.
  public var depthMax: Int
  /// How many fields, known or not, and elements of packed fields a message may have in all.
  public var elementsMax: Int
  /// How many bytes of arena a decoded message may take.
  public var arenaBytesMax: Int

  /// Limits; the defaults fit a message of up to 4 MiB.
  public init(depthMax: Int = 100, elementsMax: Int = 200_000, arenaBytesMax: Int = 32 << 20) {
    precondition(depthMax > 0 && depthMax <= 1000, "A level takes about 1 KiB of stack while decoding")
    self.depthMax = depthMax
    self.elementsMax = elementsMax
    self.arenaBytesMax = arenaBytesMax
  }
}
