internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// The interaction to change, and what was last seen of it.
struct ChangeOptions: ParsableArguments {
  @Option(help: "The interaction's etag as last seen; without it, whatever it is.")
  var etag: String?

  @Argument(help: "The interaction: its id, or its whole name.")
  var interaction: String
}

extension ClientCommand {
  /// Prints an interaction after its change.
  func show(_ interaction: InteractionSummary?) {
    guard let interaction else { return }
    if options.json { return print(printer.line(interaction)) }
    let assignees = interaction.assignees.map { Words.id($0) }.joined(separator: ", ")
    let place = interaction.deleteTime != nil ? "  trash" : interaction.archiveTime != nil ? "  archived" : ""
    print(
      "\(Words.id(interaction.name))  \(SafeText.line(interaction.customerDisplayName.string))  \(interaction.status)\(place)"
        + (assignees.isEmpty ? "" : "  assigned: \(assignees)") + "  etag \(interaction.etag)")
  }
}

/// `inboxctl assign`.
struct Assign: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Assigns users to an interaction.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// What to change.
  @OptionGroup var change: ChangeOptions

  @Argument(help: "The users: their ids.")
  var users: [String]

  /// Assigns them.
  func run(_ client: Client) throws {
    let request = client.make(AssignUsersRequest.self)
    request.setName(client.interaction(change.interaction))
    for user in users { request.users.append(client.name(user, in: "users")) }
    request.setEtag(change.etag ?? "")
    request.setRequestID(Client.requestID())
    show(try client.call(InteractionServiceMethods.assignUsers, request, AssignUsersResponse.self).interaction)
  }
}

/// `inboxctl unassign`.
struct Unassign: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Takes users off an interaction.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// What to change.
  @OptionGroup var change: ChangeOptions

  @Argument(help: "The users: their ids.")
  var users: [String]

  /// Takes them off.
  func run(_ client: Client) throws {
    let request = client.make(UnassignUsersRequest.self)
    request.setName(client.interaction(change.interaction))
    for user in users { request.users.append(client.name(user, in: "users")) }
    request.setEtag(change.etag ?? "")
    request.setRequestID(Client.requestID())
    show(try client.call(InteractionServiceMethods.unassignUsers, request, UnassignUsersResponse.self).interaction)
  }
}

/// `inboxctl status`.
struct SetStatus: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(commandName: "status", abstract: "Sets how far the handling is.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// What to change.
  @OptionGroup var change: ChangeOptions

  @Argument(help: "The status.")
  var status: Choice<InteractionStatus>

  /// Sets it.
  func run(_ client: Client) throws {
    let request = client.make(SetStatusRequest.self)
    request.setName(client.interaction(change.interaction))
    request.status = status.value
    request.setEtag(change.etag ?? "")
    request.setRequestID(Client.requestID())
    show(try client.call(InteractionServiceMethods.setStatus, request, SetStatusResponse.self).interaction)
  }
}

/// `inboxctl archive`.
struct Archive: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Archives an interaction.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// What to change.
  @OptionGroup var change: ChangeOptions

  /// Archives it.
  func run(_ client: Client) throws {
    let request = client.make(ArchiveInteractionRequest.self)
    request.setName(client.interaction(change.interaction))
    request.setEtag(change.etag ?? "")
    request.setRequestID(Client.requestID())
    let answer = try client.call(
      InteractionServiceMethods.archiveInteraction, request, ArchiveInteractionResponse.self)
    show(answer.interaction)
  }
}

/// `inboxctl unarchive`.
struct Unarchive: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(abstract: "Takes an interaction out of the archive.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// What to change.
  @OptionGroup var change: ChangeOptions

  /// Takes it out.
  func run(_ client: Client) throws {
    let request = client.make(UnarchiveInteractionRequest.self)
    request.setName(client.interaction(change.interaction))
    request.setEtag(change.etag ?? "")
    request.setRequestID(Client.requestID())
    let answer = try client.call(
      InteractionServiceMethods.unarchiveInteraction, request, UnarchiveInteractionResponse.self)
    show(answer.interaction)
  }
}
