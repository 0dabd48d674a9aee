internal import InboxModel

/// Turns the corpus into what happened in a workspace over the last months.
///
/// Each story is placed once: source, location, customer and time are drawn, then its fate (answered, drafted,
/// scheduled, waiting, ignored) by its age, then what the team did around it: assigned, discussed, archived, thrown
/// away. All of it is a list of steps, put in order of time at the end, so that applying them one by one gives the
/// workspace the history it would have had.
///
/// 1. The same seed and moment give the same plan: every draw comes from one generator, in one order.
/// 2. No step lies in the future; only scheduled responses do, as values.
/// 3. The steps of an interaction are in order of time, and its first one is the customer's message.
struct Planner {
  /// Where every draw comes from.
  var generator: SeededGenerator
  /// The moment.
  let clock: Clock
  /// Writes what the corpus does not have.
  var writer = ReviewWriter()
  /// The customers.
  var book = CustomerBook()
  /// The interactions so far.
  var interactions: [SampleInteraction] = []
  /// The steps so far.
  var steps: [SampleStep] = []
  /// How many reviews were changed by their authors, which a demo wants to show a few times.
  var changedReviews = 0

  /// A plan from a seed, for a moment.
  static func plan(seed: UInt64, now: Int64) -> SamplePlan {
    var planner = Planner(generator: SeededGenerator(seed: seed), clock: Clock(now: now))
    planner.placeFeedback()
    for story in Corpus.conversations() { planner.placeConversation(story) }
    return planner.finish()
  }

  /// How many further reviews and survey answers are composed: language, setting, how many.
  private static let composed: [(Language, Setting, Int)] = [
    (.english, .brasserie, 10), (.english, .pizzeria, 8), (.english, .stay, 10), (.english, .delivery, 8),
    (.french, .brasserie, 5), (.french, .pizzeria, 5), (.french, .stay, 5), (.french, .delivery, 5),
    (.german, .stay, 4), (.spanish, .stay, 4), (.italian, .pizzeria, 6),
  ]
  /// How many reviews are a rating without a word.
  private static let wordless = 14

  /// Places all reviews and survey answers.
  private mutating func placeFeedback() {
    for story in Corpus.reviews() { placeReview(story) }
    for story in Corpus.surveys() { placeFeedback(story, at: pickSurveySource(story.setting)) }
    for (language, setting, count) in Self.composed {
      for index in 0..<count {
        let rating = generator.pick(weighted: [(7, 5), (5, 4), (3, 3), (3, 2), (2, 1)])
        let story = writer.review(in: language, setting: setting, rating: rating, &generator)
        if index % 5 == 4 {
          placeFeedback(story, at: pickSurveySource(setting))
        } else {
          placeReview(story)
        }
      }
    }
    for _ in 0..<Self.wordless {
      let setting = generator.pick([Setting.brasserie, .pizzeria, .stay])
      let rating = generator.pick(weighted: [(6, 5), (3, 4), (1, 3), (1, 1)])
      let language = generator.pick([Language.english, .french, .german, .italian])
      placeFeedback(
        Story(
          language: language, source: nil, setting: setting, rating: rating, topic: .praise, location: nil,
          subject: "", turns: []), at: .google)
    }
  }

  /// Places a review at one of the sites that know its setting.
  private mutating func placeReview(_ story: Story) {
    let source: Source =
      switch story.setting {
      case .brasserie, .pizzeria:
        generator.pick(weighted: [(38, .google), (22, .tripadvisor), (22, .thefork), (18, .zenchef)])
      case .delivery: generator.pick(weighted: [(1, .deliveroo), (1, .ubereats)])
      case .stay: generator.pick(weighted: [(45, .booking), (32, .google), (23, .tripadvisor)])
      }
    placeFeedback(story, at: source)
  }

  /// A source that asks customers of a setting.
  private mutating func pickSurveySource(_ setting: Setting) -> Source {
    switch setting {
    case .brasserie, .pizzeria:
      generator.pick(weighted: [(30, .sevenrooms), (35, .sunday), (20, .survey), (15, .experience)])
    case .delivery: .survey
    case .stay: generator.pick(weighted: [(55, .experience), (45, .survey)])
    }
  }

  /// A location that offers the setting, rather one that speaks the language.
  mutating func pickLocation(of story: Story) -> SampleLocation {
    if let location = story.location { return SampleLocation.named(location) }
    let offering = SampleLocation.all.filter { $0.offers(story.setting) }
    return generator.pick(weighted: offering.map { ($0.language == story.language ? 7 : 1, $0) })
  }

  /// Adds a step.
  mutating func add(_ action: SampleAction, to interaction: Int, at time: Int64, by actor: Actor) {
    steps.append(SampleStep(time: time, interaction: interaction, actor: actor, action: action))
  }

  /// The slots of an interaction's texts.
  mutating func slots(
    for customer: SampleCustomer, at location: SampleLocation, agent: SampleUser
  ) -> Slots {
    var slots = Slots()
    slots.set("staff", generator.pick(location.staff))
    slots.set("name", customer.displayName)
    slots.set("first", customer.givenName)
    slots.set("agent", agent.firstName)
    return slots
  }

  /// The connector that speaks for a source.
  static func connector(of source: Source) -> Actor { Actor(kind: .connector, id: "\(source)") }

  /// The workflow that answers by itself.
  static let workflow = Actor(kind: .workflow, id: "auto-reply")

  /// Puts the steps in order of time; those of one instant stay in the order in which they were planned.
  private func finish() -> SamplePlan {
    let order = steps.indices.sorted { (steps[$0].time, $0) < (steps[$1].time, $1) }
    return SamplePlan(customers: book.customers, interactions: interactions, steps: order.map { steps[$0] })
  }
}
