import InboxModel
import Testing

/// The channel table of the product's page, in full.
struct ChannelTableTests {
  /// Every source with its row: the default first, then the others in priority order.
  static let rows: [(Source, [Channel])] = [
    (.google, [.provider, .email, .sms]), (.tripadvisor, [.provider, .email, .sms]),
    (.deliveroo, [.provider, .email, .sms]), (.ubereats, [.provider, .email, .sms]),
    (.thefork, [.provider, .email, .sms]), (.booking, [.provider, .email, .sms]),
    (.zenchef, [.provider, .email, .sms]), (.instagram, [.provider, .email, .sms]),
    (.facebook, [.provider, .email, .sms]), (.whatsapp, [.provider, .email, .sms]),
    (.sevenrooms, [.email, .sms]), (.experience, [.email, .sms]), (.sunday, [.email, .sms]),
    (.survey, [.email, .sms]), (.site, [.email, .sms]), (.email, [.email, .sms]),
  ]

  @Test func everySourceHasItsRow() {
    #expect(Set(Self.rows.map(\.0)) == Set(Source.allCases))
    for (source, channels) in Self.rows {
      #expect(source.channels == channels)
      for channel in Channel.allCases { #expect(source.allows(channel) == channels.contains(channel)) }
    }
  }

  /// Goal: for all 16 sources and all subsets of unsent texts, the default if it has one, else the first other, else the
  /// default.
  @Test func openingChannelOfEverySubset() {
    for (source, channels) in Self.rows {
      for bits in UInt8(0)..<8 {
        let unsent = ChannelSet(rawValue: bits)
        var expected = channels[0]
        if !unsent.contains(channels[0]) {
          for other in channels.dropFirst() where unsent.contains(other) {
            expected = other
            break
          }
        }
        #expect(source.openingChannel(unsent: unsent) == expected, "\(source) with \(bits)")
      }
    }
  }

  @Test func onlyTheOwnChannelOfReviewsIsSingle() {
    let reviews: Set<Source> = [.google, .tripadvisor, .deliveroo, .ubereats, .thefork, .booking, .zenchef]
    for source in Source.allCases {
      for channel in Channel.allCases {
        let isSingle = reviews.contains(source) && channel == .provider
        #expect(source.responsePolicy(on: channel) == (isSingle ? .single : .append))
      }
    }
  }

  @Test func unusableChannelsSayWhy() {
    var facts = ChannelFacts()
    #expect(facts.unusableReason(of: .provider) == nil)
    #expect(facts.unusableReason(of: .email) == .customerEmailMissing)
    #expect(facts.unusableReason(of: .sms) == .customerPhoneMissing)
    facts.hasEmail = true
    facts.hasPhone = true
    #expect(facts.unusableReason(of: .email) == nil)
    #expect(facts.unusableReason(of: .sms) == nil)
    facts.emailConsent = .optedOut
    #expect(facts.unusableReason(of: .email) == .customerEmailOptedOut)
    facts.emailBounced = true
    #expect(facts.unusableReason(of: .email) == .customerEmailBounced)
    facts.smsConsent = .optedOut
    #expect(facts.unusableReason(of: .sms) == .customerSMSOptedOut)
    facts.isClosedBySource = true
    #expect(facts.unusableReason(of: .provider) == .closedBySource)
    facts.isRemovedAtSource = true
    #expect(facts.unusableReason(of: .provider) == .removedAtSource)
  }
}
