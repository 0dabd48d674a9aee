import InboxAPI
import InboxModel
import Protobuf
import Testing

@testable import InboxServices

@Suite("A draft conflict brings the present draft, as far as trailers carry it")
struct DraftConflictTests {
  /// A draft of so many characters.
  private func draft(text: String, subject: String = "") -> InboxModel.Draft {
    InboxModel.Draft(
      interaction: InteractionID(7), channel: .email, content: ResponseText(text, subject: subject), etag: Etag(42),
      origin: .user, actor: "users/admin", updateTime: 1_000_000, returnReason: .none)
  }

  /// The status of a conflict with a draft.
  private func decode(_ draft: InboxModel.Draft?) throws -> DecodedStatus {
    let arena = Arena()
    defer { arena.destroy() }
    let caller = Caller.system(in: WorkspaceID(1), slug: "demo")
    return try DecodedStatus(StatusMapping.status(.draftConflict(current: draft), in: arena, for: caller))
  }

  @Test("A draft that fits comes whole")
  func whole() throws {
    let seen = try decode(draft(text: "Merci !")).read("inbox.v1.DraftConflict", as: DraftConflict.self) { conflict in
      let draft = conflict.currentDraft
      return [draft?.text.string, draft?.etag.string, draft?.updateActor.string, draft?.interaction.string]
    }
    let name = "workspaces/demo/interactions/0000000000007"
    #expect(seen == ["Merci !", Etag(42).description, "users/admin", name])
  }

  @Test("There may be no draft any more")
  func none() throws {
    let seen = try decode(nil).read("inbox.v1.DraftConflict", as: DraftConflict.self) { $0.currentDraft == nil }
    #expect(seen == true)
  }

  @Test("A text that is too long is left out; the etag and the reason arrive")
  func longText() throws {
    for length in [3000, 4000, 4600, 100_000] {
      let status = try decode(
        draft(text: String(repeating: "x", count: length), subject: String(repeating: "é", count: 250)))
      #expect(try status.info().reason == "DRAFT_CONFLICT")
      #expect(status.size <= StatusMapping.detailsBytesMax)
      let seen = try status.read("inbox.v1.DraftConflict", as: DraftConflict.self) { conflict in
        (conflict.currentDraft?.etag.string, conflict.currentDraft?.text.count)
      }
      let (etag, characters) = try #require(seen)
      #expect(etag == Etag(42).description)
      #expect(characters == (length <= 3000 ? length : 0))
    }
  }
}
