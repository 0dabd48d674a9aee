internal import GRPC
internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

/// What recognises the repeat of a request that is answered by a stream; unary commands are remembered by the server.
struct RequestMemory: Sendable {
  /// What the caller chose; empty if he does not care.
  private let id: String
  private let method: String
  private let fingerprint: [UInt8]

  /// Recognises a request of a method.
  init(_ request: some IdentifiedRequest, of method: MethodDescriptor) {
    id = request.requestID.string
    self.method = method.path
    fingerprint = id.isEmpty ? [] : Fingerprint.of(request)
  }

  /// The stored answer of a repeat; nil for a new request. Throws `requestIDInvalid` and `requestIDReused`.
  func recall(for caller: Caller, in transaction: InboxStore.Transaction) throws(InboxError) -> [UInt8]? {
    id.isEmpty ? nil : try transaction.replay(id, method: method, fingerprint: fingerprint, for: caller)
  }

  /// Stores the answer in the transaction that did the work.
  func remember(_ response: [UInt8], for caller: Caller, in transaction: WriteTransaction) throws(InboxError) {
    guard !id.isEmpty, try recall(for: caller, in: transaction) == nil else { return }
    try transaction.remember(id, method: method, fingerprint: fingerprint, response: response.span, for: caller)
  }
}
