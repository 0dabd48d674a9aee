import GRPC
import InboxAPI
import InboxModel
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Errors become statuses that a caller can act on")
struct StatusMappingTests {
  /// An example of every error.
  static let samples: [InboxError] = [
    .actorMissing, .actorInvalid, .actorUnknown("users/x"), .roleInsufficient(role: "OBSERVER"),
    .notFound(name: "workspaces/w/interactions/0000000000001"), .nameInvalid(field: "name", expected: "x"),
    .fieldRequired(field: "a"), .fieldInvalid(field: "items[3].customer.email", fault: "is odd"),
    .fieldOutOfRange(field: "page_size", min: "0", max: "9"), .textTooLong(field: "text", length: 9, limit: 8),
    .tooManyItems(field: "mentions", count: 51, limit: 50), .htmlNotAllowed(field: "text", element: "<script>"),
    .pageTokenInvalid, .requestIDInvalid, .requestIDReused, .etagMismatch(name: "workspaces/w/interactions/x"),
    .draftConflict(current: nil), .alreadyExists(field: "user_id", name: "workspaces/w/users/x"),
    .methodUnimplemented("inbox.v1.X/Y"), .storageUnavailable("disk /secret full"), .internalFault("secret at line 9"),
    .channelNotOffered(field: "channel", channel: .provider, source: .site),
    .channelUnusable(channel: .email, reason: .customerEmailMissing), .responseEmpty, .interactionTrashed,
    .scheduleTimePast(now: 1_795_359_300_000_000), .attachmentNotAllowed(channel: .sms, mediaType: "image/png"),
    .userWithoutAccess(user: "x"), .userIsObserver(user: "x"), .userDeactivated(user: "x"), .noteNotYours,
    .noteDeleted, .attributeTypeMismatch(field: "values[0]", definition: "d"),
    .attributeOptionUnknown(definition: "d", option: "o"), .attributeTargetMismatch(definition: "d"),
    .resourceInUse(name: "n", usedBy: "u"), .externalIDConflict(field: "external_id", name: "n"),
    .actorNotAllowed, .updateMaskInvalid(field: "etag"), .fieldImmutable(field: "type"), .lastOwner, .customerErased,
    .modelNotConfigured, .draftEmpty, .modelUnavailable(fault: "f"), .modelTimeout(phase: "idle"),
    .modelOutputInvalid(fault: "f"),
    .quotaExceeded(quota: "keys", limit: 9),
    .resumeTokenInvalid, .resumeTokenExpired, .streamSequenceInvalid(field: "sequence"),
    .attachmentTooLarge(limit: 26_214_400), .attachmentMismatch(field: "start.sha256"), .attachmentIncomplete,
    .responseAlreadyClaimed(message: "m"), .leaseLost, .deliveryFinished(state: .cancelled),
    .scopeTooLarge(field: "range", limit: 400),
  ]

