internal import GRPC
internal import InboxModel
internal import Protobuf

/// What a status is made of, before it is packed.
struct StatusParts {
  /// The outcome.
  var code: StatusCode
  /// A name of ErrorReason without its prefix.
  var reason: String
  /// A sentence for a developer.
  var message: String
  /// The path of the field at fault, if one is.
  var field: String?
  /// What the reason's comment in errors.proto lists, the field excepted.
  var metadata: [(key: StaticString, value: String)] = []

  /// Takes the parts of an error without a field.
  init(_ code: StatusCode, _ reason: String, _ message: String) {
    self.code = code
    self.reason = reason
    self.message = message
  }

  /// The parts of an error of the inbox.
  init(_ error: InboxError) {
    self.init(error.statusCode, error.reason, error.message)
    field = error.field
    metadata = error.metadata
  }

  /// The parts of a refused request.
  init(_ error: WireError) {
    self.init(.invalidArgument, error.fault.reason, error.description)
    field = error.path.isEmpty ? nil : error.path
  }
}

extension InboxError {
  /// The code that errors.proto gives the reason.
  var statusCode: StatusCode {
    switch self {
    case .actorMissing, .actorInvalid, .nameInvalid, .fieldRequired, .fieldInvalid, .fieldOutOfRange, .textTooLong,
      .tooManyItems, .scopeTooLarge, .htmlNotAllowed, .pageTokenInvalid, .updateMaskInvalid, .requestIDInvalid,
      .requestIDReused,
      .channelNotOffered, .scheduleTimePast, .attachmentNotAllowed, .attributeTypeMismatch, .attributeOptionUnknown,
      .attributeTargetMismatch, .resumeTokenInvalid, .streamSequenceInvalid, .attachmentTooLarge,
      .attachmentMismatch, .attachmentIncomplete:
      .invalidArgument
    case .actorUnknown, .actorNotAllowed, .roleInsufficient, .noteNotYours: .permissionDenied
    case .notFound: .notFound
    case .etagMismatch, .draftConflict, .leaseLost: .aborted
    case .resumeTokenExpired: .outOfRange
    case .alreadyExists: .alreadyExists
    case .methodUnimplemented: .unimplemented
    case .storageUnavailable, .modelUnavailable, .modelOutputInvalid: .unavailable
    case .modelTimeout: .deadlineExceeded
    case .quotaExceeded: .resourceExhausted
    case .internalFault: .internalError
    case .channelUnusable, .responseEmpty, .interactionTrashed, .responseAlreadyClaimed, .userWithoutAccess,
      .userIsObserver, .userDeactivated, .noteDeleted, .resourceInUse, .externalIDConflict, .fieldImmutable,
      .lastOwner, .customerErased, .modelNotConfigured, .draftEmpty, .deliveryFinished:
      .failedPrecondition
    }
  }

  /// The metadata that errors.proto lists for the reason, the field excepted.
  var metadata: [(key: StaticString, value: String)] {
    switch self {
    case .roleInsufficient(let role): [("role", role)]
    case .quotaExceeded(let quota, let limit): [("quota", quota), ("limit", String(limit))]
    case .notFound(let name), .etagMismatch(let name), .alreadyExists(_, let name), .externalIDConflict(_, let name):
      [("resource", name)]
    case .fieldOutOfRange(_, let min, let max): [("min", min), ("max", max)]
    case .textTooLong(_, let length, let limit): [("length", String(length)), ("limit", String(limit))]
    case .scopeTooLarge(_, let limit): [("limit", String(limit))]
    case .tooManyItems(_, let count, let limit): [("count", String(count)), ("limit", String(limit))]
    case .htmlNotAllowed(_, let element): [("element", element)]
    case .channelNotOffered(_, let channel, let source): [("source", source.label), ("channel", channel.label)]
    case .responseAlreadyClaimed(let message): [("message", message)]
    case .scheduleTimePast(let now): [("now", InstantText.string(microseconds: now))]
    case .attachmentNotAllowed(let channel, let mediaType): [("channel", channel.label), ("media_type", mediaType)]
    case .userWithoutAccess(let user), .userIsObserver(let user), .userDeactivated(let user): [("user", user)]
    case .attributeTypeMismatch(_, let definition), .attributeTargetMismatch(let definition):
      [("definition", definition)]
    case .attributeOptionUnknown(let definition, let option): [("definition", definition), ("option", option)]
    case .modelTimeout(let phase): [("phase", phase)]
    case .resourceInUse(let name, let usedBy): [("resource", name), ("used_by", usedBy)]
    case .deliveryFinished(let state): [("state", state.name)]
    case .attachmentTooLarge(let limit): [("limit", String(limit))]
    case .actorMissing, .actorInvalid, .actorUnknown, .actorNotAllowed, .nameInvalid, .fieldRequired, .fieldInvalid,
      .pageTokenInvalid, .updateMaskInvalid, .fieldImmutable, .lastOwner, .customerErased,
      .requestIDInvalid, .requestIDReused, .draftConflict, .methodUnimplemented, .storageUnavailable, .internalFault,
      .channelUnusable, .responseEmpty, .interactionTrashed, .noteNotYours, .noteDeleted,
      .modelNotConfigured, .draftEmpty, .modelUnavailable, .modelOutputInvalid,
      .resumeTokenInvalid, .resumeTokenExpired, .streamSequenceInvalid, .attachmentMismatch, .attachmentIncomplete,
      .leaseLost:
      []
    }
  }
}

extension WireError.Fault {
  /// The name of its ErrorReason, without the prefix.
  var reason: String {
    switch self {
    case .truncated, .malformedTag, .malformedInteger, .wrongWireType, .group: "MESSAGE_MALFORMED"
    case .invalidUTF8: "STRING_NOT_UTF8"
    case .containsNUL: "STRING_HAS_NUL"
    case .tooDeep: "MESSAGE_TOO_DEEP"
    case .tooManyElements, .outOfMemory: "MESSAGE_TOO_COMPLEX"
    }
  }
}

extension RawRepresentable {
  /// The name of the contract's value without its prefix, for sources and channels, whose cases are named as there.
  var label: String { String(describing: self).uppercased() }
}
