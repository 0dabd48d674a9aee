import InboxModel
import Testing

/// What texts must be, how they are folded, and what is found in them.
struct TextTests {
  @Test(arguments: [("", false), (" \n\t\u{A0}", false), ("a", true), ("  .", true)])
  func whiteSpaceIsNoText(text: String, counts: Bool) {
    #expect(ResponseText(text).counts == counts)
    #expect(ResponseText(text, attachments: [AttachmentID(1)]).counts)
  }

  @Test(arguments: [(Channel.provider, 4096), (.sms, 1600), (.email, 100_000)])
  func limitsRefuseAndNeverCut(channel: Channel, limit: Int) throws {
    // Two bytes a character: characters are counted, not bytes.
    let text = String(repeating: "é", count: limit)
    try ResponseText(text).validate(on: channel, of: .google, lengthMax: channel.textLengthMax)
    #expect(throws: InboxError.textTooLong(field: "text", length: limit + 1, limit: limit)) {
      try ResponseText(text + "x").validate(on: channel, of: .google, lengthMax: channel.textLengthMax)
    }
  }

  @Test func foreignChannelsAndFormatsAreRefused() {
    #expect(throws: InboxError.channelNotOffered(field: "channel", channel: .provider, source: .survey)) {
      try ResponseText("a").validate(on: .provider, of: .survey, lengthMax: 100)
    }
    #expect(throws: InboxError.htmlNotAllowed(field: "text_format", element: "HTML outside e-mail")) {
      try ResponseText("a", format: .html).validate(on: .sms, of: .google, lengthMax: 100)
    }
    #expect(throws: InboxError.fieldInvalid(field: "subject", fault: "is given outside e-mail")) {
      try ResponseText("a", subject: "s").validate(on: .sms, of: .google, lengthMax: 100)
    }
    #expect(throws: InboxError.fieldInvalid(field: "subject", fault: "holds a control character")) {
      try ResponseText("a", subject: "s\r\nBcc: x").validate(on: .email, of: .google, lengthMax: 100)
    }
  }

  @Test(
    arguments: [
      ("<p>Hi <b>there</b><br/></p>", true), ("<a href=\"https://x.test\">x</a>", true), ("1 > 0", true),
      ("<script>", false), ("<a href=\"javascript:x\">", false), ("<p onclick=\"x\">", false), ("<b", false),
      ("<a href=\"https://x\" style=\"y\">", false),
    ])
  func htmlSubsetIsHeld(text: String, isSafe: Bool) {
    let passes = (try? SafeHTML.check(text, field: "text")) != nil
    #expect(passes == isSafe)
  }

  @Test(
    arguments: [
      ("Crème BRÛLÉE", "creme brulee"), ("Straße", "strasse"), ("ŁÓDŹ", "lodz"), ("Œuvre", "oeuvre"),
      ("e\u{301}te\u{301}", "ete"), ("Ελλάδα", "ελλαδα"), ("日本", "日本"), ("ÅØ", "ao"),
    ])
  func caseAndAccentsFold(text: String, folded: String) {
    #expect(TextFolding.fold(text) == folded)
  }

  @Test func keywordsAreWholeWords() {
    let matcher = KeywordMatcher([
      Keyword(id: KeywordID("pizza"), displayName: "Pizza"),
      Keyword(id: KeywordID("wait"), displayName: "Wait", terms: ["temps d'attente", "queue"]),
      Keyword(id: KeywordID("off"), displayName: "Terrace", isDetectionDisabled: true),
    ])
    #expect(matcher.keywords(in: "La PÏZZA, parfaite!") == [KeywordID("pizza")])
    #expect(matcher.keywords(in: "pizzas and a pizzaiolo on the terrace") == [])
    #expect(matcher.keywords(in: "Le temps d’attente… pizza") == [KeywordID("pizza"), KeywordID("wait")])
    #expect(matcher.keywords(in: "temps attente") == [])
  }

  @Test func snippetIsOneBoundedLine() {
    #expect(TextRules.snippet(of: "  a \n\n b\t") == "a b")
    #expect(TextRules.snippet(of: String(repeating: "ab ", count: 100)).unicodeScalars.count <= 160)
    #expect(TextRules.plain("<p>a &amp; b</p>", format: .html) == " a & b ")
  }

  @Test func etagConditions() {
    let etag = Etag(7)
    #expect(EtagCondition("".utf8.span) == .any)
    #expect(EtagCondition("none".utf8.span) == .none)
    #expect(EtagCondition(etag.description.utf8.span) == .version(etag))
    #expect(!EtagCondition("garbage".utf8.span).holds(for: etag))
    #expect(!EtagCondition.none.holds(for: etag))
    #expect(EtagCondition.none.holds(for: nil))
    #expect(!EtagCondition.version(etag).holds(for: nil))
  }
}