  /// A number for each case. It does not compile when a case is missing, and then `samples` needs one as well.
  static func number(_ error: InboxError) -> Int {
    switch error {
    case .actorMissing: 0
    case .actorInvalid: 1
    case .actorUnknown: 2
    case .roleInsufficient: 3
    case .notFound: 4
    case .nameInvalid: 5
    case .fieldRequired: 6
    case .fieldInvalid: 7
    case .fieldOutOfRange: 8
    case .textTooLong: 9
    case .tooManyItems: 10
    case .htmlNotAllowed: 11
    case .pageTokenInvalid: 12
    case .requestIDInvalid: 13
    case .requestIDReused: 14
    case .etagMismatch: 15
    case .draftConflict: 16
    case .alreadyExists: 17
    case .methodUnimplemented: 18
    case .storageUnavailable: 19
    case .internalFault: 20
    case .channelNotOffered: 21
    case .channelUnusable: 22
    case .responseEmpty: 23
    case .interactionTrashed: 24
    case .scheduleTimePast: 25
    case .attachmentNotAllowed: 26
    case .userWithoutAccess: 27
    case .userIsObserver: 28
    case .userDeactivated: 29
    case .noteNotYours: 30
    case .noteDeleted: 31
    case .attributeTypeMismatch: 32
    case .attributeOptionUnknown: 33
    case .attributeTargetMismatch: 34
    case .resourceInUse: 35
    case .externalIDConflict: 36
    case .actorNotAllowed: 37
    case .updateMaskInvalid: 38
    case .fieldImmutable: 39
    case .lastOwner: 40
    case .customerErased: 41
    case .modelNotConfigured: 42
    case .draftEmpty: 43
    case .modelUnavailable: 44
    case .modelTimeout: 45
    case .modelOutputInvalid: 46
    case .quotaExceeded: 47
    case .resumeTokenInvalid: 48
    case .resumeTokenExpired: 49
    case .streamSequenceInvalid: 50
    case .attachmentTooLarge: 51
    case .attachmentMismatch: 52
    case .attachmentIncomplete: 53
    case .responseAlreadyClaimed: 54
    case .leaseLost: 55
    case .deliveryFinished: 56
    case .scopeTooLarge: 57
    }
  }

  /// The status of an error, as a client reads it.
  static func decode(_ error: InboxError) throws -> DecodedStatus {
    let arena = Arena()
    defer { arena.destroy() }
    return try DecodedStatus(StatusMapping.status(error, in: arena))
  }

  @Test("There is an example of every error")
  func samplesAreComplete() {
    #expect(Self.samples.map(Self.number) == Array(0..<Self.samples.count))
  }

  @Test("Code, reason and metadata are those that errors.proto lists", arguments: samples)
  func followsTheCatalogue(_ error: InboxError) throws {
    let status = try Self.decode(error)
    let info = try status.info()
    let documented = try #require(ErrorCatalogue.reasons[info.reason], "no reason \(info.reason) in errors.proto")
    #expect(status.code == documented.code)
    #expect(info.domain == "inboxd")
    #expect(Set(info.metadata.keys).isSubset(of: documented.keys.union(["field"])))
    // Of a name that is not there the field is known only where a list of names was given.
    let missing = documented.keys.subtracting(info.metadata.keys).subtracting(["field"])
    #expect(missing.isEmpty, "\(info.reason) lacks \(missing)")
    #expect(!status.message.isEmpty && status.size <= StatusMapping.detailsBytesMax)
  }

  @Test("An error about a field names its path in BadRequest and in the metadata", arguments: samples)
  func namesTheField(_ error: InboxError) throws {
    let status = try Self.decode(error)
    #expect(try status.fields() == (error.field.map { [$0] } ?? []))
    #expect(try status.info().metadata["field"] == error.field)
  }

  @Test("Every reason a channel cannot be used for has its own reason and code")
  func channelReasons() throws {
    let reasons = (1...7).compactMap { InboxModel.ChannelUnusableReason(rawValue: $0) }
    #expect(reasons.count == 7)
    for reason in reasons {
      let status = try Self.decode(.channelUnusable(channel: .sms, reason: reason))
      let documented = try #require(ErrorCatalogue.reasons[try status.info().reason])
      #expect(status.code == documented.code)
      let shown = try status.read("inbox.v1.ChannelProblem", as: ChannelProblem.self) { problem in
        (problem.channel?.type, problem.channel?.unusableReason.rawValue, problem.channel?.usable)
      }
      #expect(try #require(shown) == (.sms, Int32(reason.rawValue), false))
    }
  }

  @Test("A channel that the source does not offer tells those it does")
  func offeredChannels() throws {
    let status = try Self.decode(.channelNotOffered(field: "channel", channel: .provider, source: .site))
    #expect(try status.info().metadata == ["field": "channel", "source": "SITE", "channel": "PROVIDER"])
    let offered = try status.read("inbox.v1.ChannelProblem", as: ChannelProblem.self) { Array($0.offeredChannels) }
    #expect(offered == [.email, .sms])
  }

