public import InboxModel

/// What a notification e-mail is made of.
public struct NotificationFacts: Sendable, Hashable {
  /// What it tells: assigned, mentioned or replied.
  public var type: NotificationType
  /// Who caused it.
  public var actorName: String
  /// The interaction's customer; may be empty.
  public var customerName: String
  /// The name to show of the workspace.
  public var workspaceName: String
  /// The note, for mentions and replies.
  public var noteText: String
  /// Where to read it; empty for none.
  public var link: String

  /// Takes all parts.
  public init(
    type: NotificationType, actorName: String, customerName: String, workspaceName: String, noteText: String,
    link: String
  ) {
    self.type = type
    self.actorName = actorName
    self.customerName = customerName
    self.workspaceName = workspaceName
    self.noteText = noteText
    self.link = link
  }
}

/// The words of a notification e-mail in the languages it is written in; any other language gets English.
struct NotificationMail: Equatable {
  /// The subject line.
  let subject: String
  /// The plain part.
  let plain: String
  /// The HTML part.
  let html: String

  /// Writes the e-mail.
  init(_ facts: NotificationFacts, language: String) {
    let words = Words(language)
    let about = facts.customerName.isEmpty ? words.customer : facts.customerName
    let sentence = words.sentence(facts.type, facts.actorName, about)
    subject = sentence
    var plain = sentence + "\n"
    var html = "<p>\(PlainAlternative.html(ofText: sentence))</p>\n"
    if !facts.noteText.isEmpty {
      plain +=
        "\n"
        + facts.noteText.split(separator: "\n", omittingEmptySubsequences: false).map { "> " + $0 }
        .joined(separator: "\n") + "\n"
      html += "<blockquote>\(PlainAlternative.html(ofText: facts.noteText))</blockquote>\n"
    }
    if !facts.link.isEmpty {
      plain += "\n\(words.open): \(facts.link)\n"
      html += "<p><a href=\"\(PlainAlternative.html(ofText: facts.link))\">\(words.open)</a></p>\n"
    }
    let footer = words.footer(facts.workspaceName)
    self.plain = plain + "\n-- \n\(footer)\n"
    self.html =
      "<!DOCTYPE html>\n<html lang=\"\(words.tag)\"><body>\n" + html
      + "<p><small>\(PlainAlternative.html(ofText: footer))</small></p>\n</body></html>\n"
  }

  /// A link template with its places filled in; empty if the template is.
  static func link(_ template: String, workspace: String, interaction: String, note: String) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      rest = rest[open...]
      let places = [("{workspace}", workspace), ("{interaction}", interaction), ("{note}", note)]
      if let (place, value) = places.first(where: { rest.hasPrefix($0.0) }) {
        result += value
        rest = rest.dropFirst(place.count)
      } else {
        result.append("{")
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  /// The words of one language.
  private struct Words {
    /// The language's tag: en or fr.
    let tag: String

    /// The words of the language that a BCP 47 tag begins with.
    init(_ language: String) {
      tag = language.lowercased().split(separator: "-").first == "fr" ? "fr" : "en"
    }

    private var isFrench: Bool { tag == "fr" }

    /// A customer whose name is not known.
    var customer: String { isFrench ? "un client" : "a customer" }
    /// What the link says.
    var open: String { isFrench ? "Ouvrir la conversation" : "Open the conversation" }

    /// What happened.
    func sentence(_ type: NotificationType, _ actor: String, _ about: String) -> String {
      switch type {
      case .assigned:
        isFrench
          ? "\(actor) vous a attribué la conversation avec \(about)"
          : "\(actor) assigned you the conversation with \(about)"
      case .replied:
        isFrench
          ? "\(actor) a répondu à votre note sur \(about)" : "\(actor) replied to your note about \(about)"
      case .mentioned, .deliveryFailed, .scheduleReturned:
        isFrench
          ? "\(actor) vous a mentionné dans une note sur \(about)" : "\(actor) mentioned you in a note about \(about)"
      }
    }

    /// Why the reader gets it.
    func footer(_ workspace: String) -> String {
      isFrench
        ? "Vous recevez cet e-mail parce que vous faites partie de l’équipe \(workspace)."
        : "You get this e-mail because you are in the team of \(workspace)."
    }
  }
}
