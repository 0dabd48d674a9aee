internal import InboxModel

/// A language that the sample's customers write in; the raw value is its BCP 47 tag.
enum Language: String, CaseIterable, Sendable {
  /// By how much the sample has of them.
  case english = "en"
  case french = "fr"
  case german = "de"
  case spanish = "es"
  case italian = "it"
  case portuguese = "pt"
  case japanese = "ja"
  case arabic = "ar"
  case chinese = "zh"
}

/// Where a story plays: it decides which locations and sources it can come from.
enum Setting: String, CaseIterable, Sendable {
  /// Tables of two kinds, orders brought home, nights in a room.
  case brasserie, pizzeria, delivery, stay
}

/// What a story is mostly about; composed answers and notes speak to it.
enum Topic: String, CaseIterable, Sendable {
  /// One thing above all.
  case praise, food, staff, waiting, cold, price, noise, cleanliness, room, breakfast, missing, allergy, booking
  /// Several things at once.
  case general
}

/// One piece of a story, in order of time.
struct Turn: Sendable, Equatable {
  /// What it is.
  enum Kind: Sendable, Equatable {
    /// The customer writes.
    case customer
    /// The house answered.
    case answer
    /// A draft lies ready.
    case draft
    /// A response waits for its time.
    case scheduled
    /// A colleague leaves a note; `editor` stands for the location's editor. A reply goes to the note before.
    case note(author: String, isReply: Bool)
  }

  /// What it is.
  let kind: Kind
  /// What was written, with slots such as `{staff}`.
  var text: String
}

/// Something a customer wrote by hand of the corpus, and what the house made of it.
struct Story: Sendable {
  /// The language.
  var language: Language
  /// The source; nil leaves it to the planner.
  var source: Source?
  /// Where it plays.
  var setting: Setting
  /// From 1 to 5; nil where sources know no rating.
  var rating: Int?
  /// What it is about.
  var topic: Topic
  /// The one location it fits; nil if any of the setting does.
  var location: String?
  /// The subject of an e-mail or form.
  var subject: String
  /// What was written.
  var turns: [Turn]

  /// What the customer wrote first.
  var opening: String { turns.first { $0.kind == .customer }?.text ?? "" }

  /// The house's own answer to it, if the corpus has one.
  var answer: String? { turns.first { $0.kind == .answer }?.text }
}

/// All texts; the files in `Corpus/` fill it.
enum Corpus {
  /// The handwritten reviews.
  static func reviews() -> [Story] {
    StoryParser.parse(englishRestaurants, in: .english) + StoryParser.parse(englishStays, in: .english)
      + StoryParser.parse(englishDeliveries, in: .english) + StoryParser.parse(frenchReviews, in: .french)
      + StoryParser.parse(spanishReviews, in: .spanish) + StoryParser.parse(portugueseReviews, in: .portuguese)
      + StoryParser.parse(germanReviews, in: .german) + StoryParser.parse(italianReviews, in: .italian)
      + StoryParser.parse(japaneseReviews, in: .japanese) + StoryParser.parse(chineseReviews, in: .chinese)
      + StoryParser.parse(arabicReviews, in: .arabic)
  }

  /// The handwritten survey answers.
  static func surveys() -> [Story] {
    StoryParser.parse(englishSurveys, in: .english) + StoryParser.parse(frenchSurveys, in: .french)
      + StoryParser.parse(otherSurveys, in: .english)
  }

  /// The conversations: direct messages, e-mails, forms. Each says its source.
  static func conversations() -> [Story] {
    StoryParser.parse(whatsAppConversations, in: .english) + StoryParser.parse(instagramConversations, in: .english)
      + StoryParser.parse(facebookConversations, in: .english) + StoryParser.parse(englishEmails, in: .english)
      + StoryParser.parse(frenchEmails, in: .french) + StoryParser.parse(otherEmails, in: .english)
      + StoryParser.parse(siteForms, in: .english)
  }
}
