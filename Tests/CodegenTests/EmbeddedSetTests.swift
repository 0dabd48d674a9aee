import InboxAPI
import Protobuf
import StandardAPI
import Testing

@testable import inbox_codegen

/// The descriptor sets in the program are what reflection answers with.
@Suite("Embedded descriptor sets")
struct EmbeddedSetTests {
  @Test(
    "A set has the services of its contract, and whatever a file refers to comes in the set before it",
    arguments: [
      (
        Array(InboxAPI.descriptorSet),
        [
          "inbox.v1.DeliveryService", "inbox.v1.DirectoryService", "inbox.v1.InboxService", "inbox.v1.IngestService",
          "inbox.v1.InteractionService", "inbox.v1.NotesService", "inbox.v1.NotificationService",
        ]
      ),
      (
        Array(StandardAPI.descriptorSet),
        [
          "grpc.channelz.v1.Channelz", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
          "grpc.reflection.v1alpha.ServerReflection",
        ]
      ),
    ])
  func contents(_ bytes: [UInt8], _ services: [String]) throws {
    let files = try DescriptorReader.read(bytes)
    #expect(files.flatMap(\.services).map(\.fullName).sorted() == services)
    var known: Set<String> = []
    for file in files {
      for message in file.messages { known.formUnion(names(in: message)) }
      known.formUnion(file.enums.map(\.fullName))
      let used = file.messages.flatMap(types) + file.services.flatMap(\.methods).flatMap { [$0.input, $0.output] }
      for type in used { #expect(known.contains(type), "\(file.path) refers to \(type)") }
    }
  }

  /// The types that a message declares, itself included.
  private func names(in message: SchemaMessage) -> [String] {
    [message.fullName] + message.messages.flatMap(names) + message.enums.map(\.fullName)
  }

  /// The types that a message refers to.
  private func types(of message: SchemaMessage) -> [String] {
    message.messages.flatMap(types)
      + message.fields.compactMap { field in
        switch field.kind {
        case .message(let name), .enum(let name): name
        default: nil
        }
      }
  }
}
