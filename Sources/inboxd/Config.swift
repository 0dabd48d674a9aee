internal import ArgumentParser

/// `inboxd config`: checks the settings and prints what is in force, and where it came from.
struct Config: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Prints the settings that are in force and where each came from.",
    discussion: "Takes the options of `inboxd serve`. Fails with the sentence that `serve` would fail with.")

  /// What `serve` would be given.
  @OptionGroup var options: Options

  /// Prints a line for each setting.
  func run() throws {
    let lines = try Settings(options).lines
    let nameWidth = lines.map(\.name.count).max() ?? 0
    let valueWidth = lines.map(\.value.count).max() ?? 0
    for line in lines {
      print(Self.pad(line.name, nameWidth), Self.pad(line.value.isEmpty ? "-" : line.value, valueWidth), line.origin)
    }
  }

  /// Text with blanks behind it.
  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count) + 1)
  }
}
