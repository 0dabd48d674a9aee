/// How errors read: the contract's reason, the field, a sentence for a developer, metadata.
extension InboxError {
  /// The contract's reason, a name of ErrorReason without its prefix.
  public var reason: String {
    switch self {
    case .actorMissing: "ACTOR_MISSING"
    case .actorInvalid: "ACTOR_INVALID"
    case .actorUnknown: "ACTOR_UNKNOWN"
    case .actorNotAllowed: "ACTOR_NOT_ALLOWED"
    case .roleInsufficient: "ROLE_INSUFFICIENT"
    case .notFound: "RESOURCE_NOT_FOUND"
    case .nameInvalid: "NAME_INVALID"
    case .fieldRequired: "FIELD_REQUIRED"
    case .fieldInvalid: "FIELD_INVALID"
    case .fieldOutOfRange: "FIELD_OUT_OF_RANGE"
    case .textTooLong: "TEXT_TOO_LONG"
    case .tooManyItems: "TOO_MANY_ITEMS"
    case .scopeTooLarge: "SCOPE_TOO_LARGE"
    case .htmlNotAllowed: "HTML_NOT_ALLOWED"
    case .pageTokenInvalid: "PAGE_TOKEN_INVALID"
    case .updateMaskInvalid: "UPDATE_MASK_INVALID"
    case .resumeTokenInvalid: "RESUME_TOKEN_INVALID"
    case .resumeTokenExpired: "RESUME_TOKEN_EXPIRED"
    case .requestIDInvalid: "REQUEST_ID_INVALID"
    case .requestIDReused: "REQUEST_ID_REUSED"
    case .etagMismatch: "ETAG_MISMATCH"
    case .draftConflict: "DRAFT_CONFLICT"
    case .alreadyExists: "ALREADY_EXISTS"
    case .methodUnimplemented: "METHOD_UNIMPLEMENTED"
    case .storageUnavailable: "STORAGE_UNAVAILABLE"
    case .internalFault: "INTERNAL_ERROR"
    case .channelNotOffered: "CHANNEL_NOT_OFFERED"
    case .channelUnusable(_, let reason): reason.name
    case .responseEmpty: "RESPONSE_EMPTY"
    case .interactionTrashed: "INTERACTION_TRASHED"
    case .responseAlreadyClaimed: "RESPONSE_ALREADY_CLAIMED"
    case .scheduleTimePast: "SCHEDULE_TIME_PAST"
    case .attachmentNotAllowed: "ATTACHMENT_NOT_ALLOWED"
    case .userWithoutAccess: "USER_WITHOUT_ACCESS"
    case .userIsObserver: "USER_IS_OBSERVER"
    case .userDeactivated: "USER_DEACTIVATED"
    case .noteNotYours: "NOTE_NOT_YOURS"
    case .noteDeleted: "NOTE_DELETED"
    case .attributeTypeMismatch: "ATTRIBUTE_TYPE_MISMATCH"
    case .attributeOptionUnknown: "ATTRIBUTE_OPTION_UNKNOWN"
    case .attributeTargetMismatch: "ATTRIBUTE_TARGET_MISMATCH"
    case .resourceInUse: "RESOURCE_IN_USE"
    case .fieldImmutable: "FIELD_IMMUTABLE"
    case .lastOwner: "LAST_OWNER"
    case .customerErased: "CUSTOMER_ERASED"
    case .modelNotConfigured: "MODEL_NOT_CONFIGURED"
    case .draftEmpty: "DRAFT_EMPTY"
    case .modelUnavailable: "MODEL_UNAVAILABLE"
    case .modelTimeout: "MODEL_TIMEOUT"
    case .modelOutputInvalid: "MODEL_OUTPUT_INVALID"
    case .quotaExceeded: "QUOTA_EXCEEDED"
    case .leaseLost: "LEASE_LOST"
    case .deliveryFinished: "DELIVERY_FINISHED"
    case .externalIDConflict: "EXTERNAL_ID_CONFLICT"
    case .streamSequenceInvalid: "STREAM_SEQUENCE_INVALID"
    case .attachmentTooLarge: "ATTACHMENT_TOO_LARGE"
    case .attachmentMismatch: "ATTACHMENT_MISMATCH"
    case .attachmentIncomplete: "ATTACHMENT_INCOMPLETE"
    }
  }

