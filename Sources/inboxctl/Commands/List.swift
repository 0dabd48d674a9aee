internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// Which interactions: what `list`, `search`, `watch` and `export` have in common.
struct ViewOptions: ParsableArguments {
  @Option(help: "The view.")
  var view: Choice<View>?

  @Option(help: "The tab.")
  var family: Choice<Family>?

  @Option(help: "Only this status; may be given several times.")
  var status: [Choice<InteractionStatus>] = []

  @Option(help: "Only this source; may be given several times.")
  var source: [Choice<Source>] = []

  @Option(help: "Only what this user is assigned to; may be given several times.")
  var assignee: [String] = []

  /// Whether the filter says anything.
  private var narrows: Bool { !status.isEmpty || !source.isEmpty || !assignee.isEmpty }

  /// The filter; nil if there is none.
  func filter(_ client: Client) -> InteractionFilter? {
    guard narrows else { return nil }
    let filter = client.make(InteractionFilter.self)
    for choice in status { filter.statuses.append(choice.value) }
    for choice in source { filter.sources.append(choice.value) }
    for user in assignee { filter.assignees.append(client.name(user, in: "users")) }
    return filter
  }
}

/// `inboxctl list`: a page of the inbox.
struct List: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Lists interactions, latest activity first.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// Which interactions.
  @OptionGroup var chosen: ViewOptions

  @Option(help: "How many, from 1 to 100.")
  var count: Int32 = 25

  @Option(help: "The next page, by the token that the page before ended with.")
  var pageToken: String?

  /// `--longest-waiting`.
  @Flag(help: "The longest waiting first.")
  var longestWaiting = false

  /// Prints a line for each interaction.
  func run(_ client: Client) throws {
    let request = client.make(ListInteractionsRequest.self)
    request.setParent(client.workspace)
    request.view = chosen.view?.value ?? .all
    request.family = chosen.family?.value ?? .unspecified
    request.filter = chosen.filter(client)
    request.pageSize = count
    request.setPageToken(pageToken ?? "")
    if longestWaiting { request.order = .longestWaiting }
    let page = try client.call(InboxServiceMethods.listInteractions, request, ListInteractionsResponse.self)
    if options.json {
      for row in page.interactions { print(printer.line(row)) }
      return
    }
    InteractionTable.show(page.interactions.map { ($0, $0.snippet.string) })
    if !page.nextPageToken.isEmpty { print("... and more: --page-token \(page.nextPageToken)") }
  }
}

/// Interactions as rows.
enum InteractionTable {
  /// Prints rows, each with a piece of text.
  static func show(_ rows: [(InteractionSummary, String)]) {
    let terminal = Terminal()
    var table = Table(
      [
        .init("id", widthMax: 13), .init("activity", widthMax: 16), .init("source", widthMax: 18),
        .init("status", widthMax: 9), .init("customer", widthMax: 20), .init("location", widthMax: 22),
        .init("text", widthMax: 100),
      ], lastIsFlexible: true)
    for (row, text) in rows {
      let rating = row.rating.map { " \(Words.number($0))/\(Words.number(row.ratingMax))" } ?? ""
      table.append(
        [
          Words.id(row.name), Words.time(row.lastActivityTime), "\(row.source)\(rating)", "\(row.status)",
          row.customerDisplayName.string, row.locationDisplayName.string, text,
        ], styles: [0: .dim, 3: Words.style(row.status) ?? .dim])
    }
    if table.isEmpty { return print("Nothing here.") }
    for line in table.lines(on: terminal) { print(line) }
  }
}
