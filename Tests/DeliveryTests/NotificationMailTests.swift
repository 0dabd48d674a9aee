import InboxModel
import Testing

@testable import Delivery

@Suite("Notification e-mails speak the reader's language, plain and in HTML")
struct NotificationMailTests {
  /// A mention.
  static let facts = NotificationFacts(
    type: .mentioned, actorName: "Ada & Co", customerName: "Camille <b>", workspaceName: "Demo",
    noteText: "Look:\n<script>",
    link: "https://app.example.com/i/1?a=1&b=\"2\"")

  @Test("English and French, and English for all others")
  func languages() {
    #expect(
      NotificationMail(Self.facts, language: "en").subject == "Ada & Co mentioned you in a note about Camille <b>")
    #expect(
      NotificationMail(Self.facts, language: "fr-CA").subject
        == "Ada & Co vous a mentionné dans une note sur Camille <b>")
    #expect(NotificationMail(Self.facts, language: "de") == NotificationMail(Self.facts, language: ""))
    var reply = Self.facts
    reply.type = .replied
    reply.customerName = ""
    #expect(NotificationMail(reply, language: "en").subject == "Ada & Co replied to your note about a customer")
  }

  @Test("The plain part quotes the note, and the HTML part escapes everything")
  func parts() {
    let mail = NotificationMail(Self.facts, language: "en")
    #expect(
      mail.plain.contains("> Look:\n> <script>") && mail.plain.contains("https://app.example.com/i/1?a=1&b=\"2\""))
    #expect(mail.html.contains("Look:<br>\n&lt;script&gt;") && !mail.html.contains("<script"))
    #expect(mail.html.contains("<a href=\"https://app.example.com/i/1?a=1&amp;b=&quot;2&quot;\">"))
    #expect(mail.html.contains("Camille &lt;b&gt;"))
  }

  @Test("Without a link there is none, and without a note no quote")
  func bare() {
    var facts = Self.facts
    facts.type = .assigned
    facts.noteText = ""
    facts.link = ""
    let mail = NotificationMail(facts, language: "fr")
    #expect(!mail.html.contains("<a ") && !mail.html.contains("blockquote") && !mail.plain.contains(">  "))
    #expect(mail.plain.hasPrefix("Ada & Co vous a attribué la conversation avec Camille <b>\n"))
  }

  @Test("A link template's places are filled in, once")
  func links() {
    func link(_ template: String) -> String {
      NotificationMail.link(template, workspace: "demo", interaction: "{note}", note: "n1")
    }
    #expect(link("https://x/{workspace}/{interaction}#{note}") == "https://x/demo/{note}#n1")
    #expect(link("") == "" && link("https://x/{other}/{") == "https://x/{other}/{")
  }

  @Test(
    "HTML has a plain form that reads as if it had been typed",
    arguments: [
      ("<p>Hello <b>you</b></p><p>Bye</p>", "Hello you\n\nBye"),
      ("one<br>two<br/>three", "one\ntwo\nthree"),
      ("<ul><li>a</li><li>b</li></ul>end", "- a\n- b\n\nend"),
      ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
      ("see <a href=\"https://x.fr/?a=1&amp;b=2\">here</a>", "see here (https://x.fr/?a=1&b=2)"),
      ("<a href=\"https://x.fr\">https://x.fr</a> <a href=\"mailto:a@b.fr\">a@b.fr</a>", "https://x.fr a@b.fr"),
      ("<p>so</p><blockquote>quoted<br>twice</blockquote>", "so\n\n> quoted\n> twice"),
      ("5 &lt; 6 &amp; 7", "5 < 6 & 7"), ("  a \n  b  ", "a b"), ("", ""),
    ])
  func plain(_ row: (html: String, text: String)) {
    #expect(PlainAlternative.text(ofHTML: row.html) == row.text)
  }
}
