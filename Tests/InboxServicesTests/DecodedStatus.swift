import Testing
import GRPC
import InboxAPI
import Protobuf
import StandardAPI

/// A status as a client sees it.
struct DecodedStatus {
  /// The outcome.
  let code: StatusCode
  /// The sentence.
  let message: String
  /// The details' types and bytes, in order.
  let details: [(type: String, bytes: [UInt8])]
  /// How many bytes the details have on the wire, before base64.
  let size: Int

  /// Reads a status.
  init(_ status: GRPC.Status) throws {
    code = status.code
    let arena = Arena()
    defer { arena.destroy() }
    let decoded = try unsafe status.details.withUnsafeBytes { unsafe try RPCStatus.decode($0, in: arena) }
    #expect(decoded.code == Int32(status.code.rawValue))
    message = status.message
    details = decoded.details.map { ($0.typeURL.string, Array($0.value)) }
    size = status.details.count
  }

  /// The bytes of the detail of a type, or nil.
  func detail(_ type: String) -> [UInt8]? { details.first { $0.type == "type.googleapis.com/" + type }?.bytes }

  /// Reads the detail of a type; nil if there is none.
  func read<Message: ProtoMessage, Result>(
    _ type: String, as message: Message.Type, _ body: (Message) -> Result
  ) throws -> Result? {
    guard let bytes = detail(type) else { return nil }
    let arena = Arena()
    defer { arena.destroy() }
    return body(try unsafe bytes.withUnsafeBytes { unsafe try Message.decode($0, in: arena) })
  }

  /// Reason, domain and metadata.
  func info() throws -> (reason: String, domain: String, metadata: [String: String]) {
    try #require(
      try read("google.rpc.ErrorInfo", as: ErrorInfo.self) { info in
        let entries = info.metadata.map { ($0.key.string, $0.value.string) }
        return (info.reason.string, info.domain.string, Dictionary(uniqueKeysWithValues: entries))
      })
  }

  /// The paths of the fields at fault.
  func fields() throws -> [String] {
    try read("google.rpc.BadRequest", as: BadRequest.self) { $0.fieldViolations.map(\.field.string) } ?? []
  }
}