  /// The request field at fault, where one is.
  public var field: String? {
    switch self {
    case .nameInvalid(let field, _), .fieldRequired(let field), .fieldInvalid(let field, _),
      .fieldOutOfRange(let field, _, _), .textTooLong(let field, _, _), .tooManyItems(let field, _, _),
      .scopeTooLarge(let field, _),
      .htmlNotAllowed(let field, _), .alreadyExists(let field, _), .channelNotOffered(let field, _, _),
      .attributeTypeMismatch(let field, _), .externalIDConflict(let field, _), .updateMaskInvalid(let field),
      .fieldImmutable(let field), .streamSequenceInvalid(let field), .attachmentMismatch(let field):
      field
    case .pageTokenInvalid: "page_token"
    case .resumeTokenInvalid: "resume_token"
    case .requestIDInvalid, .requestIDReused: "request_id"
    case .scheduleTimePast: "schedule_time"
    default: nil
    }
  }

  /// The same error seen from outside a part of the request: `items[3]` goes before the field.
  public func prefixed(_ path: String) -> InboxError { renamed { path + "." + $0 } }

  /// The same error about a field of another name.
  public func renamed(_ name: (String) -> String) -> InboxError {
    switch self {
    case .nameInvalid(let field, let expected): .nameInvalid(field: name(field), expected: expected)
    case .fieldRequired(let field): .fieldRequired(field: name(field))
    case .fieldInvalid(let field, let fault): .fieldInvalid(field: name(field), fault: fault)
    case .fieldOutOfRange(let field, let min, let max): .fieldOutOfRange(field: name(field), min: min, max: max)
    case .textTooLong(let field, let length, let limit):
      .textTooLong(field: name(field), length: length, limit: limit)
    case .tooManyItems(let field, let count, let limit): .tooManyItems(field: name(field), count: count, limit: limit)
    case .htmlNotAllowed(let field, let element): .htmlNotAllowed(field: name(field), element: element)
    case .alreadyExists(let field, let resource): .alreadyExists(field: name(field), name: resource)
    case .channelNotOffered(let field, let channel, let source):
      .channelNotOffered(field: name(field), channel: channel, source: source)
    case .attributeTypeMismatch(let field, let definition):
      .attributeTypeMismatch(field: name(field), definition: definition)
    case .externalIDConflict(let field, let resource): .externalIDConflict(field: name(field), name: resource)
    default: self
    }
  }

