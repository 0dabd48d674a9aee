import Testing

/// The checks are only as good as what they read with.
@Suite struct Scanner {
  @Test("Comments and strings hold no code, interpolations included")
  func blanking() {
    let text = #"""
      let a = "x { \(f("}")) y" // func no() {
      /* struct /* Nested */ { */ let b = """
        func no() {
        """
      let c = 1
      """#
    #expect(Token.all(in: text).map(\.text) == ["let", "a", "=", "let", "b", "=", "let", "c", "=", "1"])
    #expect(Token.all(in: text).last?.line == 5)
  }

  @Test("Declarations of files and types are found, those inside of functions are not")
  func declarations() {
    let text = """
      @available(*, deprecated)
      public struct Outer: Equatable {
        private(set) var count = [1].map { $0 }
        static func make(in place: Int = { 3 }()) -> Self where Self: Equatable {
          let local = 1
          struct Hidden {}
          return local
        }
        enum Kind { case one, two }
        init(case other: Int) { self.init() }
        var actor: Int { 1 }
      }
      extension Outer {
        class func shared() {}
      }
      protocol Shape {
        func area() -> Int
        var sides: Int { get }
      }
      """
    let found = DeclarationScanner.declarations(in: text)
    #expect(
      found.map { "\($0.keyword) \($0.name) \($0.firstLine)-\($0.lastLine)" } == [
        "struct Outer 1-12", "var count 3-3", "func make 4-8", "enum Kind 9-9", "case one 9-9", "init init 10-10",
        "var actor 11-11", "func shared 14-14", "protocol Shape 16-19", "func area 17-17", "var sides 18-18",
      ])
  }

  @Test("Import lines are read with their access levels")
  func imports() {
    let file = SourceFile(
      path: "a.swift",
      text: """
        import A
        @testable internal import B
        private import struct C.D
        let x = "import E"
        """)
    let found = ImportLine.all(in: file).map { "\($0.level ?? "-") \($0.module) \($0.line)" }
    #expect(found == ["- A 1", "internal B 2", "private C 3"])
  }
}
