internal import ArgumentParser
internal import InboxAPI
internal import Protobuf

/// `inboxctl list`: a page of the inbox, latest activity first.
struct List: ParsableCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Lists interactions, latest activity first.")

  /// Which server.
  @OptionGroup var client: ClientOptions

  @Option(help: "How many, from 1 to 100.")
  var count: Int32 = 25

  /// Prints a line for each interaction.
  func run() throws {
    let client = try Client(client)
    let request = client.make(ListInteractionsRequest.self)
    request.setParent(client.workspace)
    request.view = .all
    request.pageSize = count
    let page = try client.call(InboxServiceMethods.listInteractions, request, ListInteractionsResponse.self)
    for row in page.interactions { print(line(of: row)) }
    if !page.nextPageToken.isEmpty { print("... and more") }
  }

  /// An interaction in one line.
  private func line(of row: InteractionSummary) -> String {
    let id = row.name.string.split(separator: "/").last.map(String.init) ?? ""
    let rating = row.rating.map { " \(Table.number($0))/\(Table.number(row.ratingMax))" } ?? ""
    let columns = [
      (id, 13), (Table.time(row.lastActivityTime), 16), ("\(row.source)\(rating)", 18), ("\(row.status)", 9),
      (row.customerDisplayName.string, 20), (row.locationDisplayName.string, 22),
    ]
    return columns.map { Table.cell($0.0, width: $0.1) }.joined(separator: "  ") + "  " + Table.line(row.snippet.string)
  }
}
