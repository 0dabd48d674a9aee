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

  /// Recognises a request of a method by its id and by what is given for its content.
  init(id: String, fingerprint: [UInt8], of method: MethodDescriptor) {
    self.id = id
    self.method = method.path
    self.fingerprint = fingerprint
  }

  /// The stored answer of a repeat; nil for a new request. Throws `requestIDInvalid` and `requestIDReused`.
  /// `part` tells the answers of one request apart.
  func recall(
    part: Int64 = 0, for caller: Caller, in transaction: InboxStore.Transaction
  ) throws(InboxError) -> [UInt8]? {
    id.isEmpty ? nil : try transaction.replay(id, part: part, method: method, fingerprint: fingerprint, for: caller)
  }

  /// Stores the answer in the transaction that did the work.
  func remember(
    _ response: [UInt8], part: Int64 = 0, for caller: Caller, in transaction: WriteTransaction
  ) throws(InboxError) {
    guard !id.isEmpty, try recall(part: part, for: caller, in: transaction) == nil else { return }
    try transaction.remember(
      id, part: part, method: method, fingerprint: fingerprint, response: response.span, for: caller)
  }
}

extension ProtoMessage {
  /// A message that this server packed before.
  static func stored(_ bytes: [UInt8], in arena: Arena) throws(InboxError) -> Self {
    let decoded: Result<Self, WireError> = unsafe bytes.withUnsafeBytes { buffer in
      do throws(WireError) {
        return .success(try unsafe Self.decode(buffer, in: arena))
      } catch {
        return .failure(error)
      }
    }
    switch decoded {
    case .success(let message): return message
    case .failure(let error): throw .internalFault("a stored answer cannot be read: \(error)")
    }
  }
}
