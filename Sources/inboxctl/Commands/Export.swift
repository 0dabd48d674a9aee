internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import JSONText
internal import ProtoJSON
internal import Protobuf

/// `inboxctl export`: interactions with their threads and notes, as lines of JSON.
struct Export: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Writes interactions with their threads and notes into a file, a line of JSON each.",
    discussion: """
      A line is {"interaction": ..., "messages": [...], "notes": [...]} with the names of the contract; inboxctl import reads \
      it. Run it again with the \
      same file to go on after a break, or to add what is new: what the file has is passed over. Without --view: everything \
      but the trash.
      """)

  /// Which server.
  @OptionGroup var options: ClientOptions

  /// Which interactions.
  @OptionGroup var chosen: ViewOptions

  @Argument(help: "The file to write or to continue.", completion: .file())
  var file: String

  /// Goes through the lists and writes what the file has not.
  func run(_ client: Client) throws {
    guard var output = LineFile(addingTo: file) else {
      throw Failure(exit: .refused, "\(file) cannot be written.", hint: "Check the path and its permissions.")
    }
    var seen: Set<String> = []
    while let line = output.next(onlyWhole: true) {
      guard let name = JSON(line)?["interaction"]?["name"]?.text else {
        throw Failure(exit: .refused, "\(file) has a line that is no export.", hint: "Name a new file.")
      }
      seen.insert(name)
    }
    output.cutHere()
    let (before, total) = (seen.count, try count(client))
    var bar = ProgressBar()
    for view in chosen.view.map({ [$0.value] }) ?? [.all, .archived] {
      var token = ""
      repeat {
        let page = try list(client, view, token)
        for name in page.names where seen.insert(name).inserted {
          guard output.add(try line(client, name)) else {
            throw Failure(exit: .refused, "\(file) takes no more.", hint: "Make room, then run it again: it goes on.")
          }
          bar.show(Double(seen.count) / Double(max(total, 1)), "\(seen.count) interactions")
        }
        token = page.next
      } while !token.isEmpty
    }
    bar.clear()
    let added = seen.count - before
    print(
      options.json ? "{\"written\":\(added),\"kept\":\(before)}" : "Wrote \(added) interactions; \(before) were there.")
  }

  /// How many there may be, for the bar.
  private func count(_ client: Client) throws -> Int {
    defer { client.arena.reset() }
    let request = client.make(GetCountsRequest.self)
    request.setParent(client.workspace)
    let views = chosen.view.map { [$0.value] } ?? [.all, .archived]
    let counts = try client.call(InboxServiceMethods.getCounts, request, GetCountsResponse.self)
    return counts.counts.filter { views.contains($0.view) }.reduce(0) { $0 + Int($1.total) }
  }

  /// A page of names.
  private func list(_ client: Client, _ view: View, _ token: String) throws -> (names: [String], next: String) {
    defer { client.arena.reset() }
    let request = client.make(ListInteractionsRequest.self)
    request.setParent(client.workspace)
    request.view = view
    request.family = chosen.family?.value ?? .unspecified
    request.filter = chosen.filter(client)
    request.pageSize = 100
    request.setPageToken(token)
    let page = try client.call(InboxServiceMethods.listInteractions, request, ListInteractionsResponse.self)
    return (page.interactions.map { $0.name.string }, page.nextPageToken.string)
  }

  /// The line of one interaction.
  private func line(_ client: Client, _ name: String) throws -> String {
    defer { client.arena.reset() }
    let printer = Self.printer
    let request = client.make(GetInteractionRequest.self)
    request.setName(name)
    let answer = try client.call(InteractionServiceMethods.getInteraction, request, GetInteractionResponse.self)
    var messages: [String] = []
    var token = ""
    repeat {
      let request = client.make(ListMessagesRequest.self)
      request.setParent(name)
      request.pageSize = 200
      request.setPageToken(token)
      let page = try client.call(InteractionServiceMethods.listMessages, request, ListMessagesResponse.self)
      messages += page.messages.map { printer.line($0) }
      token = page.nextPageToken.string
    } while !token.isEmpty
    var notes: [String] = []
    repeat {
      let request = client.make(ListNotesRequest.self)
      request.setParent(name)
      request.pageSize = 200
      request.setPageToken(token)
      let page = try client.call(NotesServiceMethods.listNotes, request, ListNotesResponse.self)
      notes += page.notes.map { printer.line($0) }
      token = page.nextPageToken.string
    } while !token.isEmpty
    let panel = answer.interaction.map { printer.line($0) } ?? "{}"
    return
      "{\"interaction\":\(panel),\"messages\":[\(messages.joined(separator: ","))],\"notes\":[\(notes.joined(separator: ","))]}\n"
  }
}
