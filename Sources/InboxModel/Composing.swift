/// What a language model is to do. Raw values are the contract's.
public enum ComposeOperation: UInt8, Sendable, CaseIterable {
  /// Draft a response to the thread.
  case draft = 1
  /// Work on a text.
  case correctSpelling, shorten, rephrase, moreFormal, moreWelcoming, translate
  /// Follow the instructions alone.
  case custom

  /// Whether there must be a text to work on.
  public var needsText: Bool { self != .draft }
}

/// How a text should sound. Raw values are the contract's.
public enum ComposeTone: UInt8, Sendable, CaseIterable {
  /// Neutral, friendly, formal, apologetic.
  case neutral = 1
  case friendly, formal, apologetic
}
