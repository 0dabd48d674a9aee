import InboxModel
import Testing

@testable import InboxSample

/// The plan of the sample: what a demo needs is in it, and it is the same each time.
struct PlanTests {
  /// Some moment.
  static let now: Int64 = 1_795_350_000_000_000
  /// The plan that most tests look at.
  static let plan = Planner.plan(seed: 1, now: now)

  /// How often each value comes.
  private func counts<Value: Hashable>(_ values: some Sequence<Value>) -> [Value: Int] {
    values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// What customers wrote first, by interaction; empty for a rating without a word.
  private func texts(of plan: SamplePlan) -> [String] {
    plan.steps.compactMap { step in
      guard case .receive(let message) = step.action, message.direction == .inbound, message.number == 0 else {
        return nil
      }
      return message.text
    }
  }

  @Test func aSeedGivesOnePlan() {
    #expect(Planner.plan(seed: 1, now: Self.now) == Self.plan)
    #expect(Planner.plan(seed: 2, now: Self.now) != Self.plan)
  }

  @Test func thereIsEnoughOfEverySourceFamilyAndLanguage() {
    let interactions = Self.plan.interactions
    #expect(interactions.count >= 400)
    let sources = counts(interactions.map(\.source))
    for source in Source.allCases { #expect(sources[source, default: 0] >= 5, "\(source)") }
    let families = counts(interactions.map(\.source.family))
    for family in Family.allCases { #expect(families[family, default: 0] >= 35, "\(family)") }
    let languages = counts(interactions.map(\.language))
    for language in Language.allCases { #expect(languages[language, default: 0] >= 5, "\(language)") }
    let locations = counts(interactions.map(\.location))
    for location in SampleLocation.all { #expect(locations[location.id, default: 0] >= 10, "\(location.id)") }
  }

  @Test func customerTextsDoNotRepeat() {
    let texts = texts(of: Self.plan)
    let worded = texts.filter { !$0.isEmpty }
    #expect(texts.count == Self.plan.interactions.count)
    #expect(Set(worded).count == worded.count)
    #expect(Set(worded.map { $0.prefix(40) }).count > worded.count * 9 / 10)
  }

  @Test func theCorpusIsWrittenByHand() {
    let stories = Corpus.reviews() + Corpus.surveys() + Corpus.conversations()
    #expect(Set(stories.map(\.opening)).count >= 300)
    for story in stories {
      #expect(!story.turns.isEmpty && story.turns.allSatisfy { TextRules.hasText($0.text) }, "\(story.opening)")
      #expect(story.turns[0].kind == .customer, "\(story.opening)")
    }
    #expect((Corpus.reviews() + Corpus.surveys()).allSatisfy { (1...5).contains($0.rating ?? 0) })
    #expect(Corpus.conversations().allSatisfy { $0.source != nil && $0.rating == nil })
  }

  /// Every text is filled, within its channel's limit, and free of what a message may not hold.
  @Test(arguments: [1, 2, 3, 1000] as [UInt64])
  func textsFitTheirChannels(seed: UInt64) {
    let plan = Planner.plan(seed: seed, now: Self.now)
    for step in plan.steps {
      let interaction = plan.interactions[step.interaction]
      let channel = interaction.source.channels[0]
      switch step.action {
      case .receive(let message), .change(let message, _):
        #expect(message.text.unicodeScalars.count <= channel.textLengthMax)
        #expect(!message.text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "{") }, "\(message.text)")
      case .save(let text, _, _), .send(let text), .schedule(let text, _):
        #expect(TextRules.hasText(text) && text.unicodeScalars.count <= channel.textLengthMax)
        #expect(!text.contains("{"), "\(text)")
      case .note(let body, _, _): #expect(TextRules.hasText(body) && !body.contains("{") && !body.contains("||"))
      default: break
      }
    }
  }

  @Test(arguments: [1, 2, 3, 1000] as [UInt64])
  func stepsAreInOrderAndPast(seed: UInt64) {
    let plan = Planner.plan(seed: seed, now: Self.now)
    var begun = Set<Int>()
    for (step, next) in zip(plan.steps, plan.steps.dropFirst()) { #expect(step.time <= next.time) }
    for step in plan.steps {
      #expect(step.time <= Self.now)
      if case .schedule(_, let due) = step.action { #expect(due > Self.now) }
      if begun.insert(step.interaction).inserted, case .receive(let first) = step.action {
        #expect(first.direction == .inbound)
      }
    }
    #expect(begun.count == plan.interactions.count)
  }

  @Test func ratingsFitTheirSources() {
    for interaction in Self.plan.interactions {
      let max = interaction.source.ratingMax
      #expect((interaction.rating == nil) == (max == 0))
      if let rating = interaction.rating { #expect(rating >= 0 && rating <= max) }
    }
    let ratings = Self.plan.interactions.compactMap { $0.source.family == .survey ? $0.rating : nil }
    #expect(ratings.contains(0), "somebody gave nothing, which is not the same as giving no rating")
  }

  @Test func customersAreReachableOnlyInFiction() {
    let customers = Self.plan.customers
    for customer in customers {
      let isExample = customer.email.hasSuffix("@example.com") || customer.email.hasSuffix("@example.org")
      #expect(customer.email.isEmpty || isExample, "\(customer.email)")
      #expect(customer.email.utf8.allSatisfy { $0 < 128 })
      let isFictional =
        ["+447700900", "+33639981"].contains { customer.phone.hasPrefix($0) }
        || customer.phone.dropFirst(5).hasPrefix("55501")
      #expect(customer.phone.isEmpty || isFictional, "\(customer.phone)")
    }
    let emails = customers.map(\.email).filter { !$0.isEmpty }
    let phones = customers.map(\.phone).filter { !$0.isEmpty }
    #expect(Set(emails).count == emails.count && Set(phones).count == phones.count)
    #expect(customers.contains { $0.emailBounced } && customers.contains { $0.emailConsent == .optedOut })
    #expect(customers.count < Self.plan.interactions.count * 9 / 10, "some write again")
  }

  @Test func everythingADemoShowsHappens() {
    var seen: [String: Int] = [:]
    var origins = Set<TextOrigin>()
    for step in Self.plan.steps {
      seen[String("\(step.action)".prefix { $0 != "(" }), default: 0] += 1
      if case .save(_, let origin, _) = step.action { origins.insert(origin) }
      if case .note(_, let mentions, let isReply) = step.action {
        if !mentions.isEmpty { seen["mention", default: 0] += 1 }
        if isReply { seen["reply", default: 0] += 1 }
      }
    }
    let needed = [
      "receive": 400, "change": 2, "remove": 2, "save": 30, "send": 4, "schedule": 8, "note": 60, "mention": 20,
      "reply": 15, "assign": 80, "setStatus": 100, "setMode": 20, "archive": 30, "trash": 4, "pin": 10,
      "addKeyword": 5, "setAttributes": 20,
    ]
    for (what, least) in needed { #expect(seen[what, default: 0] >= least, "\(what)") }
    #expect(origins == [.user, .workflow, .ai])
  }
}
