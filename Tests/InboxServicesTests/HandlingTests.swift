import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Interactions are assigned, marked, pinned and put away")
struct HandlingTests {
  /// The store.
  let test: TestInbox
  /// A review in Paris; an e-mail at no location.
  let review, mail: String

  /// A fresh store.
  init() throws {
    test = try TestInbox()
    review = try test.review("r1")
    mail = try test.email("e1")
  }

  /// Assigns users.
  private func assign(_ users: [String], to name: String? = nil, etag: String = "", as actor: String = "users/admin")
    throws -> AssignUsersResponse
  {
    try test.command(test.interactions.assignUsers, as: actor) { request in
      request.setName(name ?? review)
      request.setEtag(etag)
      for user in users { request.users.append(user) }
    }
  }

  @Test("Assigning again changes nothing; the row and the assignments come back")
  func assigned() throws {
    let first = try assign(["workspaces/demo/users/editor", "workspaces/demo/users/admin"])
    #expect(first.assignments.map(\.user) == ["workspaces/demo/users/admin", "workspaces/demo/users/editor"])
    #expect(first.assignments.map(\.actor) == ["users/admin", "users/admin"])
    #expect(first.assignments.last?.displayName == "Eve Editor")
    let second = try assign(["workspaces/demo/users/editor"])
    #expect(second.interaction?.etag == first.interaction?.etag && second.interaction?.assignees.count == 2)
    let left = try test.command(test.interactions.unassignUsers) {
      $0.setName(review)
      $0.users.append("workspaces/demo/users/editor")
      $0.users.append("workspaces/demo/users/watcher")
    }
    #expect(left.assignments.map(\.user) == ["workspaces/demo/users/admin"])
  }

  @Test("Who cannot be assigned is told apart, and none is assigned")
  func unassignable() throws {
    let admin = "workspaces/demo/users/admin"
    #expect(throws: InboxError.userIsObserver(user: "watcher")) {
      try assign([admin, "workspaces/demo/users/watcher"])
    }
    #expect(throws: InboxError.userDeactivated(user: "gone")) { try assign([admin, "workspaces/demo/users/gone"]) }
    #expect(throws: InboxError.userWithoutAccess(user: "editor")) {
      try assign(["workspaces/demo/users/editor"], to: mail)
    }
    #expect(throws: InboxError.notFound(name: "workspaces/demo/users/nobody")) {
      try assign([admin, "workspaces/demo/users/nobody"])
    }
    #expect(throws: InboxError.notFound(name: "workspaces/other/users/admin")) {
      try assign([admin, "workspaces/other/users/admin"])
    }
    #expect(throws: InboxError.fieldRequired(field: "users")) { try assign([]) }
    let panel = try test.query(test.interactions.getInteraction) { $0.setName(review) }
    #expect(panel.interaction?.assignments.isEmpty == true)
  }

  @Test("A change for another version is refused, and the etag moves with each change")
  func etags() throws {
    let old = try #require(try test.query(test.interactions.getInteraction) { $0.setName(review) }.interaction).etag
      .string
    _ = try assign(["workspaces/demo/users/admin"], etag: old)
    #expect(throws: InboxError.etagMismatch(name: review)) { try assign(["workspaces/demo/users/editor"], etag: old) }
    #expect(throws: InboxError.etagMismatch(name: review)) {
      try test.command(test.interactions.archiveInteraction) {
        $0.setName(review)
        $0.setEtag("nonsense")
      }
    }
  }

  @Test("A status must be given and known; setting it again changes nothing")
  func status() throws {
    func set(_ status: InteractionStatus, as actor: String = "users/editor") throws -> InteractionSummary? {
      try test.command(test.interactions.setStatus, as: actor) {
        $0.setName(review)
        $0.status = status
      }.interaction
    }
    let ignored = try set(.ignored)
    #expect(ignored?.status == .ignored)
    #expect(try set(.ignored)?.etag == ignored?.etag)
    #expect(throws: InboxError.fieldRequired(field: "status")) { try set(.unspecified) }
    #expect(throws: InboxError.fieldInvalid(field: "status", fault: "has the unknown value 9")) {
      try set(.unrecognized(9))
    }
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) { try set(.unspecified, as: "users/viewer") }
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try set(.pending, as: "users/watcher") }
  }

  @Test("Keywords are added and removed, and what contradicts itself is refused")
  func keywords() throws {
    func modify(_ added: [String], _ removed: [String] = []) throws -> ModifyKeywordsResponse {
      try test.command(test.interactions.modifyKeywords) { request in
        request.setName(review)
        for name in added { request.addKeywords.append(name) }
        for name in removed { request.removeKeywords.append(name) }
      }
    }
    let service = "workspaces/demo/keywords/service"
    let added = try modify([service])
    #expect(added.keywords.map(\.displayName) == ["Service"] && added.keywords.map(\.origin) == [.manual])
    #expect(try modify([], [service]).keywords.isEmpty)
    #expect(throws: InboxError.fieldInvalid(field: "remove_keywords[0]", fault: "is in add_keywords too")) {
      try modify([service], [service])
    }
    #expect(throws: InboxError.fieldRequired(field: "add_keywords")) { try modify([]) }
    #expect(throws: InboxError.notFound(name: "workspaces/demo/keywords/none")) {
      try modify(["workspaces/demo/keywords/none"])
    }
    #expect(throws: InboxError.notFound(name: "workspaces/other/keywords/service")) {
      try modify(["workspaces/other/keywords/service"])
    }
  }

  @Test("Pins are each user's own: viewers may, observers and workflows may not")
  func pins() throws {
    func pin(as actor: String) throws -> InteractionSummary? {
      try test.command(test.interactions.pinInteraction, as: actor) { $0.setName(review) }.interaction
    }
    #expect(try pin(as: "users/viewer")?.pinned == true)
    #expect(try pin(as: "users/viewer")?.pinned == true)
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try pin(as: "users/watcher") }
    #expect(throws: InboxError.actorInvalid) { try pin(as: "workflows/w1") }
    #expect(throws: InboxError.notFound(name: mail)) {
      try test.command(test.interactions.pinInteraction, as: "users/viewer") { $0.setName(mail) }
    }
    let unpinned = try test.command(test.interactions.unpinInteraction, as: "users/viewer") { $0.setName(review) }
    #expect(unpinned.interaction?.pinned == false)
  }

  @Test("Undeleting restores exactly the former place")
  func places() throws {
    func row(_ row: InteractionSummary?) -> [Bool] { [row?.archiveTime != nil, row?.deleteTime != nil] }
    let interactions = test.interactions
    #expect(row(try test.command(interactions.archiveInteraction) { $0.setName(review) }.interaction) == [true, false])
    #expect(row(try test.command(interactions.deleteInteraction) { $0.setName(review) }.interaction) == [true, true])
    #expect(
      row(try test.command(interactions.undeleteInteraction) { $0.setName(review) }.interaction) == [true, false])
    #expect(
      row(try test.command(interactions.unarchiveInteraction) { $0.setName(review) }.interaction) == [false, false])
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) {
      try test.command(interactions.deleteInteraction, as: "users/viewer") { $0.setName(review) }
    }
    #expect(throws: InboxError.notFound(name: mail)) {
      try test.command(interactions.archiveInteraction, as: "users/editor") { $0.setName(mail) }
    }
  }
}
