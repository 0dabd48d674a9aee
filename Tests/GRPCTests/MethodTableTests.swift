import GRPC
import Testing

/// Paths and what serves them.
struct MethodTableTests {
  /// A table of several services.
  private var table: MethodTable<Int> {
    var table = MethodTable<Int>()
    for index in 0..<100 {
      table.register(MethodDescriptor(service: "inbox.v1.Service\(index / 10)", name: "Method\(index % 10)"), index)
    }
    return table
  }

  /// Every registered path is found.
  @Test func everyPathFindsItsMethod() {
    let table = table
    for index in 0..<100 {
      #expect(table.find("/inbox.v1.Service\(index / 10)/Method\(index % 10)".utf8.span) == index)
    }
    #expect(table.services.count == 10 && table.methods.count == 100)
  }

  /// Only the exact bytes are a method's path; the refusal says what is unknown.
  @Test(arguments: [
    ("/inbox.v1.Service1/Nothing", "The service inbox.v1.Service1 has no method Nothing."),
    ("/inbox.v1.Nothing/Method1", "There is no service inbox.v1.Nothing."),
    ("/inbox.v1.Service1/method1", "The service inbox.v1.Service1 has no method method1."),
    ("inbox.v1.Service1/Method1", "The path names no method."),
    ("/inbox.v1.Service1/Method1/", "The path names no method."),
    ("//inbox.v1.Service1/Method1", "The path names no method."), ("/", "The path names no method."),
    ("*", "The path names no method."),
    ("", "The path names no method."),
    ("/inbox.v1.Service1/Method1?x", "The service inbox.v1.Service1 has no method Method1?x."),
  ])
  func nothingElseIsFound(path: String, message: String) {
    guard case .unknown(let status) = table.resolve(path.utf8.span) else {
      Issue.record("\(path) was found")
      return
    }
    #expect(status == Status(.unimplemented, message))
  }
}
