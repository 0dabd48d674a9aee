/// A language model behind an OpenAI-compatible endpoint, as configured.
public struct ModelEndpoint: Sendable, Equatable {
  /// The address of its chat completions, such as `http://127.0.0.1:8080/v1/chat/completions`.
  public var url: String
  /// The model's name.
  public var model: String
  /// The key it is called with; empty for none; never logged.
  public var key = ""
  /// A file of certificates to trust instead of the system's; empty for the system's.
  public var authorities = ""
  /// How long the first text may take, in milliseconds.
  public var firstTokenMilliseconds: UInt64 = 20_000
  /// How long each further text may take, in milliseconds.
  public var idleMilliseconds: UInt64 = 10_000
  /// How long the whole answer may take, in milliseconds.
  public var totalMilliseconds: UInt64 = 90_000
  /// How many texts may be in writing at once; further ones are refused.
  public var compositionsMax = 100

  /// An endpoint with the usual limits. `base` may be the address of the API (`.../v1`) or of its chat completions.
  public init(base: String, model: String) {
    var url = base
    while url.hasSuffix("/") { url.removeLast() }
    self.url = url.hasSuffix("/chat/completions") ? url : url + "/chat/completions"
    self.model = model
  }
}
