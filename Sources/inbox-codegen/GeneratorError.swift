/// Why nothing can be generated: a sentence for the author of the contract.
struct GeneratorError: Error, CustomStringConvertible {
  /// The sentence.
  let description: String

  /// An error with a sentence.
  init(_ description: String) {
    self.description = description
  }
}
