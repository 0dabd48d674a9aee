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
      "messages": [...]}. What the server has on disk is noted in FILE.progress: run it again with the same file to go on after \
      a break. External ids make sure that nothing comes in twice. Lines that cannot be are told by their number, and the \
      rest comes in.
      """)

  private static let itemsPerRequest = 200
  private static let requestsAhead = 8

  /// Which server.
  @OptionGroup var options: ClientOptions

  @Argument(help: "The file; - is standard input, from which nothing can go on.", completion: .file())
  var file: String

  /// A request that is on its way: where the file goes on after it, and the lines of its items.
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
  }

  /// Sends the lines, some requests ahead of what is acknowledged.
  func run(_ client: Client) throws {
    guard var input = LineFile(reading: file) else {
      throw Failure(exit: .refused, "\(file) cannot be read.", hint: "Check the path and its permissions.")
    }
    var tally = Tally()
    if file != "-", let text = InputFile.contents(of: "\(file).progress"), let noted = JSON(text.utf8),
      case .number(let offset)? = noted["offset"], case .number(let line)? = noted["line"], Int64(offset) <= input.size
    {
      input.seek(to: Int64(offset))
      tally.line = Int(line)
    }
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
      take(answer, &sent, &acknowledged, &tally, &bar, size: input.size)
      client.arena.reset()
    }
    bar.clear()
    if file != "-" { _ = unsafe unlink("\(file).progress") }
    print(
      options.json
        ? "{\"stored\":\(tally.stored),\"failed\":\(tally.failed)}"
        : "Brought in \(tally.stored) interactions; \(tally.failed) failed.")
    if tally.failed > 0 { throw ExitCode(Exit.partly.rawValue) }
  }

  /// The next request; nil at the end of the file.
  private func batch(
    _ input: inout LineFile, _ reader: MessageReader, _ client: Client, _ tally: inout Tally, _ sequence: Int64
  ) throws -> (request: [UInt8], sent: Sent)? {
    let request = client.make(StreamInteractionsRequest.self)
    if sequence == 1 { request.setParent(client.workspace) }
    request.sequence = sequence
    var lines: [Int] = []
    while lines.count < Self.itemsPerRequest, let line = input.next() {
      defer { tally.line += 1 }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
      do {
        guard let json = JSON(line) else { throw MessageReadingError.notJSON }
        let wire = try reader.wire(json, as: IngestItem.self)
        request.items.append(try unsafe wire.withUnsafeBytes { unsafe try IngestItem.decode($0, in: client.arena) })
        lines.append(tally.line)
      } catch {
        tally.failed += 1
        tell(tally.line, "\(error)")
      }
      if request.packedSize > 1 << 20 { break }
    }
    guard !lines.isEmpty else { return nil }
    return (request.packed(), Sent(offset: input.offset, lines: lines, lineAfter: tally.line))
  }

  /// Notes what is on disk, and tells what failed.
  private func take(
    _ answer: StreamInteractionsResponse, _ sent: inout [Sent], _ acknowledged: inout Int64, _ tally: inout Tally,
    _ bar: inout ProgressBar, size: Int64
  ) {
    for result in answer.results {
      let position = Int(result.sequence - acknowledged - 1)
      if result.outcome != .failed { tally.stored += 1; continue }
      tally.failed += 1
      let line = sent.indices.contains(position) ? sent[position].lines[Int(result.index)] : 0
      let field = result.error.map { $0.field.isEmpty ? "" : "\($0.field): " } ?? ""
      bar.clear()
      tell(line, "\(field)\(result.error?.message.string ?? "")")
    }
    let count = min(Int(answer.acknowledgedSequence - acknowledged), sent.count)
    guard count > 0 else { return }
    let last = sent[count - 1]
    sent.removeFirst(count)
    acknowledged = answer.acknowledgedSequence
    if file != "-" {
      _ = LineFile.replace("\(file).progress", with: "{\"offset\":\(last.offset),\"line\":\(last.lineAfter)}\n")
    }
    bar.show(Double(last.offset) / Double(max(size, 1)), "\(tally.stored) interactions")
  }

  /// Tells on standard error what is wrong with a line.
  private func tell(_ line: Int, _ fault: String) {
    let text =
      options.json ? "{\"line\":\(line),\"error\":\(JSON.quoted(fault))}\n" : "line \(line): \(SafeText.line(fault))\n"
    _ = unsafe write(2, text, text.utf8.count)
  }
}
