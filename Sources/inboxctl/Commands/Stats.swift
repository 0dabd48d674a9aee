internal import ArgumentParser
internal import Console
internal import Glibc
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf
internal import StandardAPI

/// `inboxctl stats`: handling figures.
struct Stats: ClientCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Shows handling figures: what came in, what was handled, and how fast.",
    discussion: "With --json: the total on the first line, then each row.")

  /// Which server.
  @OptionGroup var options: ClientOptions

  @Option(help: "How many days, up to now.")
  var days: Int = 30

  @Option(help: "What to split by.")
  var by: Choice<StatisticsDimension> = Choice(.day)

  @Option(help: "The tab.")
  var family: Choice<Family>?

  /// At most the range that the server answers.
  func validate() throws {
    guard (1...400).contains(days) else { throw ValidationError("--days is \(days): it must be from 1 to 400.") }
  }

  /// Prints the total, then a row for each value of the dimension.
  func run(_ client: Client) throws {
    let request = client.make(QueryStatisticsRequest.self)
    request.setParent(client.workspace)
    request.family = family?.value ?? .unspecified
    request.dimensions.append(by.value)
    let now = Int64(time(nil))
    let range = request.makeRange()
    range.makeStartTime().seconds = now - Int64(days) * 86_400
    range.makeEndTime().seconds = now
    let answer = try client.call(InboxServiceMethods.queryStatistics, request, QueryStatisticsResponse.self)
    guard let total = answer.total else { return }
    if options.json {
      print(printer.line(total))
      for row in answer.rows { print(printer.line(row)) }
      return
    }
    let rows = answer.rows.compactMap { row in row.figures.map { (title(row), $0) } }
    show(total)
    if by.value == .day {
      print("received  \(Bars.sparkline(rows.map { Double($0.1.receivedCount) }))")
      print("answered  \(Bars.sparkline(rows.map { Double($0.1.humanResponseCount + $0.1.automaticResponseCount) }))")
    }
    show(rows)
  }

  /// Prints the figures of the whole range.
  private func show(_ total: StatisticsFigures) {
    let rate = total.handledRate.map { "\(Words.number(($0 * 1000).rounded() / 10)) %" } ?? "-"
    print("\(days) days: \(total.createdCount) new, \(total.receivedCount) messages received")
    print(
      "handled \(rate): \(total.processedCount) processed, \(total.pendingCount) pending, \(total.ignoredCount) ignored"
    )
    print("responses: \(total.humanResponseCount) by people, \(total.automaticResponseCount) automatic")
    print(
      "first response: median \(Words.span(total.firstResponse?.median)), p90 \(Words.span(total.firstResponse?.p90));"
        + " handling: median \(Words.span(total.handling?.median)), p90 \(Words.span(total.handling?.p90))\n")
  }

  /// Prints a row for each value of the dimension, with a bar for what came in.
  private func show(_ rows: [(String, StatisticsFigures)]) {
    var table = Table([
      .init(Choice.text(by.value), widthMax: 22), .init("received", isRight: true), .init("responses", isRight: true),
      .init("handled", isRight: true), .init("response p50", isRight: true), .init("", widthMax: 24),
    ])
    let greatest = Double(rows.map { $0.1.receivedCount }.max() ?? 0)
    for (title, figures) in rows {
      table.append(
        [
          title, "\(figures.receivedCount)", "\(figures.humanResponseCount + figures.automaticResponseCount)",
          figures.handledRate.map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
          Words.span(figures.firstResponse?.median),
          Bars.bar(Double(figures.receivedCount), of: greatest, width: 24),
        ], styles: [5: .cyan])
    }
    for line in table.lines(on: Terminal()) { print(line) }
  }

  /// What a row is about.
  private func title(_ row: StatisticsRow) -> String {
    let text =
      switch by.value {
      case .day: row.day.string
      case .source: "\(row.source)"
      case .family: "\(row.family)"
      case .location: Words.id(row.location)
      case .user: Words.id(row.user)
      default: Words.id(row.brand)
      }
    return text.isEmpty ? "(none)" : text
  }
}
