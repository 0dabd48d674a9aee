import InboxModel
import Testing

/// What each outcome does in each state of a delivery: the table of `DeliveryStep`, in full.
struct DeliveryRuleTests {
  /// Outcomes in the order of the table's columns.
  static let outcomes: [DeliveryOutcome] = [
    .inProgress, .released, .failedTemporarily, .sent, .delivered, .pendingModeration, .published, .rejected,
    .failedPermanently,
  ]

  /// Each state's row: x refuse, L lost, E extend, B give back, T try again, > move to the outcome's state, = repeat.
  static let rows: [(DeliveryState, String)] = [
    (.leased, "EBT>>>>>>"), (.queued, "LLL>>>>>>"), (.sent, "xxx=>>>>>"), (.pendingModeration, "xxx=x=>>x"),
    (.published, "xxx=xx=>x"), (.delivered, "xxx==xxxx"), (.failed, "xx=xxxxx="), (.rejected, "xxx=xxx=x"),
    (.cancelled, "xxxxxxxxx"),
  ]

  @Test func everyOutcomeInEveryState() {
    #expect(Set(Self.rows.map(\.0)) == Set(DeliveryState.allCases))
    #expect(Set(Self.outcomes) == Set(DeliveryOutcome.allCases))
    for (state, row) in Self.rows {
      for (outcome, letter) in zip(Self.outcomes, row) {
        let expected: DeliveryStep =
          switch letter {
          case "E": .extend
          case "B": .release
          case "T": .retry
          case "L": .lost
          case "=": .repeat
          case ">": outcome.state.map { .move($0) } ?? .refuse
          default: .refuse
          }
        #expect(DeliveryStep(outcome, in: state) == expected, "\(outcome) in \(state)")
      }
    }
  }

  @Test func repeatingAReportChangesNothing() {
    for state in DeliveryState.allCases {
      for outcome in DeliveryOutcome.allCases {
        guard case .move(let next) = DeliveryStep(outcome, in: state) else { continue }
        #expect(DeliveryStep(outcome, in: next) == .repeat, "\(outcome) in \(state), again")
      }
    }
  }

  @Test func pausesDoubleUpToAnHourLessAtMostHalf() {
    for attempt in 1...40 {
      let full = min(5_000_000 << Int64(min(attempt - 1, 16)), 3_600_000_000)
      #expect(DeliveryBackoff.pauseMicroseconds(afterAttempt: attempt, random: 0) == full)
      for random in [UInt64.max, 1, 12_345_678_901] {
        let pause = DeliveryBackoff.pauseMicroseconds(afterAttempt: attempt, random: random)
        #expect(pause <= full && pause >= full / 2, "attempt \(attempt)")
      }
    }
  }
}
