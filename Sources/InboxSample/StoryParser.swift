internal import InboxModel

/// Reads the corpus.
///
/// The texts are kept as one would write them down, so that whoever wants to change them finds them readable:
///
///     # brasserie 2 waiting              a story begins: any of language, source, setting, rating, topic and
///     Sat down at 19:30, starters        location, in any order, each recognised by its word
///     at 20:25.                          then what the customer wrote; lines are joined, an empty line parts
///     > You are right: had we told       paragraphs; lines with ">" are the house's answer
///     > you at the door ...
///
///     # email en stay price              conversations have their turns marked:
///     S: Invoice for our stay            the subject
///     C: Dear Sir or Madam,              the customer
///     U: Dear {name},                    the house
///     D: Dear {name},                    a draft that lies ready
///     L: Dear {name},                    a response that is scheduled for later
///     N editor: @camille look at this    a note, by the location's editor or a user, with mentions
///     N> camille: done                   a reply to the note before
///
/// Slots are filled when a story is placed: `{staff}` (somebody of the location), `{name}` and `{first}` (the
/// customer), `{agent}` (who answers). A mistake in the corpus is our bug and stops the program; the tests read
/// all of it.
enum StoryParser {
  /// The stories of a corpus, in their order.
  static func parse(_ corpus: String, in language: Language) -> [Story] {
    var stories: [Story] = []
    for line in corpus.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("# ") {
        stories.append(header(line.dropFirst(2), in: language))
      } else {
        precondition(!stories.isEmpty, "a corpus begins with a header")
        add(line, to: &stories[stories.count - 1])
      }
    }
    return stories.map(tidied)
  }

  /// Reads the words of a header.
  private static func header(_ line: Substring, in language: Language) -> Story {
    var story = Story(
      language: language, source: nil, setting: .brasserie, rating: nil, topic: .general, location: nil, subject: "",
      turns: [])
    for part in line.split(separator: " ") {
      let word = String(part)
      if let language = Language(rawValue: word) {
        story.language = language
      } else if let setting = Setting(rawValue: word) {
        story.setting = setting
      } else if let topic = Topic(rawValue: word) {
        story.topic = topic
      } else if let rating = Int(word) {
        story.rating = rating
      } else if let source = sources[word] {
        story.source = source
      } else {
        precondition(SampleLocation.all.contains { $0.id == word }, "unknown word '\(word)' in a header")
        story.location = word
      }
    }
    return story
  }

  /// The sources that conversations name.
  private static let sources: [String: Source] = [
    "whatsapp": .whatsapp, "instagram": .instagram, "facebook": .facebook, "email": .email, "site": .site,
  ]

  /// Adds a line to a story.
  private static func add(_ line: Substring, to story: inout Story) {
    if line.hasPrefix("S: ") {
      story.subject = String(line.dropFirst(3))
    } else if line.hasPrefix("C: ") {
      story.turns.append(Turn(kind: .customer, text: String(line.dropFirst(3))))
    } else if line.hasPrefix("U: ") {
      story.turns.append(Turn(kind: .answer, text: String(line.dropFirst(3))))
    } else if line.hasPrefix("D: ") {
      story.turns.append(Turn(kind: .draft, text: String(line.dropFirst(3))))
    } else if line.hasPrefix("L: ") {
      story.turns.append(Turn(kind: .scheduled, text: String(line.dropFirst(3))))
    } else if line.hasPrefix("N"), let note = note(line) {
      story.turns.append(note)
    } else if line.hasPrefix(">") {
      if story.turns.last?.kind != .answer { story.turns.append(Turn(kind: .answer, text: "")) }
      join(line.dropFirst(1).drop { $0 == " " }, to: &story)
    } else {
      if story.turns.isEmpty { story.turns.append(Turn(kind: .customer, text: "")) }
      join(line, to: &story)
    }
  }

  /// Reads "N author: text" and "N> author: text"; nil for a line that only begins like one.
  private static func note(_ line: Substring) -> Turn? {
    let isReply = line.hasPrefix("N> ")
    guard isReply || line.hasPrefix("N "), let colon = line.firstIndex(of: ":") else { return nil }
    let author = line[..<colon].dropFirst(isReply ? 3 : 2)
    guard author == "editor" || SampleUser.all.contains(where: { $0.id == author }) else { return nil }
    let text = line[colon...].dropFirst(2)
    return Turn(kind: .note(author: String(author), isReply: isReply), text: String(text))
  }

  /// Joins a line to the turn being read: an empty one ends a paragraph.
  private static func join(_ line: Substring, to story: inout Story) {
    let last = story.turns.count - 1
    let text = story.turns[last].text
    if line.isEmpty {
      story.turns[last].text += "\n\n"
    } else {
      story.turns[last].text += (text.isEmpty || text.hasSuffix("\n") ? "" : " ") + line
    }
  }

  /// The story without the empty lines that part it from its neighbours.
  private static func tidied(_ story: Story) -> Story {
    var result = story
    for index in result.turns.indices {
      while result.turns[index].text.hasSuffix("\n") { result.turns[index].text.removeLast() }
    }
    return result
  }
}
