import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI

@testable import InboxServices

extension TestInbox {
  /// An instant of the sources' clocks: so many minutes after 2026-11-01T00:00:00Z.
  static func minute(_ number: Int) -> Int64 { 1_793_491_200_000_000 + Int64(number) * 60_000_000 }

  /// Pushes one item as the connector of its source, and gives the interaction's name.
  @discardableResult
  func push(in workspace: String = "demo", _ fill: (InboxAPI.IngestItem) -> Void) throws -> String {
    let response = try command(ingest.ingestInteractions, as: "connectors/google", in: workspace) {
      $0.setParent("workspaces/" + workspace)
      fill($0.items.append())
    }
    let result = response.results[0]
    if let error = result.error { throw PushError(reason: error.reason.string, message: error.message.string) }
    return result.interaction.string
  }

  /// Pushes a Google review at a location with one customer message.
  @discardableResult
  func review(
    _ externalID: String, at location: String = "paris", in workspace: String = "demo", minute: Int = 0,
    text: String = "Lovely evening", more: (InboxAPI.IngestItem) -> Void = { _ in }
  ) throws -> String {
    try push(in: workspace) { item in
      item.source = .google
      item.setExternalID(externalID)
      item.setLocation("workspaces/\(workspace)/locations/\(location)")
      item.rating = 4
      let customer = item.makeCustomer()
      customer.setDisplayName("Camille Customer")
      let identity = customer.identities.append()
      identity.source = .google
      identity.setExternalID("customer-" + externalID)
      item.message(externalID + "-1", text, minute: minute)
      more(item)
    }
  }

  /// Pushes an e-mail conversation with so many messages, a minute apart.
  @discardableResult
  func email(_ externalID: String, messages: Int = 1, address: String = "camille@example.com") throws -> String {
    try push { item in
      item.source = .email
      item.setExternalID(externalID)
      item.setSubject("Table for two")
      let customer = item.makeCustomer()
      customer.setDisplayName("Camille Customer")
      customer.setEmail(address)
      customer.setPhone("+33612345678")
      for number in 0..<messages { item.message("\(externalID)-\(number)", "Message \(number)", minute: number) }
    }
  }
}

/// Why an item was not stored.
struct PushError: Error {
  /// The reason.
  let reason: String
  /// The sentence.
  let message: String
}

extension InboxAPI.IngestItem {
  /// Adds a message from the customer.
  @discardableResult
  func message(_ externalID: String, _ text: String, minute: Int) -> InboxAPI.IngestMessage {
    let message = messages.append()
    message.setExternalID(externalID)
    message.direction = .inbound
    message.setText(text)
    message.makeMessageTime().microseconds = TestInbox.minute(minute)
    return message
  }
}
