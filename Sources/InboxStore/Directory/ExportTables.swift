internal import InboxModel
internal import SQLite

/// What an export tells of an interaction: a kind of line for each table.
struct ExportTable: Sendable {
  /// The kind of its lines.
  let type: String
  /// Their fields.
  let columns: [ExportColumn]
  /// The statement: workspace, interaction, how many rows to pass over.
  let query: Query

  /// A table, its fields and its order.
  init(_ type: String, from table: String, order: String, where condition: String = "", _ columns: [ExportColumn]) {
    self.type = type
    self.columns = columns
    query = Query(
      """
      SELECT \(columns.map(\.sql).joined(separator: ", "))
      FROM \(table)
      WHERE workspace = ? AND interaction = ?\(condition)
      ORDER BY \(order)
      LIMIT -1 OFFSET ?
      """)
  }

  /// All of them, in the order of the document.
  static let all = [
    ExportTable(
      "interaction", from: "interaction", order: "interaction",
      [
        id("interaction"), source, choice("status", Status.self), choice("mode", Mode.self), real("rating"),
        real("rating_max", "ratingMax"), text("subject"), text("language"), text("customer_name", "customerName"),
        text("location"), text("external_id", "externalId"), text("source_url", "sourceUrl"), text("assignees"),
        time("source_time", "sourceTime"), time("create_time", "createTime"), time("archive_time", "archiveTime"),
        time("trash_time", "deleteTime"),
      ]),
    ExportTable(
      "message", from: "message", order: "message_time, message",
      [
        id("interaction"), id("message"), choice("direction", Direction.self), choice("channel", Channel.self),
        choice("state", MessageState.self), time("message_time", "messageTime"), text("subject"), text("body", "text"),
        choice("format", TextFormat.self), text("author"), text("author_name", "authorDisplayName"),
        text("external_id", "externalId"), time("removal_time", "removalTime"),
      ]),
    ExportTable(
      "messageReplacement", from: "message_replacement", order: "message",
      [id("interaction"), id("message"), text("body", "text"), text("author"), time("send_time", "sendTime")]),
    ExportTable(
      "messageRevision", from: "message_revision", order: "message, revision",
      [
        id("interaction"), id("message"), number("revision"), text("body", "text"), text("author"), real("rating"),
        time("message_time", "messageTime"), time("create_time", "createTime"),
      ]),
    ExportTable(
      "draft", from: "draft", order: "channel",
      [
        id("interaction"), choice("channel", Channel.self), text("subject"), text("body", "text"),
        choice("origin", TextOrigin.self), text("actor"), time("update_time", "updateTime"),
      ]),
    ExportTable(
      "draftRevision", from: "draft_revision", order: "channel, revision",
      [
        id("interaction"), choice("channel", Channel.self), number("revision"), text("subject"), text("body", "text"),
        choice("origin", TextOrigin.self), text("actor"), time("save_time", "saveTime"),
      ]),
    ExportTable(
      "scheduledResponse", from: "scheduled_response", order: "channel",
      [
        id("interaction"), choice("channel", Channel.self), time("schedule_time", "scheduleTime"), text("subject"),
        text("body", "text"), text("actor"),
      ]),
    ExportTable(
      "delivery", from: "delivery", order: "message, delivery", where: " AND kind = 1",
      [
        id("interaction"), id("message"), choice("channel", Channel.self), choice("state", DeliveryState.self),
        text("failure_reason", "failureReason"), text("external_id", "externalId"),
        time("create_time", "createTime"), time("update_time", "updateTime"),
      ]),
    ExportTable(
      "joinedThread", from: "joined_thread", order: "source, external_id",
      [id("interaction"), source, text("external_id", "externalId")]),
    ExportTable(
      "keyword", from: "interaction_keyword", order: "keyword", where: " AND is_removed = 0",
      [id("interaction"), text("keyword"), text("actor"), time("add_time", "addTime")]),
    ExportTable(
      "attribute", from: "interaction_attribute", order: "definition",
      [id("interaction"), text("definition"), text("text_value", "text"), real("number_value", "number")]),
    ExportTable(
      "transaction", from: "transaction_info", order: "interaction",
      [
        id("interaction"), text("external_id", "externalId"), text("reference"), number("amount_minor", "amountMinor"),
        text("currency"), number("party_size", "partySize"), time("transaction_time", "transactionTime"),
        time("end_time", "endTime"),
      ]),
    ExportTable(
      "transactionAttribute", from: "transaction_attribute", order: "definition",
      [id("interaction"), text("definition"), text("text_value", "text"), real("number_value", "number")]),
    ExportTable(
      "event", from: "event", order: "sequence",
      [
        id("interaction"), number("sequence"), choice("type", EventType.self, "event"), time("event_time", "eventTime"),
        text("actor"), choice("channel", Channel.self), text("detail"),
      ]),
  ]

  /// A source.
  private static var source: ExportColumn { choice("source", Source.self) }
  /// Text under its column's name or another.
  static func text(_ sql: String, _ name: String? = nil) -> ExportColumn {
    ExportColumn(sql: sql, name: name ?? sql, kind: .text)
  }
  /// A number.
  static func number(_ sql: String, _ name: String? = nil) -> ExportColumn {
    ExportColumn(sql: sql, name: name ?? sql, kind: .number)
  }
  /// A floating-point number.
  private static func real(_ sql: String, _ name: String? = nil) -> ExportColumn {
    ExportColumn(sql: sql, name: name ?? sql, kind: .real)
  }
  /// An instant.
  static func time(_ sql: String, _ name: String? = nil) -> ExportColumn {
    ExportColumn(sql: sql, name: name ?? sql, kind: .time)
  }
  /// The last part of a name.
  static func id(_ sql: String) -> ExportColumn { ExportColumn(sql: sql, name: sql, kind: .id) }
  /// One of an enum.
  private static func choice<Choice: RawRepresentable<UInt8> & SendableMetatype>(
    _ sql: String, _ type: Choice.Type, _ name: String? = nil
  ) -> ExportColumn {
    ExportColumn(sql: sql, name: name ?? sql, kind: ExportColumn.choice(type))
  }
}
