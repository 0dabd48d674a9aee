internal import InboxModel
internal import InboxStore

/// How the outbox's e-mails are worded: subject, signature, sender, references.
extension MailMessage {
  /// The message of an e-mail; throws a sentence that says why there is none.
  init(_ email: OutgoingEmail, by relay: MailRelay) throws(MailProblem) {
    guard let to = MailAddress(email.recipient) else {
      throw MailProblem("the recipient's address is none that e-mail can be sent to")
    }
    guard let id = Self.bareID(email.messageID) else { throw MailProblem("the e-mail has no Message-ID") }
    let brand = email.conversation
    switch email.content {
    case .response(let text, let isAutomatic, let files, let references):
      let name = [brand.senderName, brand.brandName, email.workspace.displayName].first { !$0.isEmpty } ?? ""
      let own = email.workspace.settings.senderEmail
      guard let from = MailAddress(own.isEmpty ? relay.sender.address : own, displayName: name) else {
        throw MailProblem("the workspace's sender address is none that e-mail can be sent from")
      }
      self.init(
        from: from, to: to, subject: Self.subject(text.subject, email), messageID: id, time: email.createTime,
        plain: Self.plain(text, brand.signature))
      if text.format == .html { html = Self.html(text.text, brand.signature) }
      self.references = references
      if isAutomatic { writer = .workflow }
      self.files = files.map { File(name: $0.fileName, mediaType: $0.mediaType, sizeBytes: Int($0.sizeBytes)) }
    case .notification(let type, let actorName, let noteText, let interaction, let note):
      let workspace = email.workspace
      let facts = NotificationFacts(
        type: type, actorName: actorName, customerName: brand.customerName, workspaceName: workspace.displayName,
        noteText: noteText,
        link: NotificationMail.link(
          workspace.settings.linkTemplate, workspace: workspace.slug, interaction: interaction.description,
          note: note?.description ?? ""))
      let words = NotificationMail(facts, language: email.language)
      self.init(
        from: relay.sender.named(workspace.displayName), to: to, subject: words.subject, messageID: id,
        time: email.createTime, plain: words.plain)
      html = words.html
      writer = .server
    }
  }

  /// A Message-ID without its brackets; nil if it has none.
  private static func bareID(_ id: String) -> String? {
    id.count > 2 && id.hasPrefix("<") && id.hasSuffix(">") ? String(id.dropFirst().dropLast()) : nil
  }

  /// The subject given, else that of the conversation, else one in the reader's language.
  private static func subject(_ given: String, _ email: OutgoingEmail) -> String {
    if !given.isEmpty { return given }
    let former = email.conversation.subject
    if !former.isEmpty { return former.lowercased().hasPrefix("re:") ? former : "Re: " + former }
    let brand = email.conversation.brandName
    let name = brand.isEmpty ? email.workspace.displayName : brand
    let isFrench = email.language.lowercased().split(separator: "-").first == "fr"
    return isFrench ? "Votre message à \(name)" : "Your message to \(name)"
  }

  /// The plain part: the text, or what its HTML says, and the signature.
  private static func plain(_ text: ResponseText, _ signature: String) -> String {
    let words = text.format == .html ? PlainAlternative.text(ofHTML: text.text) : text.text
    return signature.isEmpty ? words + "\n" : words + "\n\n" + signature + "\n"
  }

  /// The HTML part.
  private static func html(_ text: String, _ signature: String) -> String {
    let closing = signature.isEmpty ? "" : "<p>\(PlainAlternative.html(ofText: signature))</p>\n"
    return "<!DOCTYPE html>\n<html><body>\n\(text)\n\(closing)</body></html>\n"
  }
}

extension OutgoingEmail {
  /// The files to send along.
  var files: [AttachmentInfo] {
    if case .response(_, _, let files, _) = content { files } else { [] }
  }
}

/// Why an e-mail cannot be made, in a sentence for the team.
struct MailProblem: Error, Equatable {
  /// The sentence.
  let sentence: String

  /// A problem.
  init(_ sentence: String) { self.sentence = sentence }
}
