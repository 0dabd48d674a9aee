internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// `inboxctl show`: one interaction with its thread and notes.
struct Show: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Shows an interaction with its latest messages and its notes.",
    discussion: "With --json: the interaction on the first line, then each message, then each note.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  @Argument(help: "The interaction: its id, or its whole name.")
  var interaction: String

  /// Prints the panel, then the thread, then the notes.
  func run(_ client: Client) throws {
    let name = client.interaction(interaction)
    let request = client.make(GetInteractionRequest.self)
    request.setName(name)
    let answer = try client.call(InteractionServiceMethods.getInteraction, request, GetInteractionResponse.self)
    guard let panel = answer.interaction else { return }
    let thread = client.make(ListMessagesRequest.self)
    thread.setParent(name)
    thread.setPageToken(answer.latestMessagesPageToken)
    let messages = try client.call(InteractionServiceMethods.listMessages, thread, ListMessagesResponse.self)
    let about = client.make(ListNotesRequest.self)
    about.setParent(name)
    let notes = try client.call(NotesServiceMethods.listNotes, about, ListNotesResponse.self)
    if options.json {
      print(printer.line(panel))
      for message in messages.messages { print(printer.line(message)) }
      for note in notes.notes { print(printer.line(note)) }
      return
    }
    let terminal = Terminal()
    printPanel(panel, terminal)
    if !messages.previousPageToken.isEmpty { print("\n... older messages") }
    for message in messages.messages { printMessage(message, terminal) }
    for note in notes.notes where note.deleteTime == nil { printNote(note, terminal) }
  }

  /// Prints what the panel shows.
  private func printPanel(_ panel: Interaction, _ terminal: Terminal) {
    let customer = SafeText.line(panel.customer?.displayName.string ?? "Unknown customer")
    print("\(terminal.styled(customer, .bold))  \(terminal.styled(panel.name.string, .dim))")
    let place = [panel.brandDisplayName.string, panel.locationDisplayName.string].filter { !$0.isEmpty }
    let rating = panel.rating.map { "  \(Words.number($0))/\(Words.number(panel.ratingMax))" } ?? ""
    let status = terminal.styled("\(panel.status)", Words.style(panel.status))
    print("\(panel.source)\(rating)  \(status)  \(panel.mode)  \(SafeText.line(place.joined(separator: ", ")))")
    line("subject", panel.subject.string)
    line("assigned", panel.assignments.map(\.displayName.string).joined(separator: ", "))
    line("keywords", panel.keywords.map(\.displayName.string).joined(separator: ", "))
    line("archived", Words.time(panel.archiveTime))
    line("trash", Words.time(panel.deleteTime))
    line("etag", panel.etag.string)
    for channel in panel.channels {
      if let scheduled = channel.scheduledResponse {
        line("scheduled on \(channel.type)", "\(Words.time(scheduled.scheduleTime))  \(scheduled.text)")
      }
      guard let draft = channel.draft, !draft.text.isEmpty else { continue }
      line("draft on \(channel.type)", "\(draft.text)  (etag \(draft.etag))")
    }
  }

  /// Prints a named value, if there is one.
  private func line(_ name: String, _ value: String) {
    if !value.isEmpty { print("\(name): \(SafeText.line(value))") }
  }

  /// Prints a message with who wrote it and when.
  private func printMessage(_ message: Message, _ terminal: Terminal) {
    let author = message.authorDisplayName.isEmpty ? message.author.string : message.authorDisplayName.string
    let head = "\(Words.time(message.messageTime))  \(SafeText.line(author))"
    let style: Terminal.Style = message.direction == .inbound ? .cyan : .blue
    print("\n\(terminal.styled(head, style))  \(message.direction) \(message.channel)  \(message.state)")
    print(SafeText.lines(message.text.string))
  }

  /// Prints a note.
  private func printNote(_ note: Note, _ terminal: Terminal) {
    let head = "\(Words.time(note.createTime))  \(SafeText.line(note.authorDisplayName.string))"
    print("\n\(terminal.styled(head, .yellow))  note")
    print(SafeText.lines(note.body.string))
  }
}
