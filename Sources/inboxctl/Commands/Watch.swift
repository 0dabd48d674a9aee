internal import ArgumentParser
internal import Console
internal import GRPCClient
internal import Glibc
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// `inboxctl watch`: changes as they commit.
struct Watch: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Follows an interaction, or without one the inbox, until you stop it.",
    discussion: """
      When the connection is lost it goes on from where it was: nothing is missed or shown twice. So it does when the line is \
      silent: the server gives a sign of life every 30 seconds.
      """)

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// Which interactions.
  @OptionGroup var chosen: ViewOptions

  @Option(help: "Go on after this token, as --json shows them.")
  var resumeToken: String?

  @Option(help: "Take the line for dead after so many seconds without a sign of life.")
  var silence: Double = 75

  @Argument(help: "The interaction: its id, or its whole name; none: the inbox.")
  var interaction: String?

  /// Some time has to pass.
  func validate() throws {
    guard silence > 0, silence <= 86_400 else {
      throw ValidationError("--silence is \(silence): it must be more than 0 and at most 86400 seconds.")
    }
  }

  /// Unused: each try makes a connection of its own.
  func run(_ client: Client) throws {
    var token = resumeToken ?? ""
    var client = client
    var waits: UInt32 = 1
    while true {
      do {
        let before = token
        defer { if token != before { waits = 1 } }
        if let interaction {
          try follow(client, interaction, &token)
        } else {
          try followInbox(client, &token)
        }
        return
      } catch let failure as Failure where failure.exit == .unreachable && (!token.isEmpty || waits > 1) {
        repeat {
          _ = failure.report(asJSON: options.json)
          sleep(waits)
          waits = min(waits * 2, 30)
          if let again = try? Client(options) { client = again; break }
        } while true
      }
    }
  }

  /// Prints what happens to one interaction.
  private func follow(_ client: Client, _ interaction: String, _ token: inout String) throws {
    let call = try client.open(InteractionServiceMethods.watchInteraction)
    let request = client.make(WatchInteractionRequest.self)
    request.setName(client.interaction(interaction))
    request.setResumeToken(token)
    call.send(request.packed())
    call.endRequests()
    while let news = try client.next(call, WatchInteractionResponse.self, silenceSeconds: silence) {
      if options.json {
        print(printer.line(news))
      } else {
        for event in news.events { show(event) }
      }
      fflush(nil)
      token = news.resumeToken.string
      client.arena.reset()
    }
  }

  /// Prints what happens to a view.
  private func followInbox(_ client: Client, _ token: inout String) throws {
    let call = try client.open(InboxServiceMethods.watchInbox)
    let request = client.make(WatchInboxRequest.self)
    request.setParent(client.workspace)
    request.view = chosen.view?.value ?? .all
    request.family = chosen.family?.value ?? .unspecified
    request.filter = chosen.filter(client)
    request.setResumeToken(token)
    call.send(request.packed())
    call.endRequests()
    while let news = try client.next(call, WatchInboxResponse.self, silenceSeconds: silence) {
      if options.json {
        print(printer.line(news))
      } else {
        for change in news.changes { show(change) }
      }
      fflush(nil)
      token = news.resumeToken.string
      client.arena.reset()
    }
  }

  /// An event in one line.
  private func show(_ event: Event) {
    let detail = event.status.map { "\($0.before) -> \($0.after)" } ?? ""
    print(SafeText.line("\(Words.time(event.eventTime))  \(event.type)  \(event.actor)  \(detail)"))
  }

  /// A change of a view in one line.
  private func show(_ change: InboxChange) {
    let terminal = Terminal()
    let style: Terminal.Style? = change.type == .entered ? .green : change.type == .left ? .dim : nil
    let row = change.interaction.map { "  \($0.source)  \($0.status)  \($0.customerDisplayName)  \($0.snippet)" } ?? ""
    let line = SafeText.line("\(change.type)  \(Words.id(change.name))\(row)")
    print(terminal.styled(terminal.columns.map { TextWidth.fitted(line, to: $0) } ?? line, style))
  }
}
