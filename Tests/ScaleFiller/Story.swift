import InboxModel

/// What an interaction is to be: shares are the same in a workspace of a thousand and of a million, so that each view of
/// the one has at least two full pages.
struct Story {
  /// What became of it in the end.
  enum Outcome { case waits, ignored, scheduled, processed, answered }

  /// The user, by number, whose personal views are long.
  static let busyUser = 3
  /// Sources that can be answered without an address are most.
  private static let sources: [Source] =
    [.google, .google, .tripadvisor, .whatsapp, .google, .thefork, .instagram, .booking, .survey, .zenchef]

  /// Where it came from.
  let source: Source
  /// Three of ten have a note.
  let hasNote: Bool
  /// Whether it waits for the busy user; whether a note names him; whether he pinned it.
  let isMine: Bool
  let isMentioned: Bool
  let isPinned: Bool
  /// Most are answered, some by automation.
  let outcome: Outcome

  /// Throws the dice for one.
  init(_ number: Int, _ dice: inout Dice) {
    source = Self.sources[number % Self.sources.count]
    hasNote = number / 10 % 10 < 3
    isMine = dice.below(100) < 8
    isMentioned = dice.below(100) < 30
    isPinned = dice.below(100) < 8
    let chance = dice.below(100)
    outcome =
      switch chance {
      case _ where isMine: .waits
      case 0..<4: .waits
      case 4..<6: .ignored
      case 6..<14: .scheduled
      default: source.channels[0] == .provider ? .answered : .processed
      }
  }

  /// Whether one of its four messages is an answer.
  var isAnswered: Bool { outcome == .answered }
}

/// How much was filled in.
struct Filled {
  /// How many of each.
  var interactions = 0
  var messages = 0
  var notes = 0

  /// Adds what was filled in besides.
  static func += (total: inout Filled, more: Filled) {
    total.interactions += more.interactions
    total.messages += more.messages
    total.notes += more.notes
  }
}

/// Where a command leaves what it filled in.
final class FilledBox {
  /// How much it was.
  var value = Filled()
}

/// Numbers that look random and are not (splitmix64).
struct Dice {
  /// The state.
  var state: UInt64

  /// A number from 0 to below `bound`.
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