  @Test("A fault of the server reaches its log by the id that the caller gets, and the caller without its text")
  func faultsAreNotTold() throws {
    for error in [InboxError.internalFault("secret at line 9"), .storageUnavailable("secret disk")] {
      let arena = Arena()
      defer { arena.destroy() }
      var logged: [StatusMapping.Fault] = []
      let raw = StatusMapping.status(error, in: arena) { logged.append($0) }
      let status = try DecodedStatus(raw)
      #expect(try status.info().metadata["error_id"] == logged.first?.errorID)
      #expect(logged.count == 1 && logged.first?.text.hasPrefix("secret") == true)
      #expect(!status.message.contains("secret"))
      #expect(!String(decoding: raw.details, as: UTF8.self).contains("secret"))
    }
  }

  @Test("An error that is not the server's fault is not logged")
  func onlyFaultsAreLogged() {
    let arena = Arena()
    defer { arena.destroy() }
    for error in Self.samples where error.reason != "INTERNAL_ERROR" && error.reason != "STORAGE_UNAVAILABLE" {
      _ = StatusMapping.status(error, in: arena) { _ in Issue.record("\(error) was logged") }
    }
  }

  @Test("Bytes that are no such message are told by reason and path")
  func wireErrors() throws {
    let arena = Arena()
    defer { arena.destroy() }
    // name = "a\0b", and name = an invalid byte; then a length beyond the end.
    let cases: [([UInt8], String, [String])] = [
      ([0x0A, 3, 97, 0, 98], "STRING_HAS_NUL", ["name"]), ([0x0A, 1, 0xFF], "STRING_NOT_UTF8", ["name"]),
      ([0x0A, 9, 97], "MESSAGE_MALFORMED", ["name"]),
    ]
    for (bytes, reason, fields) in cases {
      let error = #expect(throws: WireError.self) {
        _ = try unsafe bytes.withUnsafeBytes { unsafe try GetInteractionRequest.decode($0, in: arena) }
      }
      let status = try DecodedStatus(StatusMapping.status(try #require(error), in: arena))
      #expect(status.code == .invalidArgument)
      #expect(try status.info().reason == reason)
      #expect(try status.fields() == fields)
    }
  }

  @Test("A shed call says when to come back")
  func overload() throws {
    let arena = Arena()
    defer { arena.destroy() }
    let status = try DecodedStatus(StatusMapping.overloaded(retryAfterMilliseconds: 250, in: arena))
    #expect(status.code == .resourceExhausted)
    #expect(try status.info().reason == "SERVER_OVERLOADED")
    let delay = try status.read("google.rpc.RetryInfo", as: RetryInfo.self) { $0.retryDelay?.microseconds }
    #expect(delay == 250_000)
    #expect(try DecodedStatus(StatusMapping.draining(in: arena)).info().reason == "SERVER_DRAINING")
  }

  @Test("Texts that repeat what the caller sent are cut between characters, and the reason always arrives")
  func longTexts() throws {
    let long = String(repeating: "é", count: 5000)
    let status = try Self.decode(.alreadyExists(field: long, name: long))
    let info = try status.info()
    #expect(info.reason == "ALREADY_EXISTS")
    #expect(info.metadata["resource"]?.utf8.count ?? 0 <= StatusMapping.textBytesMax)
    #expect(info.metadata["resource"]?.hasPrefix("éé") == true && info.metadata["resource"]?.hasSuffix("é...") == true)
    #expect(status.size <= StatusMapping.detailsBytesMax)
  }

  @Test("An instant in an error is readable")
  func instants() {
    #expect(InstantText.string(microseconds: 0) == "1970-01-01T00:00:00Z")
    #expect(InstantText.string(microseconds: 951_782_400_000_000) == "2000-02-29T00:00:00Z")
    #expect(InstantText.string(microseconds: 1_795_359_300_999_999) == "2026-11-22T14:55:00Z")
    #expect(InstantText.string(microseconds: -1) == "1969-12-31T23:59:59Z")
  }
}
