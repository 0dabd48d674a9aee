import InboxModel
import Testing

/// The subset of HTML: refused beyond it in what we send, cut down to it in what we receive.
struct HTMLTests {
  @Test(
    arguments: [
      ("<p>Hi <b>there</b></p>", "<p>Hi <b>there</b></p>"),
      ("<P CLASS=x onclick='evil()'>Hi</P>", "<p>Hi</p>"),
      ("a<script>alert(1)</script>b", "ab"),
      ("a<SCRIPT src=x>alert('</p>')</sCrIpT >b", "ab"),
      ("a<script>never closed", "a"),
      ("<style>p { color: red }</style><p>x</p>", "<p>x</p>"),
      ("<head><title>t</title></head><body>x</body>", "x"),
      ("<!doctype html><!-- a > b --><?xml?>x", "x"),
      ("<img src=x onerror=alert(1)>x", "x"),
      ("<img alt=\"a>b\" onerror=alert(1)>x", "x"),
      ("<scr<b>ipt>x</scr</b>ipt>", "ipt>xipt>"),
      ("<<script>script>x", "script>x"),
      ("1 < 2", "1 &lt; 2"),
      ("<strong>a</strong><em>b</em>", "<b>a</b><i>b</i>"),
      ("<div>a</div><div>b</div>", "a<br>b<br>"),
      ("a<br />b<br/>c", "a<br>b<br>c"),
      ("<a href=\"https://x.test/?a=1&amp;b=2\" target=_blank>x</a>", "<a href=\"https://x.test/?a=1&amp;b=2\">x</a>"),
      ("<a HREF = 'mailto:a@b.test'>x</a>", "<a href=\"mailto:a@b.test\">x</a>"),
      ("<a href=https://x.test>x</a>", "<a href=\"https://x.test\">x</a>"),
      ("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>"),
      ("<a href=\"java&#115;cript:alert(1)\">x</a>", "<a>x</a>"),
      ("<a href=\"\u{1}javascript:alert(1)\">x</a>", "<a>x</a>"),
      ("<a href='https://x\" onclick=\"evil()'>x</a>", "<a>x</a>"),
      ("<a title=\"never closed>x</a>", "<a>x</a>"),
      ("<svg><a href=\"https://x\"><script>1</script></a></svg>x", "x"),
    ])
  func whatIsReceivedIsCutDownToTheSubset(received: String, kept: String) throws {
    let cleaned = SafeHTML.cleaned(received)
    #expect(cleaned == kept)
    #expect(SafeHTML.cleaned(cleaned) == cleaned, "once is enough")
    try SafeHTML.check(cleaned, field: "text")
  }

  /// Browsers read bytes: an accent on a quotation mark does not keep it from ending an attribute.
  @Test(
    arguments: [
      "<a href=\"https://x\"\u{301} onclick=alert(1)//\">x</a>", "<p>\u{338}<script>", "<script\u{338}>",
      "<b>\u{301}<img src=x>",
    ])
  func accentsHideNoMarkup(text: String) throws {
    #expect(throws: InboxError.self) { try SafeHTML.check(text, field: "text") }
    try SafeHTML.check(SafeHTML.cleaned(text), field: "text")
  }

  /// Goal: whatever comes in, what stays is safe and cleaned once and for all.
  @Test func anythingBecomesSafe() throws {
    var generator = SystemRandomNumberGenerator()
    let pieces = [
      "<", ">", "\"", "'", "/", "=", " ", "a", "href", "https://x", "script", "</script>", "<script>", "<!--", "-->",
      "p", "b",
      "<a href=", "on", "\u{301}", "\0", "&lt;", "<svg", "é",
    ]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }
      .joined()
      let cleaned = SafeHTML.cleaned(text)
      #expect(throws: Never.self, "\(text.debugDescription)") { try SafeHTML.check(cleaned, field: "text") }
      #expect(SafeHTML.cleaned(cleaned) == cleaned, "\(text.debugDescription)")
    }
  }

  /// Goal: no text takes time that grows with its square.
  @Test func manyOpenTagsAreReadOnce() {
    #expect(SafeHTML.cleaned(String(repeating: "<", count: 100_000)).utf8.count == 400_000)
    #expect(SafeHTML.cleaned(String(repeating: "<script>", count: 20_000)).isEmpty)
  }

  /// An editor that was emptied leaves its markup behind.
  @Test(arguments: ["<p></p>", "<p> </p>", "<p><br></p>", "<br>", "&nbsp;", "<ul><li></li></ul>"])
  func markupAloneIsNoText(text: String) {
    #expect(!ResponseText(text, format: .html).counts)
    #expect(ResponseText(text, format: .plain).counts)
  }
}

/// The forms of what customers are reached by.
struct ContactTests {
  @Test(arguments: ["", "a@b.co", "jean.o'neil+tag@xn--bcher-kva.example", "ä@bücher.example"])
  func addresses(text: String) throws { try ContactRules.requireEmail(text, field: "email") }

  @Test(
    arguments: [
      " ", "a", "a@", "@b", "a@b@c", "a b@c.de", "a@b.co\r\nBcc: x@y.z", "<a@b.co>", "Ann <a@b.co>", "a@b.co,c@d.co",
      String(repeating: "a", count: 250) + "@b.co",
    ])
  func otherAddresses(text: String) {
    #expect(throws: InboxError.self) { try ContactRules.requireEmail(text, field: "email") }
  }

  @Test(arguments: [
    ("", true), ("+33612345678", true), ("0612345678", false), ("+", false), ("+0612", false),
    ("+1234567890123456", false), ("+33 6 12", false), ("+٣٣٦", false),
  ])
  func numbers(text: String, isOne: Bool) {
    #expect(((try? ContactRules.requirePhone(text, field: "phone")) != nil) == isOne)
  }

  @Test(arguments: [
    ("", true), ("fr", true), ("pt-BR", true), ("zh-Hant-TW", true), ("x", false), ("fr_FR", false),
    ("<b>", false), ("fr-", false), ("12", false),
  ])
  func languages(text: String, isOne: Bool) {
    #expect(((try? ContactRules.requireLanguage(text, field: "language")) != nil) == isOne)
  }

  @Test(arguments: [
    ("", true), ("https://x.test/a?b=c", true), ("HTTP://x", true), ("javascript:alert(1)", false),
    ("//x", false), ("https://x y", false), ("https://" + String(repeating: "x", count: 2048), false),
  ])
  func links(text: String, isOne: Bool) {
    #expect(((try? ContactRules.requireLink(text, field: "source_url")) != nil) == isOne)
  }
}
