import GRPC
import GRPCClient
import Net
import Testing

@testable import GRPCServer

/// Newcomers come in beside those who are there, and not at their cost.
@Suite("The door of a loop")
struct DoorTests {
  @Test("lets newcomers take half of what the others took")
  func share() {
    var credit = AcceptCredit()
    #expect(!credit.suffices, "nobody has worked")
    var spent: UInt64 = 0
    for _ in 0..<1_000 {
      credit.earn(beside: 5_000)
      while credit.suffices {
        credit.spend(17_000)
        spent += 17_000
      }
    }
    #expect(abs(Int(spent) - 1_000 * 5_000 / 2) <= 17_000)
  }

  @Test("keeps what is not used, and what is owed, within bounds")
  func bounds() {
    var credit = AcceptCredit()
    for _ in 0..<10 { credit.earn(beside: 1_000_000_000) }
    for _ in 0..<AcceptCredit.nanosecondsMax / 10_000 {
      #expect(credit.suffices)
      credit.spend(10_000)
    }
    #expect(!credit.suffices)
    credit.earn(beside: 2)
    credit.spend(1_000_000_000)
    credit.earn(beside: 2 * UInt64(AcceptCredit.nanosecondsMax))
    #expect(credit.suffices, "one accept that was interrupted is not held against all that follow")
  }

  @Test("lets in all who wait while calls keep the loop at work, and those calls are answered")
  func beside() throws {
    let server = try startServer()
    defer { server.stop() }
    let busy = try GRPCClient.Connection(to: server.address)
    var newcomers: [GRPCClient.Connection] = []
    for _ in 0..<200 {
      newcomers.append(try GRPCClient.Connection(to: server.address))
      #expect(try busy.unary(TestMethods.echo, [1]) == [1])
    }
    for newcomer in newcomers { #expect(try newcomer.unary(TestMethods.echo, [2]) == [2]) }
  }
}
