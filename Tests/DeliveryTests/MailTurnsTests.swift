import InboxModel
import Testing

@testable import Delivery

@Suite("Workspaces take turns")
struct MailTurnsTests {
  @Test("Each stands in line once, and is asked again after the others")
  func line() {
    var turns = MailTurns()
    let (one, two) = (WorkspaceID(1), WorkspaceID(2))
    for workspace in [one, two, one] { turns.add(workspace) }
    #expect(turns.count == 2 && turns.next() == one)
    turns.add(one)
    #expect(turns.next() == two && turns.next() == one && turns.next() == nil)
  }

  @Test("Who waits stands in line again when his time has come, or news do")
  func waiting() {
    var turns = MailTurns()
    let (one, two) = (WorkspaceID(1), WorkspaceID(2))
    turns.wait(one, until: 100)
    turns.wait(two, until: 50)
    #expect(turns.nextTime == 50)
    turns.wake(at: 49)
    #expect(turns.next() == nil)
    turns.wake(at: 50)
    #expect(turns.next() == two && turns.nextTime == 100)
    turns.add(one)
    #expect(turns.nextTime == nil && turns.next() == one)
  }
}
