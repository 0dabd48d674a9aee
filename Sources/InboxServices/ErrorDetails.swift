internal import GRPC
internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

/// A `google.rpc.Status` that is being put together within its limit.
struct ErrorDetails {
  /// The outcome.
  private let code: StatusCode
  /// The message so far.
  private let message: RPCStatus

  /// A status with its ErrorInfo, and BadRequest where a field is at fault.
  init(_ parts: StatusParts, in arena: Arena) {
    code = parts.code
    message = RPCStatus(in: arena)
    message.code = Int32(parts.code.rawValue)
    let sentence = Self.clipped(parts.message)
    message.setMessage(sentence)
    let info = ErrorInfo(in: arena)
    info.setReason(parts.reason)
    info.setDomain(StatusMapping.domain)
    if let field = parts.field { Self.append("field", field, to: info) }
    for (key, value) in parts.metadata { Self.append(key, value, to: info) }
    add("type.googleapis.com/google.rpc.ErrorInfo", info)
    guard let field = parts.field else { return }
    let badRequest = BadRequest(in: arena)
    let violation = badRequest.fieldViolations.append()
    violation.setField(Self.clipped(field))
    violation.setDescription(sentence)
    add("type.googleapis.com/google.rpc.BadRequest", badRequest)
  }

  /// How many bytes a further detail may have; 64 are kept for its type and lengths.
  var bytesLeft: Int { StatusMapping.detailsBytesMax - message.packedSize - 64 }

  /// Adds a detail if it fits.
  func add(_ type: StaticString, _ detail: some ProtoMessage) {
    guard detail.packedSize <= bytesLeft else { return }
    let packed = AnyMessage(in: message.arena)
    packed.setTypeURL(type)
    packed.setValue(detail.packed())
    message.details.append(packed)
  }

  /// Adds the present draft to a conflict.
  func add(_ conflict: DraftConflict) { add("type.googleapis.com/inbox.v1.DraftConflict", conflict) }

  /// Adds what is the matter with a channel.
  func add(_ problem: ChannelProblem) { add("type.googleapis.com/inbox.v1.ChannelProblem", problem) }

  /// The status for the trailers.
  var status: GRPC.Status { GRPC.Status(code, message.message.string, details: message.packed()) }

  /// Adds an entry to the metadata.
  private static func append(_ key: StaticString, _ value: String, to info: ErrorInfo) {
    let entry = info.metadata.append()
    entry.setKey(key)
    entry.setValue(clipped(value))
  }

  /// A text cut to what an error may carry, between characters.
  private static func clipped(_ text: String) -> String {
    guard text.utf8.count > StatusMapping.textBytesMax else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: StatusMapping.textBytesMax - 3)
    end = text.unicodeScalars.index(before: text.unicodeScalars.index(after: end))
    return String(text.unicodeScalars[..<end]) + "..."
  }
}

extension ChannelProblem {
  /// A channel that the source does not offer.
  init(_ channel: InboxModel.Channel, offeredBy source: InboxModel.Source, in arena: Arena) {
    self.init(in: arena)
    for offered in source.channels { offeredChannels.append(ChannelType(offered)) }
  }

  /// A channel that cannot send now.
  init(_ channel: InboxModel.Channel, unusableFor reason: InboxModel.ChannelUnusableReason, in arena: Arena) {
    self.init(in: arena)
    let problem = makeChannel()
    problem.type = ChannelType(channel)
    problem.unusableReason = InboxAPI.ChannelUnusableReason(reason)
    problem.setLimits(of: channel)
  }
}
