import InboxModel
import Testing

/// The rules of handling, from every state there is.
struct StandingTests {
  /// Every state.
  static let all: [Standing] = Status.allCases.flatMap { status in
    Mode.allCases.flatMap { mode in
      [false, true].flatMap { isArchived in
        [nil, TrashCause.deleted, .removedAtSource].map { trash in
          Standing(status: status, mode: mode, isArchived: isArchived, trash: trash)
        }
      }
    }
  }

  @Test func thereAreThirtySixStates() { #expect(Set(Self.all).count == 36) }

  @Test("A new customer message: Processed becomes Pending; Ignored stays", arguments: all)
  func status(_ before: Standing) {
    let expected: [Status: Status] = [.pending: .pending, .processed: .pending, .ignored: .ignored]
    #expect(before.afterCustomerMessage.status == expected[before.status])
  }

  @Test("A new customer message: Archived is unarchived", arguments: all)
  func archive(_ before: Standing) { #expect(!before.afterCustomerMessage.isArchived) }

  @Test("A new customer message: Trash, back if a user had deleted it, stays if the source did", arguments: all)
  func trash(_ before: Standing) {
    #expect(before.afterCustomerMessage.trash == (before.trash == .removedAtSource ? .removedAtSource : nil))
  }

  @Test("Mode is changed by a user or a workflow, never by anything else", arguments: all)
  func mode(_ before: Standing) {
    #expect(before.afterCustomerMessage.mode == before.mode)
    #expect(before.afterSending.mode == before.mode)
    #expect(before.afterFailure.mode == before.mode)
  }

  @Test("Sending sets Processed and leaves the place; a failure sets Pending what was Processed", arguments: all)
  func sending(_ before: Standing) {
    let sent = before.afterSending
    #expect(sent.status == .processed && sent.isArchived == before.isArchived && sent.trash == before.trash)
    #expect(before.afterFailure.status == (before.status == .processed ? .pending : before.status))
  }
}

/// The gate of automation, in both modes.
struct AutomationTests {
  @Test("What a human sent goes out in any mode; what is automatic only in AI mode", arguments: Mode.allCases)
  func modes(_ mode: Mode) {
    func reason(isAutomatic: Bool) -> DraftReturnReason? {
      Automation.returnReason(isAutomatic: isAutomatic, mode: mode, isTrashed: false, unusable: nil)
    }
    #expect(reason(isAutomatic: false) == nil)
    #expect(reason(isAutomatic: true) == (mode == .ai ? nil : .automationBlocked))
  }

  @Test("The trash holds everything back, and so does a channel that cannot send")
  func others() {
    for mode in Mode.allCases {
      for isAutomatic in [false, true] {
        func reason(isTrashed: Bool, _ unusable: ChannelUnusableReason?) -> DraftReturnReason? {
          Automation.returnReason(isAutomatic: isAutomatic, mode: mode, isTrashed: isTrashed, unusable: unusable)
        }
        #expect(reason(isTrashed: true, nil) == .trashed)
        #expect(reason(isTrashed: true, .customerEmailMissing) == .trashed)
        let blocked = isAutomatic && mode == .human
        #expect(reason(isTrashed: false, .customerEmailBounced) == (blocked ? .automationBlocked : .channelUnusable))
      }
    }
  }
}
