internal import ArgumentParser
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// `inboxctl search`: interactions by their words.
struct Search: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Searches customers' names, messages and notes.",
    discussion:
      "All words must occur; \"in quotation marks\" they follow each other; a word that ends in * is a prefix.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// Which interactions.
  @OptionGroup var chosen: ViewOptions

  @Option(help: "How many, from 1 to 100.")
  var count: Int32 = 25

  /// `--newest`.
  @Flag(help: "The newest first, not the best.")
  var newest = false

  @Argument(help: "The words.")
  var words: [String]

  /// Prints a line for each interaction found.
  func run(_ client: Client) throws {
    let request = client.make(SearchInteractionsRequest.self)
    request.setParent(client.workspace)
    request.setQuery(words.joined(separator: " "))
    request.view = chosen.view?.value ?? .unspecified
    request.family = chosen.family?.value ?? .unspecified
    request.filter = chosen.filter(client)
    request.pageSize = count
    if newest { request.order = .newest }
    let page = try client.call(InboxServiceMethods.searchInteractions, request, SearchInteractionsResponse.self)
    if options.json {
      for result in page.results { print(printer.line(result)) }
      return
    }
    InteractionTable.show(
      page.results.compactMap { result in
        result.interaction.map {
          ($0, result.snippet.map { $0.marked ? "[\($0.text)]" : $0.text.string }.joined())
        }
      })
    if !page.nextPageToken.isEmpty { print("... and more: narrow it, or --count") }
  }
}
