internal import InboxModel

/// Makes the customers, and lets some of them come back.
struct CustomerBook {
  /// Everybody so far.
  private(set) var customers: [SampleCustomer] = []
  /// Names not yet given, by language.
  private var names: [Language: Deck<(given: String, family: String)>] = [:]

  /// An empty book.
  init() {}

  /// Somebody who writes in a language at a source; about one in five has written before.
  mutating func customer(
    writing language: Language, at source: Source, _ generator: inout SeededGenerator
  ) -> SampleCustomer {
    let known = customers.filter { $0.language == language && canWrite($0, at: source) }
    if known.count > 3, generator.chance(20) { return generator.pick(known) }
    let made = make(writing: language, at: source, &generator)
    customers.append(made)
    return made
  }

  /// Whether what is known of a customer fits a source: e-mail and forms come with an address that works.
  private func canWrite(_ customer: SampleCustomer, at source: Source) -> Bool {
    switch source.family {
    case .contact: customer.takesEmail
    case .survey: !customer.email.isEmpty
    case .message: source != .whatsapp || !customer.phone.isEmpty
    case .review: true
    }
  }

  /// A new customer.
  private mutating func make(
    writing language: Language, at source: Source, _ generator: inout SeededGenerator
  ) -> SampleCustomer {
    let name = deal(language, &generator)
    var customer = SampleCustomer(
      number: customers.count, givenName: SamplePeople.shown(name.given), familyName: SamplePeople.shown(name.family),
      language: language)
    let isContact = source.family == .contact
    if isContact || source.family == .survey || generator.chance(35) {
      customer.email = address(of: name, &generator)
      customer.emailConsent = generator.chance(30) ? .optedIn : .unknown
      if !isContact, generator.chance(8) { customer.emailBounced = true }
      if !isContact, generator.chance(7) { customer.emailConsent = .optedOut }
      customer.marketingConsent = generator.pick(weighted: [(5, .unknown), (3, .optedIn), (2, .optedOut)])
    }
    if source == .whatsapp || generator.chance(25) {
      customer.phone = phone(&generator)
      customer.smsConsent = generator.pick(weighted: [(6, .unknown), (3, .optedIn), (1, .optedOut)])
    }
    if generator.chance(30) { customer.attributes = attributes(&generator) }
    return customer
  }

  /// A name that no other customer of the language has, as long as there are any.
  private mutating func deal(
    _ language: Language, _ generator: inout SeededGenerator
  ) -> (given: String, family: String) {
    if names[language] == nil {
      let pools = SamplePeople.names(language)
      names[language] = Deck(pools.given.flatMap { given in pools.family.map { (given: given, family: $0) } })
    }
    return names[language]!.deal(&generator)
  }

  /// An address in a domain that is kept for examples.
  private func address(of name: (given: String, family: String), _ generator: inout SeededGenerator) -> String {
    let given = SamplePeople.plain(name.given)
    let family = SamplePeople.plain(name.family)
    let domain = generator.chance(70) ? "example.com" : "example.org"
    switch generator.below(3) {
    case 0: return "\(given).\(family)@\(domain)"
    case 1: return "\(given)_\(customers.count + 11)@\(domain)"
    default: return "\(given.prefix(1))\(family)\(customers.count + 7)@\(domain)"
    }
  }

  /// A number of the ranges that regulators keep for fiction (United Kingdom, France, United States); nobody else's,
  /// since one number is one customer.
  private func phone(_ generator: inout SeededGenerator) -> String {
    let digits = String(1000 + customers.count).suffix(3)
    switch generator.below(3) {
    case 0: return "+447700900" + digits
    case 1: return "+33639981" + digits
    default: return "+1" + ["202", "303", "404", "505", "606"][customers.count / 100 % 5] + "55501" + digits.suffix(2)
    }
  }

  /// What the house knows of a customer.
  private func attributes(_ generator: inout SeededGenerator) -> [SampleValue] {
    var values = [SampleValue(attribute: "visits", content: .number(Double(generator.within(2...24))))]
    if generator.chance(60) {
      values.append(
        SampleValue(attribute: "loyalty-tier", content: .options([generator.pick(["leaf", "branch", "tree"])])))
    }
    if generator.chance(50) {
      let wishes = generator.shuffled(["window", "quiet", "no-feathers", "dog", "vegetarian"])
      values.append(
        SampleValue(attribute: "preferences", content: .options(Array(wishes.prefix(generator.within(1...2))))))
    }
    return values
  }
}
