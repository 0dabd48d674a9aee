public import Protobuf

/// A request of the inbox: it is about a resource, whose name begins with its workspace.
public protocol AddressedRequest: ProtoMessage {
  /// The name of the resource that the request is about, or of its parent; empty if the caller left it out, and in the
  /// later requests of a stream.
  ///
  /// Its first two segments are the workspace, by which callers are authorised and, later, requests are routed.
  var address: Text { get }
  /// The path of the field that holds the address, for errors; empty if the request type has none.
  static var addressField: StaticString { get }
  /// The `request_id` by which a repeat is recognised; nil if the request type has none, empty if the caller gave none.
  var replayID: Text? { get }
  /// What a repeat is answered with, given what the first call is: the same, unless something is shown once only.
  static func remembered(_ response: some ProtoMessage) -> [UInt8]
}

extension AddressedRequest {
  /// Requests without a `request_id` are not recognised when repeated.
  public var replayID: Text? { nil }
  /// All of the answer.
  public static func remembered(_ response: some ProtoMessage) -> [UInt8] { response.packed() }
}

extension CreateApiKeyRequest {
  /// The answer without the secret, which is stored nowhere.
  public static func remembered(_ response: some ProtoMessage) -> [UInt8] {
    guard let response = response as? CreateApiKeyResponse else { return response.packed() }
    let secret = response.secret.string
    response.setSecret("")
    defer { response.setSecret(secret) }
    return response.packed()
  }
}

/// A request with a `request_id`: a repeat of it is answered with the first result.
public protocol IdentifiedRequest: AddressedRequest {
  /// What the caller chose to recognise the request by; empty if he does not care.
  var requestID: Text { get }
}

extension IdentifiedRequest {
  /// The `request_id`.
  public var replayID: Text? { requestID }
}

/// A request that may ask only whether it would be accepted. Such a call does nothing, so there is nothing to remember it
/// by: the same `request_id` can make the change afterwards.
public protocol RehearsableRequest: IdentifiedRequest {
  /// Whether nothing is to be changed.
  var validateOnly: Bool { get }
}

extension RehearsableRequest {
  /// The `request_id` if something is to be changed.
  public var replayID: Text? { validateOnly ? nil : requestID }
}

extension EraseCustomerRequest: RehearsableRequest {}
extension IngestInteractionsRequest: RehearsableRequest {}
extension ScheduleResponseRequest: RehearsableRequest {}
extension SendResponseRequest: RehearsableRequest {}
