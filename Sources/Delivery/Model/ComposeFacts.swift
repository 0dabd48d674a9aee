public import InboxModel

/// All that a model is told, before it is words: a pure value.
public struct ComposeFacts: Sendable, Hashable {
  /// One message of the thread.
  public struct Line: Sendable, Hashable {
    /// Whether the customer wrote it.
    public var isFromCustomer: Bool
    /// What it says, without markup.
    public var text: String

    /// Takes both parts.
    public init(isFromCustomer: Bool, text: String) {
      self.isFromCustomer = isFromCustomer
      self.text = text
    }
  }

  /// What to do.
  public var operation: ComposeOperation
  /// Instructions of the person who asks; may be empty.
  public var instructions = ""
  /// How it should sound; nil: as the brand speaks.
  public var tone: ComposeTone?
  /// The language to write in; empty: the text's own.
  public var language = ""
  /// The text to work on; may be empty for drafting.
  public var text = ""
  /// How the text is to be read, and the answer.
  public var format = TextFormat.plain
  /// Where it will be sent.
  public var channel: Channel
  /// Where the interaction came from.
  public var source: Source
  /// The name of the brand; may be empty.
  public var brandName = ""
  /// How the brand speaks; may be empty.
  public var brandVoice = ""
  /// What closes the brand's texts; may be empty.
  public var brandSignature = ""
  /// The location's name; may be empty.
  public var locationName = ""
  /// The workspace's standing instructions; may be empty.
  public var standingInstructions = ""
  /// The customer's name; may be empty.
  public var customerName = ""
  /// The rating, such as "4 of 5"; empty if there is none.
  public var rating = ""
  /// The latest messages, oldest first.
  public var thread: [Line] = []

  /// The least that must be known.
  public init(_ operation: ComposeOperation, channel: Channel, source: Source) {
    self.operation = operation
    self.channel = channel
    self.source = source
  }
}
