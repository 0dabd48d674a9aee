internal import JSONText

// What a language model sends back, read as it comes: a pure machine between bytes and text.
//
//     bytes --> ServerSentEvents --> JSON --> choices[0].delta.content --> ThoughtFilter --> delta
//
//     state \ input   text       finish "stop"  finish other   error object   [DONE]       end of bytes
//     reading         delta      finished       invalid        unavailable    unavailable  unavailable
//     finished        invalid    finished       invalid        unavailable    done         done
//
// Invariants
//  1. Text counts only when the model said that it had finished: a stream that breaks off is no answer.
//  2. Half a character, in UTF-8 or in a surrogate pair, makes the event invalid, and so the answer.
//  3. What a model says to itself (`<think>` first, `reasoning_content`) is no part of the answer.
//  4. The answer stops being read when it is longer than anything that could be kept.

/// Why a model's answer cannot be used.
public enum ModelFailure: Error, Sendable, Equatable {
  /// The model cannot be reached, refused or broke off; the text says how, for a developer.
  case unavailable(String)
  /// It was too slow: `first_token`, `idle` or `total`.
  case timeout(phase: String)
  /// What it wrote cannot be used.
  case invalid(String)
}

/// A model's answer on its way; the essay above tells its rules.
struct ModelAnswer {
  /// The longest answer that is read on, in bytes of UTF-8.
  private let bytesMax: Int
  private var events = ServerSentEvents()
  private var thoughts = ThoughtFilter()
  private var hasFinished = false
  private var isDone = false
  /// The text so far.
  private(set) var text = ""

  /// An answer of which at most so many bytes of text are wanted.
  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// Takes bytes of the body and gives the text in them.
  mutating func feed(_ bytes: some Sequence<UInt8>) throws(ModelFailure) -> String {
    guard let complete = events.feed(bytes) else { throw .invalid("the model sent an event that is too large") }
    var delta = ""
    for event in complete where !isDone { delta += try take(event) }
    text += delta
    guard text.utf8.count <= bytesMax else { throw .invalid("the model wrote more than the channel takes") }
    return delta
  }

  /// The body is at its end.
  mutating func finish() throws(ModelFailure) -> String {
    guard hasFinished else { throw .unavailable("the model broke off before its answer was complete") }
    let rest = thoughts.finish()
    text += rest
    return rest
  }

  /// Takes the data of an event.
  private mutating func take(_ event: [UInt8]) throws(ModelFailure) -> String {
    if event.elementsEqual("[DONE]".utf8) {
      isDone = true
      return ""
    }
    guard let message = JSON(event) else { throw .invalid("the model sent an event that is no JSON") }
    if let error = message["error"], error != .null {
      throw .unavailable("the model reported an error: \(Self.sentence(error))")
    }
    guard let choice = message["choices"]?[0] else { return "" }
    let content = choice["delta"]?["content"]?.text ?? ""
    if !content.isEmpty, hasFinished { throw .invalid("the model wrote on after it had finished") }
    if let reason = choice["finish_reason"]?.text {
      switch reason {
      case "stop": hasFinished = true
      case "length": throw .invalid("the model was cut off by its own limit")
      default: throw .invalid("the model ended with \(reason.prefix(40))")
      }
    }
    return thoughts.take(content)
  }

  /// What an error of the model's server says, for a developer.
  static func sentence(_ error: JSON) -> String {
    let text = error.text ?? error["message"]?.text ?? error["code"]?.text ?? "no reason given"
    return String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(200).map(Character.init))
  }
}

/// Leaves out what a model says to itself before it answers: a `<think>` at the beginning, to its end.
struct ThoughtFilter {
  /// Where in the text it is.
  private enum Place {
    /// Not known yet whether a thought begins; inside one; behind.
    case beginning, thinking, answering
  }

  private static let open = "<think>"
  private static let close = "</think>"
  private var place = Place.beginning
  private var held = ""
  private var hasBegun = false

  /// Takes text and gives what of it is the answer, which begins with no white space.
  mutating func take(_ text: String) -> String {
    if place == .answering { return begun(text) }
    held += text
    if place == .beginning {
      let start = held.drop { $0.isWhitespace }
      if start.hasPrefix(Self.open) {
        place = .thinking
        held = String(start.dropFirst(Self.open.count))
      } else if !Self.open.hasPrefix(start) {
        return answer()
      }
    }
    guard place == .thinking else { return "" }
    guard let end = held.firstRange(of: Self.close) else {
      held = String(held.suffix(Self.close.count - 1))
      return ""
    }
    held = String(held[end.upperBound...])
    return answer()
  }

  /// What is left when nothing more comes; an open thought is none.
  mutating func finish() -> String { place == .beginning ? answer() : "" }

  /// Goes over to the answer.
  private mutating func answer() -> String {
    place = .answering
    defer { held = "" }
    return begun(held)
  }

  /// A text without the white space in front of the answer's first word.
  private mutating func begun(_ text: String) -> String {
    if hasBegun { return text }
    let rest = text.drop { $0.isWhitespace }
    hasBegun = !rest.isEmpty
    return String(rest)
  }
}
