/// A declaration at the level of a file or a type; what is local to a function is nobody else's business.
struct Declaration {
  /// The introducing word: `func`, `struct`, `case` and so on.
  let keyword: String
  /// The name, or the keyword again where there is none.
  let name: String
  /// The line its first attribute, modifier or keyword stands on, counted from 1.
  let firstLine: Int
  /// The line its body ends on; its first line when it has none.
  var lastLine: Int

  /// Whether no other file can see it: it says so itself, or what it stands in does.
  let isPrivate: Bool

  /// How many lines it takes.
  var lineCount: Int { lastLine - firstLine + 1 }
  /// Whether it is a function of any kind.
  var isFunction: Bool { ["func", "init", "deinit", "subscript"].contains(keyword) }
}

/// Finds declarations by walking over tokens with a stack of open braces.
///
/// A brace after a type's head opens a type, any other opens code, and in code nothing is looked at. That is far
/// from a parser, and enough for the two questions asked of it: is this documented, and how long is that.
struct DeclarationScanner {
  /// What an open brace belongs to.
  private enum Scope {
    /// A type's body; the index of its declaration, nil for an extension.
    case type(Int?)
    /// A body of code; the index of its declaration.
    case code(Int?)
  }

  private static let types: Set = ["struct", "enum", "class", "protocol", "actor", "extension"]
  private static let members: Set = [
    "func", "init", "deinit", "subscript", "var", "let", "case", "typealias", "associatedtype",
  ]
  private static let modifiers: Set = [
    "public", "private", "internal", "fileprivate", "package", "open", "final", "static", "class", "indirect",
    "mutating", "nonmutating", "override", "required", "convenience", "lazy", "weak", "unowned", "borrowing",
    "consuming", "isolated", "nonisolated", "dynamic", "prefix", "postfix", "infix", "unsafe", "safe", "set",
  ]

  private let tokens: [Token]
  private var scopes: [Scope] = []
  private var found: [Declaration] = []
  /// What the next brace outside of parentheses opens.
  private var pending: Scope?
  /// How many parentheses and brackets are open.
  private var depth = 0

  private init(_ text: String) {
    tokens = Token.all(in: text)
  }

  /// The declarations of a source in their order.
  static func declarations(in text: String) -> [Declaration] {
    var scanner = DeclarationScanner(text)
    for index in scanner.tokens.indices { scanner.visit(index) }
    return scanner.found
  }

  private var isInCode: Bool {
    if case .code = scopes.last { true } else { false }
  }

  /// Whether what is declared here stands in something private.
  private var isPrivateScope: Bool {
    if case .type(let declaration?) = scopes.last { found[declaration].isPrivate } else { false }
  }

  /// Whether a head's modifiers make it private; `private(set)` does not.
  private func hidesItself(_ head: Range<Int>) -> Bool {
    head.contains { ["private", "fileprivate"].contains(tokens[$0].text) && tokens[$0 + 1].text != "(" }
  }

  private mutating func visit(_ index: Int) {
    let token = tokens[index]
    switch token.text {
    case "{":
      scopes.append(isInCode ? .code(nil) : depth > 0 ? .code(nil) : pending ?? .code(nil))
      if depth == 0 { pending = nil }
    case "}":
      switch scopes.popLast() {
      case .type(let declaration?), .code(let declaration?): found[declaration].lastLine = token.line
      default: break
      }
    case "(", "[":
      if !isInCode { depth += 1 }
    case ")", "]":
      if !isInCode { depth -= 1 }
    default:
      if !isInCode && depth == 0 && startsDeclaration(index) { declare(index) }
    }
  }

  private mutating func declare(_ index: Int) {
    let keyword = tokens[index].text
    guard keyword != "extension" else {
      pending = .type(nil)
      return
    }
    let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
    let isNamed = !["init", "deinit", "subscript"].contains(keyword)
    let first = start(of: index)
    found.append(
      Declaration(
        keyword: keyword, name: isNamed ? next : keyword, firstLine: tokens[first].line, lastLine: tokens[index].line,
        isPrivate: isPrivateScope || hidesItself(first..<index)))
    pending = Self.types.contains(keyword) ? .type(found.count - 1) : .code(found.count - 1)
  }

  /// Whether a word is an introducer here, and not a name or a label that happens to read like one.
  private func startsDeclaration(_ index: Int) -> Bool {
    let word = tokens[index].text
    guard Self.types.contains(word) || Self.members.contains(word) else { return false }
    if word == "class" && index + 1 < tokens.count {
      let next = tokens[index + 1].text
      if Self.members.contains(next) || Self.modifiers.contains(next) { return false }
    }
    let first = start(of: index)
    return first == 0 || tokens[first - 1].line < tokens[first].line || ["{", ";"].contains(tokens[first - 1].text)
  }

  /// The first token of the attributes and modifiers that stand before an introducer.
  private func start(of index: Int) -> Int {
    var first = index
    while first > 0 {
      let previous = tokens[first - 1].text
      if Self.modifiers.contains(previous) {
        first -= 1
      } else if first > 1 && tokens[first - 2].text == "@" {
        first -= 2
      } else if previous == ")", let opening = openingParenthesis(before: first - 1), isPrefix(opening) {
        first = opening
      } else {
        break
      }
    }
    return first
  }

  /// Whether what stands before a parenthesis takes one and belongs to a declaration's head: `@available(`, `private(`.
  private func isPrefix(_ opening: Int) -> Bool {
    guard opening > 0 else { return false }
    return Self.modifiers.contains(tokens[opening - 1].text) || (opening > 1 && tokens[opening - 2].text == "@")
  }

  /// The index of the parenthesis that the one at `closing` closes.
  private func openingParenthesis(before closing: Int) -> Int? {
    var open = 0
    for index in stride(from: closing, through: 0, by: -1) {
      if tokens[index].text == ")" { open += 1 }
      if tokens[index].text == "(" { open -= 1 }
      if open == 0 { return index }
    }
    return nil
  }
}
