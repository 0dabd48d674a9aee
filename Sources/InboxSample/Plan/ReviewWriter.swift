internal import InboxModel

/// Writes what nobody wrote by hand: further reviews, answers, notes.
struct ReviewWriter {
  /// Sentences of reviews.
  private var sentences = Fragments(
    Corpus.englishFragments, Corpus.frenchFragments, Corpus.germanFragments, Corpus.spanishFragments,
    Corpus.italianFragments)
  /// Sentences of answers.
  private var answers = Fragments(Corpus.englishAnswers, Corpus.frenchAnswers, Corpus.otherAnswers)
  /// Notes by topic.
  private var notes = Fragments(Corpus.notes)
  /// What was composed so far.
  private var written = Set<String>()

  /// A review of a few sentences that fit the rating; slots are left for the place and the customer.
  mutating func review(
    in language: Language, setting: Setting, rating: Int, _ generator: inout SeededGenerator
  ) -> Story {
    var text = compose(in: language, setting: setting, rating: rating, &generator)
    while !written.insert(text).inserted {
      text = compose(in: language, setting: setting, rating: rating, &generator)
    }
    return Story(
      language: language, source: nil, setting: setting, rating: rating, topic: rating >= 4 ? .praise : .general,
      location: nil, subject: "", turns: [Turn(kind: .customer, text: text)])
  }

  /// A few sentences that fit the rating.
  private mutating func compose(
    in language: Language, setting: Setting, rating: Int, _ generator: inout SeededGenerator
  ) -> String {
    let kind = "\(language.rawValue) \(setting == .brasserie || setting == .pizzeria ? "table" : "\(setting)")"
    let mood = rating >= 4 ? "good" : "bad"
    var parts = [sentences.deal("\(kind) \(mood) open", &generator)]
    if rating == 3 { parts.append(sentences.deal("\(kind) good detail", &generator)) }
    for _ in 0..<generator.within(1...2) + (rating == 3 ? 0 : 1) {
      parts.append(sentences.deal("\(kind) \(mood) detail", &generator))
    }
    if generator.chance(70) { parts.append(sentences.deal("\(kind) \(mood) close", &generator)) }
    let minutes = rating >= 4 ? generator.within(3...7) * 3 : generator.within(8...18) * 3
    let joined = parts.joined(separator: " ")
    return fillFree(joined, in: language, setting: setting, minutes: minutes, &generator)
  }

  /// A title for a review, in the languages that have some.
  mutating func title(of story: Story, _ generator: inout SeededGenerator) -> String {
    let key = "\(story.language.rawValue) title \((story.rating ?? 4) >= 4 ? "good" : "bad")"
    return sentences.has(key) ? sentences.deal(key, &generator) : ""
  }

  /// Fills the slots that hang on nothing but language and setting.
  private mutating func fillFree(
    _ text: String, in language: Language, setting: Setting, minutes: Int, _ generator: inout SeededGenerator
  ) -> String {
    var slots = Slots()
    slots.set("staff", "{staff}")
    slots.set("minutes", String(minutes))
    for name in ["party", "occasion"] where text.contains("{\(name)}") {
      slots.set(name, sentences.deal("\(language.rawValue) \(name)", &generator))
    }
    let hasDish = text.contains("{dish}") || text.contains("{Dish}")
    if hasDish {
      let menu = setting == .brasserie ? "table" : "pizza"
      slots.set("dish", sentences.deal("\(language.rawValue) \(menu) dish", &generator))
    }
    return slots.fill(text)
  }

  /// An answer in the voice of the house, for a text that has none of its own; unsigned.
  mutating func answer(to story: Story, _ generator: inout SeededGenerator) -> String {
    let language = story.language.rawValue
    let mood = (story.rating ?? 4) >= 4 ? "good" : "bad"
    let topic = answers.has("\(language) \(story.topic)") ? story.topic : .general
    let parts = [
      answers.deal("\(language) open \(mood)", &generator), answers.deal("\(language) \(topic)", &generator),
      answers.deal("\(language) close \(mood)", &generator),
    ]
    let isSpaced = story.language != .japanese && story.language != .chinese
    return parts.joined(separator: isSpaced ? " " : "")
  }

  /// A note about a topic, and the reply to it if there is one.
  mutating func note(on topic: Topic, _ generator: inout SeededGenerator) -> (note: String, reply: String?) {
    let entry = notes.deal("\(topic)", &generator)
    guard let bar = entry.firstRange(of: " || ") else { return (entry, nil) }
    return (String(entry[..<bar.lowerBound]), String(entry[bar.upperBound...]))
  }
}