  /// A sentence for a developer. It names the field and what is wrong with its value, and tells nothing of the log's.
  public var message: String {
    switch self {
    case .actorMissing: "the metadata key inbox-actor is missing: say on whose behalf, for example users/admin"
    case .actorInvalid: "inbox-actor must be users/{id}, workflows/{id} or connectors/{id}, of a kind the method takes"
    case .actorUnknown(let actor): "the workspace has no active user '\(actor)'"
    case .actorNotAllowed: "this method is not for actors of this kind"
    case .roleInsufficient(let role): "the role \(role) may not do this"
    case .notFound(let name): "'\(name)' does not exist"
    case .nameInvalid(let field, let expected): "\(field) must look like \(expected)"
    case .fieldRequired(let field): "\(field) is required"
    case .fieldInvalid(let field, let fault): "\(field) \(fault)"
    case .fieldOutOfRange(let field, let min, let max): "\(field) must be from \(min) to \(max)"
    case .textTooLong(let field, let length, let limit):
      "\(field) has \(length) characters, and at most \(limit) are taken"
    case .scopeTooLarge(let field, let limit):
      "\(field) takes in more than the \(limit) entries that one call answers for"
    case .tooManyItems(let field, let count, let limit): "\(field) has \(count) entries, and at most \(limit) are taken"
    case .htmlNotAllowed(let field, let element): "\(field): \(element) is not allowed here"
    case .pageTokenInvalid: "page_token is not one that this request gave"
    case .updateMaskInvalid(let field):
      "update_mask names '\(field)', which is not one of the fields that can be changed"
    case .resumeTokenInvalid: "resume_token is not one that this request gave"
    case .resumeTokenExpired: "what follows resume_token is not kept any more; list again"
    case .requestIDInvalid: "request_id must be 1 to 64 of the characters A-Z, a-z, 0-9, '.', '_', ':' and '-'"
    case .requestIDReused: "request_id was used with other content; make a new one"
    case .etagMismatch(let name): "'\(name)' changed since that etag was given; read it again"
    case .draftConflict(let current):
      current == nil ? "the draft is gone since that etag was given" : "the draft changed since that etag was given"
    case .alreadyExists(let field, let name): "\(field): '\(name)' exists already"
    case .methodUnimplemented(let method): "\(method) is not answered by this server yet"
    case .storageUnavailable: "the server cannot write to its disk now; nothing of the call was kept"
    case .internalFault: "the server failed; nothing of the call was kept"
    case .channelNotOffered(let field, let channel, let source):
      "\(field): \(source) interactions have no channel \(channel)"
    case .channelUnusable(let channel, let reason): "the channel \(channel) cannot send: \(reason.sentence)"
    case .responseEmpty: "no text was given and the channel holds none"
    case .interactionTrashed: "the interaction is in the trash; undelete it first"
    case .responseAlreadyClaimed(let message): "the scheduled response has gone out as '\(message)'"
    case .scheduleTimePast: "schedule_time must lie in the future"
    case .attachmentNotAllowed(let channel, let mediaType): "the channel \(channel) takes no \(mediaType)"
    case .userWithoutAccess(let user): "the user '\(user)' has no access to the interaction's location"
    case .userIsObserver(let user): "the user '\(user)' may only observe"
    case .userDeactivated(let user): "the user '\(user)' is deactivated"
    case .noteNotYours: "only its author changes a note; only its author or an admin deletes it"
    case .noteDeleted: "the note was deleted"
    case .attributeTypeMismatch(let field, let definition): "\(field) is not of the type of '\(definition)'"
    case .attributeOptionUnknown(let definition, let option): "'\(definition)' has no option '\(option)' to choose"
    case .attributeTargetMismatch(let definition): "'\(definition)' is defined for something else"
    case .resourceInUse(let name, let usedBy): "'\(name)' is still used by \(usedBy)"
    case .fieldImmutable(let field): "\(field) cannot change any more"
    case .lastOwner: "the workspace would have no active owner; make another user an owner first"
    case .customerErased: "the customer was erased"
    case .modelNotConfigured:
      "no language model is configured: start inboxd with --model-url and --model-name (INBOXD_MODEL_URL, INBOXD_MODEL_NAME)"
    case .draftEmpty: "the operation needs a text: give one, or save a draft first"
    case .modelUnavailable(let fault), .modelOutputInvalid(let fault): "\(fault); the draft is as it was"
    case .modelTimeout(let phase): "the model was too slow (\(phase)); the draft is as it was"
    case .quotaExceeded(let quota, let limit): "there are \(limit) \(quota) already, and no more are kept"
    case .leaseLost: "the lease is over or another's; forget the delivery"
    case .deliveryFinished(let state): "the delivery is \(state.name), which that cannot follow"
    case .externalIDConflict(let field, let name): "\(field) belongs to '\(name)'"
    case .streamSequenceInvalid(let field): "\(field) must be at least 1 and greater than that of the request before"
    case .attachmentTooLarge(let limit): "the file has more than \(limit) bytes, and at most as many are taken"
    case .attachmentMismatch(let field): "\(field) is not that of the bytes that came"
    case .attachmentIncomplete: "an upload is one message with start, and then chunks with the file's bytes"
    }
  }
}

extension ChannelUnusableReason {
  /// The contract's name without its prefix, which is also the error's reason.
  public var name: String {
    switch self {
    case .customerEmailMissing: "CUSTOMER_EMAIL_MISSING"
    case .customerEmailBounced: "CUSTOMER_EMAIL_BOUNCED"
    case .customerEmailOptedOut: "CUSTOMER_EMAIL_OPTED_OUT"
    case .customerPhoneMissing: "CUSTOMER_PHONE_MISSING"
    case .customerSMSOptedOut: "CUSTOMER_SMS_OPTED_OUT"
    case .removedAtSource: "REMOVED_AT_SOURCE"
    case .closedBySource: "CLOSED_BY_SOURCE"
    }
  }

  /// What is the matter, for a developer.
  public var sentence: String {
    switch self {
    case .customerEmailMissing: "the customer has no e-mail address"
    case .customerEmailBounced: "mail to the customer's address came back"
    case .customerEmailOptedOut: "the customer asked for no e-mail"
    case .customerPhoneMissing: "the customer has no phone number"
    case .customerSMSOptedOut: "the customer asked for no short messages"
    case .removedAtSource: "the source removed the interaction"
    case .closedBySource: "the source takes no answer any more"
    }
  }
}
