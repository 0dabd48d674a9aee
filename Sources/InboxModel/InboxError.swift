/// The one error of model and store. Each case has exactly one reason of the contract and says which field is at
/// fault; `InboxErrorText.swift` gives reason, sentence and metadata.
public enum InboxError: Error, Sendable, Equatable {
  /// The call names no actor (metadata key `inbox-actor`).
  case actorMissing
  /// The actor is not `users/…`, `workflows/…` or `connectors/…`, or not of the kind the method needs.
  case actorInvalid
  /// The workspace has no such active user.
  case actorUnknown(String)
  /// The method is not for actors of this kind.
  case actorNotAllowed
  /// The caller may see but not do this.
  case roleInsufficient(role: String)
  /// Nothing of that name is there, or the caller may not see it.
  case notFound(name: String)
  /// A resource name is not of the expected shape.
  case nameInvalid(field: String, expected: String)
  /// A field that must be given is not.
  case fieldRequired(field: String)
  /// A field has a value it may not have; `fault` completes "field …".
  case fieldInvalid(field: String, fault: String)
  /// A number or time is outside its range.
  case fieldOutOfRange(field: String, min: String, max: String)
  /// A text is over its limit in characters.
  case textTooLong(field: String, length: Int, limit: Int)
  /// A list is over its limit.
  case tooManyItems(field: String, count: Int, limit: Int)
  /// What is asked for is more than one call may look at or answer with.
  case scopeTooLarge(field: String, limit: Int)
  /// HTML outside e-mail, or beyond the safe subset.
  case htmlNotAllowed(field: String, element: String)
  /// A page token was not made by this server for this request.
  case pageTokenInvalid
  /// An update mask names a field that is unknown or cannot be updated.
  case updateMaskInvalid(field: String)
  /// A resume token was not made by this server for this request.
  case resumeTokenInvalid
  /// What follows a resume token is no longer kept, or lies in the future of a restored backup.
  case resumeTokenExpired
  /// The request id is malformed.
  case requestIDInvalid
  /// The same request id came before with other content.
  case requestIDReused
  /// The resource changed since the etag was given.
  case etagMismatch(name: String)
  /// The draft changed; the current one comes along (nil: there is none any more).
  case draftConflict(current: Draft?)
  /// Something of that name or with that unique value is there already.
  case alreadyExists(field: String, name: String)
  /// The method is not answered yet.
  case methodUnimplemented(String)
  /// The disk is full, read-only or failing; the text is for the log only.
  case storageUnavailable(String)
  /// A fault of ours; the text is for the log only.
  case internalFault(String)
  /// The source has no such channel.
  case channelNotOffered(field: String, channel: Channel, source: Source)
  /// The channel cannot send now.
  case channelUnusable(channel: Channel, reason: ChannelUnusableReason)
  /// There is neither text nor attachment to send.
  case responseEmpty
  /// The interaction is in the trash.
  case interactionTrashed
  /// The scheduled response has gone out as this message.
  case responseAlreadyClaimed(message: String)
  /// A schedule's time is not in the future.
  case scheduleTimePast(now: Int64)
  /// The channel takes no such attachment.
  case attachmentNotAllowed(channel: Channel, mediaType: String)
  /// The user has no access to the interaction's location.
  case userWithoutAccess(user: String)
  /// The user may only observe.
  case userIsObserver(user: String)
  /// The user is deactivated.
  case userDeactivated(user: String)
  /// Only the author edits a note; only the author or an admin deletes it.
  case noteNotYours
  /// The note is a tombstone.
  case noteDeleted
  /// The value is not of the attribute's type.
  case attributeTypeMismatch(field: String, definition: String)
  /// The attribute has no such option, or it is retired.
  case attributeOptionUnknown(definition: String, option: String)
  /// The attribute is for something else.
  case attributeTargetMismatch(definition: String)
  /// Something still refers to it.
  case resourceInUse(name: String, usedBy: String)
  /// The field cannot change any more.
  case fieldImmutable(field: String)
  /// The workspace would have no active owner.
  case lastOwner
  /// The customer was erased.
  case customerErased
  /// No language model is configured.
  case modelNotConfigured
  /// The operation needs a text, and there is none.
  case draftEmpty
  /// The model cannot be reached, refused or broke off; `fault` says how.
  case modelUnavailable(fault: String)
  /// The model was too slow: `first_token`, `idle` or `total`.
  case modelTimeout(phase: String)
  /// What the model wrote cannot be used; `fault` says why.
  case modelOutputInvalid(fault: String)
  /// There are as many as may be.
  case quotaExceeded(quota: String, limit: Int)
  /// The requests of a stream are not numbered in rising order.
  case streamSequenceInvalid(field: String)
  /// The file is over the limit in bytes.
  case attachmentTooLarge(limit: Int64)
  /// The uploaded bytes are not those announced: `field` is the size's or the digest's.
  case attachmentMismatch(field: String)
  /// An upload ended before it was whole.
  case attachmentIncomplete
  /// The fencing token of a report is not the current one, or the lease is over.
  case leaseLost
  /// The delivery is in a state that the outcome, or a retry, cannot follow.
  case deliveryFinished(state: DeliveryState)
  /// The external id belongs to something else.
  case externalIDConflict(field: String, name: String)
}
