import Testing

@testable import inbox_codegen

/// Names follow protoc-c on the C side and the Swift API guidelines on the other.
@Suite("Names")
struct NameTests {
  @Test(
    "A message's C names are those of protoc-c",
    arguments: [
      ("inbox.v1.NoteRevision", "Inbox__V1__NoteRevision", "inbox__v1__note_revision__init"),
      (
        "grpc.reflection.v1alpha.ErrorResponse", "Grpc__Reflection__V1alpha__ErrorResponse",
        "grpc__reflection__v1alpha__error_response__init"
      ),
      ("a.v1.AIWriting", "A__V1__AIWriting", "a__v1__aiwriting__init"),
    ])
  func cNames(_ fullName: String, _ type: String, _ initializer: String) {
    #expect(CNames.type(fullName) == type)
    #expect(CNames.initializer(fullName) == initializer)
  }

  @Test(
    "A field's Swift name is in camel case, with initialisms in capitals",
    arguments: [
      ("page_size", "pageSize"), ("request_id", "requestID"), ("user_ids", "userIDs"), ("id", "id"),
      ("api_key", "apiKey"), ("sha256", "sha256"), ("is_ai_written", "isAIWritten"),
    ])
  func memberNames(_ field: String, _ member: String) {
    #expect(SwiftNames.member(field) == member)
  }

  @Test(
    "An enum case leaves the enum's name out",
    arguments: [
      ("SOURCE_GOOGLE", "SOURCE_", "google"), ("LINE_STYLE_3_DASHES", "LINE_STYLE_", "_3Dashes"),
      ("NOT_FOUND", "", "notFound"),
    ])
  func enumCases(_ value: String, _ prefix: String, _ name: String) {
    #expect(SwiftNames.enumCase(value, prefix: prefix) == name)
  }
}
