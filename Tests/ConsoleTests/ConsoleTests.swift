import Testing

@testable import Console

@Suite("Text in a terminal keeps its columns and steers nothing")
struct ConsoleTests {
  @Test(
    "Columns are those a terminal takes",
    arguments: [
      ("abc", 3), ("Jürgen", 6), ("e\u{301}", 1), ("寿司", 4), ("ﾊﾟ", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇫🇷", 2), ("❤️", 2), ("각", 2),
      ("\u{1112}\u{1161}\u{11ab}", 2), ("a\u{200b}b", 2), ("", 0),
    ])
  func columns(text: String, columns: Int) { #expect(TextWidth.columns(text) == columns) }

  @Test("Text is cut and filled to exactly the columns asked for, never through a character")
  func fitted() {
    #expect(TextWidth.fitted("寿司屋", to: 6) == "寿司屋")
    #expect(TextWidth.fitted("寿司屋", to: 5) == "寿司…")
    #expect(TextWidth.fitted("寿司屋", to: 4) == "寿… ")
    for width in 1...12 { #expect(TextWidth.columns(TextWidth.fitted("a寿e\u{301}👍🏽 bcd", to: width)) == width) }
  }

  @Test("Controls, line separators and bidirectional marks do not reach the terminal")
  func safety() {
    #expect(SafeText.line("a\u{1b}[31mb\r\nc\td\u{7f}\u{9b}2J\u{202e}x") == "a␛[31mb c d\u{fffd}\u{fffd}2J\u{fffd}x")
    #expect(SafeText.lines("a\r\nb\u{2028}c\rd") == "a\nb\nc\nd")
  }

  @Test("Bars and sparklines are as long and as high as their numbers")
  func bars() {
    #expect(Bars.bar(1, of: 2, width: 4) == "██")
    #expect(Bars.bar(9, of: 2, width: 4) == "████")
    #expect(Bars.bar(3, of: 8, width: 1) == "▍")
    #expect(Bars.bar(1, of: 0, width: 4) == "")
    #expect(Bars.sparkline([0, 7, 3.5]) == "▁█▅")
    #expect(Bars.sparkline([]) == "")
  }

  @Test("Without a terminal a table is as wide as its columns may be, and plain")
  func table() {
    var table = Table([.init("id"), .init("n", isRight: true), .init("text", widthMax: 5)], lastIsFlexible: true)
    table.append(["寿司", "7", "abcdefg"])
    table.append(["a", "12", "x\ny"])
    #expect(table.lines(on: Terminal(-1)) == ["id     n  text", "寿司   7  abcd…", "a     12  x y"])
  }
}
