import GRPC
import Testing

/// Which requests are calls, and what their headers say.
struct RequestHeadTests {
  /// The headers of a call, with some changed, added or (nil) left out.
  private func head(_ changes: [(String, String?)] = []) -> RequestHead {
    var fields = [
      (":method", "POST"), (":scheme", "http"), (":path", "/a.B/C"), (":authority", "x"),
      ("content-type", "application/grpc"),
      ("te", "trailers"),
    ]
    for (name, value) in changes {
      fields.removeAll { $0.0 == name }
      if let value { fields.append((name, value)) }
    }
    let head = RequestHead()
    for (name, value) in fields { head.consume(name: name.utf8.span, value: value.utf8.span) }
    return head
  }

  /// One header changed, and the verdict.
  @Test(
    arguments: [
      (":method", "POST", .call), (":method", "GET", .http(.methodNotAllowed)),
      (":method", "post", .http(.methodNotAllowed)), (":method", "HEAD", .http(.methodNotAllowedForHead)),
      ("content-type", "application/grpc+proto", .call), ("content-type", "application/grpc;charset=utf-8", .call),
      ("content-type", "application/grpc+proto; charset=utf-8", .call),
      ("content-type", "application/grpc+json", .http(.unsupportedMediaType)),
      ("content-type", "application/grpc+protobuf", .http(.unsupportedMediaType)),
      ("content-type", "application/grpc-web", .http(.unsupportedMediaType)),
      ("content-type", "application/json", .http(.unsupportedMediaType)),
      ("content-type", "application/grp", .http(.unsupportedMediaType)),
      ("content-type", nil, .http(.unsupportedMediaType)),
      ("te", nil, .call), ("grpc-encoding", "identity", .call), ("grpc-timeout", "1S", .call),
    ] as [(String, String?, RequestHead.Verdict)])
  func verdicts(name: String, value: String?, verdict: RequestHead.Verdict) {
    #expect(head([(name, value)]).verdict() == verdict)
  }

  /// Compression that is not read is UNIMPLEMENTED and named.
  @Test func unknownEncodingsAreNamed() {
    for name in ["deflate", "snappy"] {
      guard case .refuse(let status) = head([("grpc-encoding", name)]).verdict() else {
        Issue.record("\(name) passed")
        return
      }
      #expect(status.code == .unimplemented && status.message.contains(name))
    }
    #expect(head([("grpc-encoding", "gzip")]).verdict() == .call)
  }

  /// A malformed timeout is refused.
  @Test func malformedTimeoutsAreRefused() {
    guard case .refuse(let status) = head([("grpc-timeout", "1s")]).verdict() else {
      Issue.record("passed")
      return
    }
    #expect(status.code == .internalError && status.message.contains("grpc-timeout"))
  }

  /// The protocol's headers go to their places, the rest is metadata.
  @Test func headersAreSorted() {
    let head = head([
      ("grpc-timeout", "20m"), ("grpc-accept-encoding", "identity, deflate,gzip"), ("user-agent", "me/1"),
      ("authorization", "Bearer x"), ("content-length", "5"), ("host", "y"), ("x-trace-bin", "AA"), ("customer", "c"),
      ("grpc-trace-bin", "AA"),
      ("g", "short"),
    ])
    #expect(String(decoding: head.path, as: UTF8.self) == "/a.B/C")
    #expect(head.timeoutNanoseconds == 20_000_000)
    #expect(head.acceptsGzip)
    var names: [String] = []
    head.metadata.forEach { name, _ in names.append(text(name)) }
    #expect(names == ["user-agent", "authorization", "x-trace-bin", "customer", "grpc-trace-bin", "g"])
  }

  /// A head that is used again remembers nothing.
  @Test func resetForgetsEverything() {
    let used = head([("grpc-timeout", "x"), ("grpc-encoding", "zip"), ("a", "b"), ("grpc-accept-encoding", "gzip")])
    used.reset()
    #expect(used.verdict() == .http(.methodNotAllowed))
    #expect(used.path.isEmpty && used.metadata.isEmpty && used.timeoutNanoseconds == nil && !used.acceptsGzip)
    for (name, value) in [(":method", "POST"), (":path", "/p"), ("content-type", "application/grpc")] {
      used.consume(name: name.utf8.span, value: value.utf8.span)
    }
    #expect(used.verdict() == .call)
    #expect(used.path == Array("/p".utf8))
  }

  /// HTTP refusals are whole answers, with a sentence for people unless the method forbids it.
  @Test func refusalsAreWholeAnswers() {
    for refusal in HTTPRefusal.allCases {
      #expect("\(refusal.fields[0].name)" == ":status")
      #expect((refusal.body.utf8CodeUnitCount == 0) == (refusal == .methodNotAllowedForHead))
    }
    #expect(HTTPRefusal.methodNotAllowed.fields.contains { "\($0.name)" == "allow" && "\($0.value)" == "POST" })
  }
}
