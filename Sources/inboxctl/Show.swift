internal import ArgumentParser
internal import InboxAPI
internal import Protobuf

/// `inboxctl show`: one interaction with its thread.
struct Show: ParsableCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Shows an interaction with its latest messages.")

  /// Which server.
  @OptionGroup var client: ClientOptions

  @Argument(help: "The interaction: its id, or its whole name.")
  var interaction: String

  /// Prints the panel, then the thread.
  func run() throws {
    let client = try Client(client)
    let name = interaction.contains("/") ? interaction : "\(client.workspace)/interactions/\(interaction)"
    let request = client.make(GetInteractionRequest.self)
    request.setName(name)
    let answer = try client.call(InteractionServiceMethods.getInteraction, request, GetInteractionResponse.self)
    guard let panel = answer.interaction else { return }
    printPanel(panel)
    let thread = client.make(ListMessagesRequest.self)
    thread.setParent(name)
    thread.setPageToken(answer.latestMessagesPageToken)
    let messages = try client.call(InteractionServiceMethods.listMessages, thread, ListMessagesResponse.self)
    for message in messages.messages { printMessage(message) }
  }

  /// Prints what the panel shows.
  private func printPanel(_ panel: Interaction) {
    print("\(panel.customer?.displayName.string ?? "Unknown customer")  \(panel.name)")
    let place = [panel.brandDisplayName.string, panel.locationDisplayName.string].filter { !$0.isEmpty }
    let rating = panel.rating.map { "  \(Table.number($0))/\(Table.number(panel.ratingMax))" } ?? ""
    print("\(panel.source)\(rating)  \(panel.status)  \(panel.mode)  \(place.joined(separator: ", "))")
    let keywords = panel.keywords.map(\.displayName.string)
    if !keywords.isEmpty { print("keywords: \(keywords.joined(separator: ", "))") }
    for channel in panel.channels {
      guard let draft = channel.draft, !draft.text.isEmpty else { continue }
      print("draft on \(channel.type): \(Table.line(draft.text.string))")
    }
  }

  /// Prints a message with who wrote it and when.
  private func printMessage(_ message: Message) {
    let author = message.authorDisplayName.isEmpty ? message.author.string : message.authorDisplayName.string
    print("\n\(Table.time(message.messageTime))  \(author)  \(message.direction) \(message.channel)  \(message.state)")
    print(message.text.string)
  }
}
