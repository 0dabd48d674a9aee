public import GRPC
public import InboxModel
public import Protobuf
internal import InboxAPI
internal import StandardAPI

// Errors to statuses: the one place where they meet.
//
//     InboxError / WireError --> code, reason, sentence, metadata --> google.rpc.Status in grpc-status-details-bin
//                                                                      |- google.rpc.ErrorInfo    always
//                                                                      |- google.rpc.BadRequest   a field is at fault
//                                                                      |- inbox.v1.DraftConflict, ChannelProblem
//                                                                      '- google.rpc.RetryInfo    overload
//
// Invariants:
//  1. Reasons, codes and metadata keys are those that errors.proto lists; a test reads them from there.
//  2. What is a fault of the server reaches the caller as an id only. Its text goes to the log, with the same id.
//  3. The details take at most `detailsBytesMax`: beyond it transports drop the header, or clients refuse all of the
//     trailers. ErrorInfo comes first and is bounded; what does not fit after it is left out, a draft's text first.

/// Turns errors into statuses that a caller can act on.
public enum StatusMapping {
  /// The most bytes of details: 6,144 characters of base64.
  public static let detailsBytesMax = 4608
  /// The most bytes of the sentence and of each metadata value; they only repeat what the caller sent.
  static let textBytesMax = 512
  /// Who made the error, in ErrorInfo.
  static let domain: StaticString = "inboxd"

  /// A fault of the server, for its log.
  public struct Fault: Sendable, Equatable {
    /// What the caller is told.
    public let errorID: String
    /// What happened; nothing of it reaches the caller.
    public let text: String
    /// The trace of the call, if it has one.
    public var trace: TraceContext?
    /// What the caller calls the request, if he does.
    public var requestID: RequestID?
  }

  /// The status of an error of the inbox. A fault of the server is also handed to `log`, under the id that the caller
  /// gets. With a caller, the draft in a conflict names its interaction.
  public static func status(
    _ error: InboxError, in arena: Arena, for caller: Caller? = nil, log: (Fault) -> Void = { _ in }
  ) -> GRPC.Status {
    var parts = StatusParts(error)
    switch error {
    case .internalFault(let text), .storageUnavailable(let text):
      let fault = Fault(errorID: Base32.string(of: Int64.random(in: 0...Int64.max)), text: text)
      log(fault)
      parts.metadata.append(("error_id", fault.errorID))
    default: break
    }
    let details = ErrorDetails(parts, in: arena)
    switch error {
    case .draftConflict(let current):
      let names = Names(workspace: caller?.workspaceSlug ?? "", in: arena)
      details.add(DraftConflict.bounded(current, names, bytesMax: details.bytesLeft))
    case .channelNotOffered(_, let channel, let source):
      details.add(ChannelProblem(channel, offeredBy: source, in: arena))
    case .channelUnusable(let channel, let reason):
      details.add(ChannelProblem(channel, unusableFor: reason, in: arena))
    default: break
    }
    return details.status
  }

  /// The status of a request whose bytes are refused.
  public static func status(_ error: WireError, in arena: Arena) -> GRPC.Status {
    ErrorDetails(StatusParts(error), in: arena).status
  }

  /// The status of a call that is shed: try again after a while.
  public static func overloaded(
    _ sentence: String = "the server has more to do than it can; try again in a moment", retryAfterMilliseconds: Int,
    in arena: Arena
  ) -> GRPC.Status {
    let parts = StatusParts(.resourceExhausted, "SERVER_OVERLOADED", sentence)
    let details = ErrorDetails(parts, in: arena)
    let retry = RetryInfo(in: arena)
    retry.makeRetryDelay().microseconds = Int64(retryAfterMilliseconds) * 1000
    details.add("type.googleapis.com/google.rpc.RetryInfo", retry)
    return details.status
  }

  /// The status of a call whose credential does not let it in.
  public static func status(_ fault: CredentialFault, in arena: Arena) -> GRPC.Status {
    ErrorDetails(StatusParts(.unauthenticated, fault.reason, fault.sentence), in: arena).status
  }

  /// The status of a call that came while the server stops.
  public static func draining(_ sentence: String = "the server is stopping; call again", in arena: Arena) -> GRPC.Status
  {
    ErrorDetails(StatusParts(.unavailable, "SERVER_DRAINING", sentence), in: arena).status
  }
}

/// Why a credential does not let a call in.
public enum CredentialFault: Error, Equatable {
  /// There is none, and one is needed.
  case missing
  /// It is malformed, unknown or revoked; the three are not told apart.
  case invalid
  /// Its time is over.
  case expired

  /// The contract's reason.
  var reason: String {
    switch self {
    case .missing: "CREDENTIAL_MISSING"
    case .invalid: "CREDENTIAL_INVALID"
    case .expired: "CREDENTIAL_EXPIRED"
    }
  }

  /// A sentence for a developer.
  var sentence: String {
    switch self {
    case .missing: "the metadata key authorization is missing: send \"Bearer \" and the secret of an API key"
    case .invalid: "the credential is not one of this server"
    case .expired: "the credential's time is over"
    }
  }
}
