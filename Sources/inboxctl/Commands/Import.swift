internal import ArgumentParser
internal import Console
internal import GRPCClient
internal import Glibc
internal import InboxAPI
internal import JSONText
internal import ProtoJSON
internal import Protobuf

/// `inboxctl import`: interactions from lines of JSON.
struct Import: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Brings interactions in from a file, a line of JSON each.",
    discussion: """
      A line is an IngestItem of the contract: {"source": "SOURCE_GOOGLE", "externalId": "r-1", "customer": {...}, \
      "messages": [...]}; or a line that inboxctl export wrote, in this workspace or another: it comes in as history, without \
      notes and files, which no import can bring. What the server has on disk is noted in FILE.progress: run it again with the \
      same file to go on after a break. External ids make sure that nothing comes in twice. Lines that cannot be are told by \
      their number, and the rest comes in.
      """)

  private static let itemsPerRequest = 200
  private static let requestsAhead = 8

  /// Which server.
  @OptionGroup var options: ClientOptions

  @Argument(help: "The file; - is standard input, from which nothing can go on.", completion: .file())
  var file: String

  /// A request that is on its way: where the file goes on after it, and the lines of its items as `Tally.waiting` has them.
  private struct Sent {
    let offset: Int64
    let lines: [Int]
    let lineAfter: Int
  }

  /// What came of it so far.
  private struct Tally {
    var stored = 0
    var failed = 0
    var line = 1
    var notesLeft = 0
    var filesLeft = 0
    /// Items of the line that was read last, the next one last, each with its line; negative if that has one before.
    var waiting: [(json: JSON, line: Int)] = []
  }

  /// Sends the lines, some requests ahead of what is acknowledged.
  func run(_ client: Client) throws {
    guard var input = LineFile(reading: file) else {
      throw Failure(exit: .refused, "\(file) cannot be read.", hint: "Check the path and its permissions.")
    }
    var tally = Tally()
    goOn(&input, &tally)
    let reader = MessageReader(Schema(descriptorSet))
    let call = try client.open(IngestServiceMethods.streamInteractions)
    var bar = ProgressBar()
    var sent: [Sent] = []
    var sequence: Int64 = 0
    var acknowledged: Int64 = 0
    var isDone = false
    while !isDone || !sent.isEmpty {
      while !isDone && sent.count < Self.requestsAhead {
        let batch = try batch(&input, reader, client, &tally, sequence + 1)
        isDone = batch == nil
        guard let batch else { call.endRequests(); break }
        sequence += 1
        call.send(batch.request)
        sent.append(batch.sent)
      }
      guard !sent.isEmpty else { break }
      guard let answer = try client.next(call, StreamInteractionsResponse.self) else { break }
      if answer.results.contains(where: { $0.outcome == .failed }) { bar.clear() }
      if let last = take(answer, &sent, &acknowledged, &tally) {
        note(last, input)
        bar.show(Double(last.offset) / Double(max(input.size, 1)), "\(tally.stored) interactions")
      }
      client.arena.reset()
    }
    bar.clear()
    if file != "-" { _ = unsafe unlink("\(file).progress") }
    print(options.json ? Self.json(tally) : Self.sentence(tally))
    if tally.failed > 0 { throw ExitCode(Exit.partly.rawValue) }
  }

  /// Goes on where the last run was, if this is the file it had.
  private func goOn(_ input: inout LineFile, _ tally: inout Tally) {
    guard file != "-", let text = InputFile.contents(of: "\(file).progress") else { return }
    guard let noted = JSON(text.utf8), case .number(let offset)? = noted["offset"],
      case .number(let line)? = noted["line"], let place = Int64(exactly: offset), place <= input.size,
      noted["mark"]?.text == input.mark(before: place)
    else {
      let text = "\(file).progress is of another file: beginning with the first line.\n"
      _ = unsafe write(2, text, text.utf8.count)
      return
    }
    input.seek(to: place)
    tally.line = Int(line)
  }

  /// Notes how far the server has it on disk.
  private func note(_ last: Sent, _ input: borrowing LineFile) {
    guard file != "-" else { return }
    let mark = input.mark(before: last.offset)
    _ = LineFile.replace(
      "\(file).progress", with: "{\"offset\":\(last.offset),\"line\":\(last.lineAfter),\"mark\":\"\(mark)\"}\n")
  }

  /// What came of it, for programs.
  private static func json(_ tally: Tally) -> String {
    let left =
      tally.notesLeft + tally.filesLeft > 0
      ? ",\"notesLeft\":\(tally.notesLeft),\"attachmentsLeft\":\(tally.filesLeft)" : ""
    return "{\"stored\":\(tally.stored),\"failed\":\(tally.failed)\(left)}"
  }

  /// What came of it, for people.
  private static func sentence(_ tally: Tally) -> String {
    let left =
      tally.notesLeft + tally.filesLeft > 0
      ? " \(tally.notesLeft) notes and \(tally.filesLeft) attachments of the export stayed behind." : ""
    return "Brought in \(tally.stored) interactions; \(tally.failed) failed.\(left)"
  }

  /// The next request; nil at the end of the file.
  private func batch(
    _ input: inout LineFile, _ reader: MessageReader, _ client: Client, _ tally: inout Tally, _ sequence: Int64
  ) throws -> (request: [UInt8], sent: Sent)? {
    let request = client.make(StreamInteractionsRequest.self)
    if sequence == 1 { request.setParent(client.workspace) }
    request.sequence = sequence
    var lines: [Int] = []
    // Where the file goes on after a break: before a line of which items still wait.
    var (offset, lineAfter) = (input.offset, tally.line)
    while lines.count < Self.itemsPerRequest, request.packedSize < 1 << 20 {
      if tally.waiting.isEmpty {
        (offset, lineAfter) = (input.offset, tally.line)
        guard let line = input.next() else { break }
        read(line, client, &tally)
      }
      while lines.count < Self.itemsPerRequest, request.packedSize < 1 << 20, let item = tally.waiting.popLast() {
        do {
          let wire = try reader.wire(item.json, as: IngestItem.self)
          request.items.append(try unsafe wire.withUnsafeBytes { unsafe try IngestItem.decode($0, in: client.arena) })
          lines.append(item.line)
        } catch {
          tally.failed += 1
          tell(abs(item.line), "\(error)")
        }
      }
      if tally.waiting.isEmpty { (offset, lineAfter) = (input.offset, tally.line) }
    }
    guard !lines.isEmpty else { return nil }
    return (request.packed(), Sent(offset: offset, lines: lines, lineAfter: lineAfter))
  }

  /// Reads a line into the items that wait; a line that cannot be is told.
  private func read(_ line: ArraySlice<UInt8>, _ client: Client, _ tally: inout Tally) {
    defer { tally.line += 1 }
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return }
    guard let json = JSON(line) else {
      tally.failed += 1
      return tell(tally.line, "\(MessageReadingError.notJSON)")
    }
    let exported = ExportedLine(json, into: client.workspace)
    tally.notesLeft += exported?.notes ?? 0
    tally.filesLeft += exported?.attachments ?? 0
    let items = exported?.items ?? [json]
    // The next one last. Only the first of a line counts as an interaction.
    tally.waiting = items.indices.reversed().map { (items[$0], $0 == 0 ? tally.line : -tally.line) }
  }

  /// Counts what is on disk, and tells what failed; gives the last request that is, if that is news.
  private func take(
    _ answer: StreamInteractionsResponse, _ sent: inout [Sent], _ acknowledged: inout Int64, _ tally: inout Tally
  ) -> Sent? {
    for result in answer.results {
      let position = Int(result.sequence - acknowledged - 1)
      let lines = sent.indices.contains(position) ? sent[position].lines : []
      let index = Int(result.index)
      let line = lines.indices.contains(index) ? lines[index] : 0
      if result.outcome != .failed {
        if line > 0 { tally.stored += 1 }
        continue
      }
      tally.failed += 1
      let field = result.error.map { $0.field.isEmpty ? "" : "\($0.field): " } ?? ""
      tell(abs(line), "\(field)\(result.error?.message.string ?? "")")
    }
    let count = min(Int(answer.acknowledgedSequence - acknowledged), sent.count)
    guard count > 0 else { return nil }
    let last = sent[count - 1]
    sent.removeFirst(count)
    acknowledged = answer.acknowledgedSequence
    return last
  }

  /// Tells on standard error what is wrong with a line.
  private func tell(_ line: Int, _ fault: String) {
    let text =
      options.json ? "{\"line\":\(line),\"error\":\(JSON.quoted(fault))}\n" : "line \(line): \(SafeText.line(fault))\n"
    _ = unsafe write(2, text, text.utf8.count)
  }
}
