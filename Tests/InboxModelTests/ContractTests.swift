import Foundation
import InboxModel
import Testing

/// The model says what the contract says: numbers of enums and reasons of errors are read off the .proto files.
struct ContractTests {
  /// The values of an enum in a file of the contract, without their prefix.
  private func values(of name: String, in file: String, prefix: String) throws -> [String: Int] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("proto/inbox/v1/\(file).proto"), encoding: .utf8)
    let start = try #require(text.range(of: "enum \(name) {"))
    var values: [String: Int] = [:]
    for line in text[start.upperBound...].split(separator: "\n") {
      if line == "}" { break }
      let words = line.split(separator: " ")
      guard words.count >= 3, words[0].hasPrefix(prefix), words[1] == "=" else { continue }
      values[String(words[0].dropFirst(prefix.count))] = Int(words[2].filter(\.isNumber))
    }
    return values
  }

  @Test func sourcesAndFamilies() throws {
    let sources = try values(of: "Source", in: "source", prefix: "SOURCE_")
    for source in Source.allCases { #expect(sources["\(source)".uppercased()] == Int(source.rawValue)) }
    #expect(sources.count == Source.allCases.count + 1)
    let families = try values(of: "Family", in: "source", prefix: "FAMILY_")
    for family in Family.allCases { #expect(families["\(family)".uppercased()] == Int(family.rawValue)) }
  }

  @Test func eventTypes() throws {
    let types = try values(of: "EventType", in: "event", prefix: "EVENT_TYPE_")
    #expect(types.count == EventType.allCases.count + 1)
    for type in EventType.allCases {
      let name = "\(type)".reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
      #expect(types[name] == Int(type.rawValue), "\(name)")
    }
  }

  @Test func composing() throws {
    func name(_ value: some Any) -> String {
      "\(value)".reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
    }
    let operations = try values(of: "ComposeOperation", in: "compose_requests", prefix: "COMPOSE_OPERATION_")
    #expect(operations.count == ComposeOperation.allCases.count + 1)
    for operation in ComposeOperation.allCases { #expect(operations[name(operation)] == Int(operation.rawValue)) }
    let tones = try values(of: "ComposeTone", in: "compose_requests", prefix: "COMPOSE_TONE_")
    #expect(tones.count == ComposeTone.allCases.count + 1)
    for tone in ComposeTone.allCases { #expect(tones[name(tone)] == Int(tone.rawValue)) }
  }

  @Test func everyReasonIsInTheContract() throws {
    let reasons = try values(of: "ErrorReason", in: "errors", prefix: "ERROR_REASON_")
    let errors: [InboxError] = [
      .actorMissing, .actorInvalid, .actorUnknown("u"), .actorNotAllowed, .roleInsufficient(role: "r"),
      .notFound(name: "n"),
      .nameInvalid(field: "f", expected: "e"), .fieldRequired(field: "f"), .fieldInvalid(field: "f", fault: "x"),
      .fieldOutOfRange(field: "f", min: "0", max: "1"), .textTooLong(field: "f", length: 2, limit: 1),
      .tooManyItems(field: "f", count: 2, limit: 1), .htmlNotAllowed(field: "f", element: "e"), .pageTokenInvalid,
      .requestIDInvalid, .requestIDReused, .etagMismatch(name: "n"), .draftConflict(current: nil),
      .alreadyExists(field: "f", name: "n"), .methodUnimplemented("m"), .storageUnavailable("s"), .internalFault("s"),
      .channelNotOffered(field: "f", channel: .sms, source: .site), .responseEmpty, .interactionTrashed,
      .scheduleTimePast(now: 1), .attachmentNotAllowed(channel: .sms, mediaType: "m"), .userWithoutAccess(user: "u"),
      .userIsObserver(user: "u"), .userDeactivated(user: "u"), .noteNotYours, .noteDeleted,
      .attributeTypeMismatch(field: "f", definition: "d"), .attributeOptionUnknown(definition: "d", option: "o"),
      .attributeTargetMismatch(definition: "d"), .resourceInUse(name: "n", usedBy: "u"),
      .externalIDConflict(field: "f", name: "n"), .responseAlreadyClaimed(message: "m"), .leaseLost,
      .deliveryFinished(state: .sent),
    ]
    for error in errors {
      #expect(reasons[error.reason] != nil, "\(error.reason)")
      #expect(!error.message.isEmpty)
    }
    for number in UInt8(1)...7 {
      let reason = try #require(ChannelUnusableReason(rawValue: number))
      #expect(reasons[InboxError.channelUnusable(channel: .sms, reason: reason).reason] != nil)
    }
    // What the log is told, the caller is not.
    #expect(!InboxError.storageUnavailable("/secret/path").message.contains("secret"))
  }
}
