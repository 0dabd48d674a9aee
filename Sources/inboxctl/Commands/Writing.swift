internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// A text on a channel of an interaction: what `reply` and `draft` have in common.
struct TextOptions: ParsableArguments {
  @Option(help: "The channel; without it the one that the interaction opens on.")
  var channel: Choice<ChannelType>?

  @Option(help: "Makes a repeat harmless: give the same again after a lost answer.")
  var requestId: String?

  @Argument(help: "The interaction: its id, or its whole name.")
  var interaction: String

  @Argument(help: "The text; - reads it from standard input.")
  var text: String?

  /// The text, read if need be; nil if none was given.
  func given() throws -> String? {
    guard text == "-" else { return text }
    guard let input = InputFile.contents(of: "-") else { throw ValidationError("Standard input is no UTF-8 text.") }
    return input
  }

  /// The channel asked for, or the one that the interaction opens on.
  func channel(_ client: Client) throws -> ChannelType {
    if let channel { return channel.value }
    let request = client.make(GetInteractionRequest.self)
    request.setName(client.interaction(interaction))
    let answer = try client.call(InteractionServiceMethods.getInteraction, request, GetInteractionResponse.self)
    return answer.interaction?.channels.first { $0.opens }?.type ?? .unspecified
  }
}

/// `inboxctl reply`: sends a response.
struct Reply: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Sends a response: a text, or the channel's draft.",
    discussion: "Exactly once for one --request-id, which is made up if you give none.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// Where and what.
  @OptionGroup var writing: TextOptions

  @Option(help: "The etag of the draft to send or to clear; none: there must be no draft.")
  var draftEtag: String?

  /// `--check`.
  @Flag(help: "Only check whether it would be accepted.")
  var check = false

  /// Sends, and says what became of it.
  func run(_ client: Client) throws {
    let request = client.make(SendResponseRequest.self)
    request.setName(client.interaction(writing.interaction))
    request.channel = try writing.channel(client)
    request.setText(try writing.given() ?? "")
    request.setDraftEtag(draftEtag ?? "")
    request.setRequestID(writing.requestId ?? Client.requestID())
    request.validateOnly = check
    let answer = try client.call(InteractionServiceMethods.sendResponse, request, SendResponseResponse.self)
    if options.json { return print(printer.line(answer)) }
    switch answer.outcome {
    case .blocked: print("Not sent: the mode is human, so the text waits as a draft.")
    default:
      print(
        check
          ? "It would be accepted on \(request.channel)." : "Sent on \(request.channel): \(answer.message?.name ?? "")."
      )
    }
  }
}

/// `inboxctl draft`: saves a draft.
struct SaveDraft: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Saves a draft; an empty text deletes it.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// Where and what.
  @OptionGroup var writing: TextOptions

  @Option(help: "The etag of the draft that this text was made from; none: there must be no draft.")
  var etag: String?

  /// Saves, and says the new etag.
  func run(_ client: Client) throws {
    guard let text = try writing.given() else { throw ValidationError("Give the text, or - to read it.") }
    let request = client.make(SaveDraftRequest.self)
    request.setName(client.interaction(writing.interaction))
    request.channel = try writing.channel(client)
    request.setText(text)
    request.setEtag(etag ?? "")
    request.setRequestID(writing.requestId ?? Client.requestID())
    let answer = try client.call(InteractionServiceMethods.saveDraft, request, SaveDraftResponse.self)
    if options.json { return print(printer.line(answer)) }
    print(answer.etag.isEmpty ? "The draft is gone." : "Saved on \(request.channel); etag \(answer.etag).")
  }
}

/// `inboxctl note`: writes a note.
struct WriteNote: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Writes a note, which never leaves the team.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  @Option(help: "A user to mention; may be given several times.")
  var mention: [String] = []

  @Option(help: "The note it replies to: its id.")
  var replyTo: String?

  @Argument(help: "The interaction: its id, or its whole name.")
  var interaction: String

  @Argument(help: "The text; - reads it from standard input.")
  var text: String

  /// Writes it, and says its name.
  func run(_ client: Client) throws {
    let name = client.interaction(interaction)
    let request = client.make(CreateNoteRequest.self)
    request.setParent(name)
    guard let body = text == "-" ? InputFile.contents(of: "-") : text else {
      throw ValidationError("Standard input is no UTF-8 text.")
    }
    request.setBody(body)
    for user in mention { request.mentions.append(client.name(user, in: "users")) }
    if let replyTo { request.setReplyTo(replyTo.contains("/") ? replyTo : "\(name)/notes/\(replyTo)") }
    request.setRequestID(Client.requestID())
    let answer = try client.call(NotesServiceMethods.createNote, request, CreateNoteResponse.self)
    guard let note = answer.note else { return }
    print(options.json ? printer.line(note) : "Wrote \(note.name).")
  }
}
