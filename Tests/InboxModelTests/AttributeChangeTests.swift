import InboxModel
import Testing

/// What an event keeps of a changed attribute is read back as it was.
struct AttributeChangeTests {
  @Test(
    "Every pair of values comes back, with any text",
    arguments: [
      (nil, nil),
      (nil, AttributeChange.Value(type: .text, content: .text("a: b -\nç 3:"))),
      (AttributeChange.Value(type: .text, content: .text("")), AttributeChange.Value(type: .text, content: .text("-"))),
      (AttributeChange.Value(type: .number, content: .number(-0.5)), nil),
      (
        AttributeChange.Value(type: .singleSelect, content: .options(["red"])),
        AttributeChange.Value(type: .multipleSelect, content: .options(["red", "green"]))
      ),
      (nil, AttributeChange.Value(type: .multipleSelect, content: .options([]))),
    ] as [(AttributeChange.Value?, AttributeChange.Value?)])
  func roundTrip(before: AttributeChange.Value?, after: AttributeChange.Value?) {
    let change = AttributeChange(AttributeDefinitionID("colour"), before: before, after: after)
    #expect(AttributeChange(change.details) == change)
  }

  @Test("An event that names only the definition has no values")
  func nameOnly() {
    let change = AttributeChange(EventDetails.words("colour"))
    #expect(change == AttributeChange(AttributeDefinitionID("colour"), before: nil, after: nil))
  }
}
