import InboxModel
import Protobuf

@testable import InboxServices

// What the inbox reads of a request's texts.

/// A name that reads is written as it came.
func fuzzNames(_ input: Input) {
  var input = input
  let kind = input.byte() % 6
  let text = input.rest()
  let name: (any CustomStringConvertible)? =
    switch kind {
    case 0: try? InteractionName(text.span, field: "name")
    case 1: try? UserName(text.span, field: "name")
    case 2: try? NoteName(text.span, field: "name")
    case 3: try? BrandName(text.span, field: "name")
    case 4: try? LocationGroupName(text.span, field: "name")
    default: try? WorkspaceName(text.span, field: "name")
    }
  guard let name else { return }
  require(Array(name.description.utf8) == text, "\(name) is its own name")
}

/// Cleaned HTML is in the subset, and cleaning it again changes nothing.
func fuzzHTML(_ input: Input) {
  var input = input
  let text = String(decoding: input.rest(), as: UTF8.self)
  let cleaned = SafeHTML.cleaned(text)
  do {
    try SafeHTML.check(cleaned, field: "html")
  } catch {
    fatalError("\(cleaned) is not in the subset: \(error)")
  }
  require(SafeHTML.cleaned(cleaned) == cleaned, "cleaning \(cleaned) again changes it")
}

/// No token of strangers is taken, and each of ours names its place.
func fuzzPageToken(_ input: Input) {
  var input = input
  var scope = PageScope("fuzz")
  scope.add(Int64(input.short()))
  var key = PageKey()
  for _ in 0..<Int(input.byte() % 4) { key.numbers.append(Int64(input.short()) - 32_768) }
  for _ in 0..<Int(input.byte() % 3) {
    // Ids, and longer than any: a token holds 1,500 bytes.
    key.texts.append(String(decoding: input.take(Int(input.byte() % 200)), as: UTF8.self))
  }
  let arena = Arena()
  defer { arena.destroy() }
  let token = PageToken.encode(key, in: scope)
  require(
    (try? PageToken.decode(token.text(in: arena), in: scope)) == key, "a token names its place")
  let foreign = String(decoding: input.rest(), as: UTF8.self)
  if let place = try? PageToken.decode(foreign.text(in: arena), in: scope) {
    require(PageToken.encode(place, in: scope).text(in: arena) == foreign, "a token has one spelling")
  }
}
