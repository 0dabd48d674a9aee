import Testing

@testable import InboxModel

/// Words as search knows them, and queries made of them.
struct SearchQueryTests {
  @Test func wordsAreFoldedAndPairsTakeTheirPlaceWhereThereAreNoSpaces() {
    func words(_ text: String) -> [String] {
      SearchTokens.tokens(of: text).map { $0.isTail ? "(\($0.text))" : $0.text }
    }
    #expect(words("Très BONNE, l'été!") == ["tres", "bonne", "l", "ete"])
    #expect(words("Straße 12b") == ["strasse", "12b"])
    #expect(words("東京都") == ["東京", "京都", "(都)"])
    #expect(words("寿") == ["(寿)"])
    #expect(words("iPhone東京へ") == ["iphone", "東京", "京へ", "(へ)"])
    #expect(words("ソニー・カメラ").first == "ソニ")
    #expect(words(" \n,.") == [])
    #expect(
      SearchTokens.tokens(of: String(repeating: "é", count: 500)).map(\.text) == [String(repeating: "e", count: 64)])
  }

  @Test func tokensKnowWhereTheyStand() {
    let tokens = SearchTokens.tokens(of: "Ça, 東京")
    #expect(tokens.map { [$0.start, $0.end] } == [[0, 2], [4, 6], [5, 6]])
  }

  @Test func queriesHaveTermsPhrasesAndBeginnings() throws {
    func terms(_ text: String) throws -> [String] {
      try SearchQuery(text, field: "query").terms.map { $0.words.joined(separator: "+") + ($0.isPrefix ? "*" : "") }
    }
    #expect(try terms("good piz") == ["good", "piz*"])
    #expect(try terms("good piz ") == ["good", "piz"])
    #expect(try terms("goo* pi") == ["goo*", "pi"])
    #expect(try terms("\"good pizza\" now") == ["good+pizza", "now*"])
    #expect(try terms("\"good pizza") == ["good+pizza"])
    #expect(try terms("東京都") == ["東京+京都"])
    #expect(try terms("\"寿\"") == ["寿*"])
    #expect(try terms("l'été") == ["l", "ete*"])
    #expect(throws: InboxError.fieldRequired(field: "query")) { try terms(" \"\" *,") }
    #expect(throws: InboxError.textTooLong(field: "query", length: 257, limit: 256)) {
      try terms(String(repeating: "a", count: 257))
    }
  }

  @Test func snippetsStandAroundTheHits() throws {
    let text = String(repeating: "filler ", count: 60) + "the needle\nin " + String(repeating: "hay ", count: 90)
    let hits = try SearchQuery("needle", field: "query").hits(in: text)
    let parts = SnippetPart.parts(of: text, around: hits.ranges)
    #expect(parts.map(\.isMarked) == [false, true, false] && parts[1].text == "needle")
    #expect(parts.map(\.text.unicodeScalars.count).reduce(0, +) == SnippetPart.lengthMax)
    #expect(parts[0].text.hasPrefix("filler") && parts[2].text.hasPrefix(" in hay"))
    #expect(SnippetPart.parts(of: "short", around: []) == [SnippetPart(text: "short", isMarked: false)])
  }
}
