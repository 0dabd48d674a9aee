internal import JSONText

/// A line of `inboxctl export` as an item that `inboxctl import` brings in: who said what, and where it came from. What the
/// server makes itself (notes, states, assignees) and what is not in the file (the attachments' bytes) stays behind.
struct ExportedLine {
  /// Its items, as JSON of an IngestItem each: one, or more for a long thread.
  let items: [JSON]
  /// How many notes stay behind.
  let notes: Int
  /// How many files stay behind.
  let attachments: Int

  /// The most messages of an item.
  private static let messagesMax = 200

  /// Reads a line; nil if it is no exported one. Names of its workspace become names of `workspace`.
  init?(_ line: JSON, into workspace: String) {
    guard let interaction = line["interaction"], let name = interaction["name"]?.text else { return nil }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let renaming = (from: "workspaces/\(parts[1])/", to: workspace + "/")
    var members = Self.members(
      of: interaction,
      [
        "source", "subject", "sourceUrl", "language", "rating", "ratingMax", "location", "sourceTime", "transaction",
        "attributes",
      ])
    members["externalId"] = interaction["externalId"] ?? .string(String(parts[3]))
    members["historical"] = .bool(true)
    if interaction["sourceRemovalTime"] != nil { members["removed"] = .bool(true) }
    if let customer = interaction["customer"] {
      members["customer"] = .object(
        Self.members(
          of: customer,
          [
            "identities", "displayName", "givenName", "familyName", "email", "phone", "language", "emailConsent",
            "smsConsent", "marketingConsent", "emailBounced", "attributes",
          ]))
    }
    let messages = Self.elements(line["messages"])
    let known = messages.compactMap(Self.message)
    items = stride(from: 0, to: max(known.count, 1), by: Self.messagesMax).map { start in
      members["messages"] = .array(Array(known[start..<min(start + Self.messagesMax, known.count)]))
      return Self.renamed(.object(members), renaming)
    }
    notes = Self.elements(line["notes"]).count
    attachments = messages.reduce(0) { $0 + Self.elements($1["attachments"]).count }
  }

  /// A message as a source has it; nil for one that never reached the customer.
  private static func message(_ message: JSON) -> JSON? {
    let unsent = ["QUEUED", "SENDING", "FAILED", "REJECTED"].map { "MESSAGE_STATE_\($0)" }
    if let state = message["state"]?.text, unsent.contains(state) { return nil }
    var members = Self.members(
      of: message,
      [
        "direction", "text", "messageTime", "channel", "textFormat", "subject", "language", "authorDisplayName",
        "externalId",
      ])
    if members["externalId"] == nil {
      members["externalId"] = message["name"]?.text?.split(separator: "/").last.map { .string(String($0)) }
    }
    if message["removalTime"] != nil { members["removed"] = .bool(true) }
    return .object(members)
  }

  /// Some members of an object, those that it has.
  private static func members(of json: JSON, _ names: [String]) -> [String: JSON] {
    var members: [String: JSON] = [:]
    for name in names { members[name] = json[name] }
    return members
  }

  /// The elements of an array; none for anything else.
  private static func elements(_ json: JSON?) -> [JSON] {
    guard case .array(let elements)? = json else { return [] }
    return elements
  }

  /// The same with other names: of the location, and of the attributes' definitions. Texts of people stay.
  private static func renamed(_ json: JSON, _ renaming: (from: String, to: String), isName: Bool = false) -> JSON {
    switch json {
    case .string(let text):
      guard isName, text.hasPrefix(renaming.from) else { return json }
      return .string(renaming.to + text.dropFirst(renaming.from.count))
    case .array(let elements): return .array(elements.map { renamed($0, renaming) })
    case .object(let members):
      var result: [String: JSON] = [:]
      for (name, value) in members where name != "displayName" || members["definition"] == nil {
        result[name] = renamed(value, renaming, isName: name == "location" || name == "definition")
      }
      return .object(result)
    case .null, .bool, .number: return json
    }
  }
}
