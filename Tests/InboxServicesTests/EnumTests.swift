import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

@testable import InboxServices

@Suite("Enums of the contract and of the model have the same numbers and names")
struct EnumTests {
  /// Whether every value of the contract but unspecified is one of the model's of about the same name, and the reverse.
  private func agree<Wire: ProtoEnum, Model: RawRepresentable>(
    _ wire: Wire.Type, _ model: Model.Type, except: Set<String> = []
  ) -> Bool where Model.RawValue == UInt8 {
    for value in Wire.allCases where value.rawValue != 0 && !except.contains("\(value)") {
      guard let other = Model(rawValue: UInt8(value.rawValue)), "\(other)".lowercased() == "\(value)".lowercased(),
        Wire(other).rawValue == value.rawValue
      else {
        Issue.record("\(Wire.self).\(value) is no \(Model.self)")
        return false
      }
    }
    let beyond = UInt8((Wire.allCases.map(\.rawValue).max() ?? 0) + 1)
    return Model(rawValue: beyond) == nil
  }

  @Test("All of them")
  func all() {
    #expect(agree(InboxAPI.Source.self, InboxModel.Source.self))
    #expect(agree(InboxAPI.Family.self, InboxModel.Family.self))
    #expect(agree(ChannelType.self, InboxModel.Channel.self))
    #expect(agree(InteractionStatus.self, InboxModel.Status.self))
    #expect(agree(InteractionMode.self, InboxModel.Mode.self))
    #expect(agree(InboxAPI.TrashCause.self, InboxModel.TrashCause.self))
    #expect(agree(InboxAPI.Consent.self, InboxModel.Consent.self))
    #expect(agree(InboxAPI.TextFormat.self, InboxModel.TextFormat.self))
    #expect(agree(InboxAPI.TextOrigin.self, InboxModel.TextOrigin.self))
    #expect(agree(MessageDirection.self, InboxModel.Direction.self))
    // Nothing is taken back yet; the state comes with what does it.
    #expect(agree(InboxAPI.MessageState.self, InboxModel.MessageState.self, except: ["withdrawn"]))
    #expect(agree(InboxAPI.DraftReturnReason.self, InboxModel.DraftReturnReason.self))
    #expect(agree(InboxAPI.DraftRevisionCause.self, InboxModel.DraftRevisionCause.self))
    #expect(agree(InboxAPI.KeywordOrigin.self, InboxModel.KeywordOrigin.self))
    #expect(agree(InboxAPI.AttributeType.self, InboxModel.AttributeType.self))
    #expect(agree(InboxAPI.AttributeTarget.self, InboxModel.AttributeTarget.self))
    #expect(agree(InboxAPI.TransactionKind.self, InboxModel.TransactionKind.self))
    #expect(agree(UserRole.self, InboxModel.Role.self))
    #expect(agree(AccessLevel.self, InboxModel.LocationAccess.self))
    #expect(agree(InboxAPI.ResponsePolicy.self, InboxModel.ResponsePolicy.self))
    #expect(agree(InboxAPI.AttachmentPolicy.self, InboxModel.AttachmentPolicy.self))
    #expect(agree(InboxAPI.ChannelUnusableReason.self, InboxModel.ChannelUnusableReason.self))
    #expect(agree(InboxAPI.SendOutcome.self, InboxStore.SendOutcome.self))
    #expect(agree(InboxAPI.IngestOutcome.self, InboxModel.IngestOutcome.self, except: ["failed"]))
  }
}
