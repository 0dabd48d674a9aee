/// Services.
extension Printer {
  /// The method table of a service and, where handlers are wanted, its protocol.
  mutating func print(_ service: PlannedService) {
    printTable(of: service)
    guard service.hasProtocol else { return }
    line()
    documentation(service.comment, fallback: "Handlers of `\(service.fullName)`.")
    scope("public protocol \(service.name): ServiceHandlers") { printer in
      for (index, method) in service.methods.enumerated() {
        if index > 0 { printer.line() }
        printer.documentation(method.schema.comment, fallback: "Handles `\(method.schema.name)`.")
        printer.printSignature(of: method)
      }
    }
    line()
    line("/// A method without a handler is not implemented.")
    scope("extension \(service.name)") { printer in
      for method in service.methods {
        printer.line("/// Refuses the call: the method is not implemented.")
        printer.printSignature(
          of: method,
          body: "throw Self.unimplemented(\(service.name)Methods.\(SwiftNames.declared(method.name)))")
        printer.line()
      }
      printer.printRegistration(of: service)
    }
  }

  /// The methods of a service as values.
  private mutating func printTable(of service: PlannedService) {
    line("/// The methods of `\(service.fullName)`.")
    scope("public enum \(service.name)Methods") { printer in
      printer.line("/// The full name of the service.")
      printer.line("public static let service = \"\(service.fullName)\"")
      for method in service.methods {
        printer.line()
        printer.line("/// `\(service.fullName)/\(method.schema.name)`.")
        printer.line("public static let \(SwiftNames.declared(method.name)) = MethodDescriptor(")
        printer.line("  service: \"\(service.fullName)\", name: \"\(method.schema.name)\",")
        printer.line(
          "  requestStreams: \(method.schema.requestStreams), responseStreams: \(method.schema.responseStreams),")
        printer.line("  idempotency: .\(method.schema.idempotency.rawValue))")
      }
      printer.line()
      printer.line("/// All methods, in the order of the contract.")
      printer.line("public static let all: [MethodDescriptor] = [")
      for method in service.methods { printer.line("  \(SwiftNames.declared(method.name)),") }
      printer.line("]")
    }
  }

  /// The declaration of a handler.
  private mutating func printSignature(of method: PlannedMethod, body: String? = nil) {
    line((body == nil ? "" : "public ") + "func \(SwiftNames.declared(method.name))(")
    line("  _ request: \(method.input), _ call: Context, in transaction: \(method.transaction)")
    line(") throws(Failure) -> \(method.result)" + (body.map { " { \($0) }" } ?? ""))
  }

  /// The method that puts the handlers of a service into a registry.
  private mutating func printRegistration(of service: PlannedService) {
    line("/// Registers every method of `\(service.fullName)` with its handler.")
    line("public func register<Registry: MethodRegistry>(in registry: inout Registry)")
    line("where")
    line("  Registry.Context == Context, Registry.ReadTransaction == ReadTransaction,")
    scope("  Registry.WriteTransaction == WriteTransaction, Registry.Failure == Failure") { printer in
      for method in service.methods {
        let descriptor = "\(service.name)Methods.\(SwiftNames.declared(method.name))"
        printer.line("registry.\(method.form)(\(descriptor), \(method.input).self, \(method.output).self) {")
        printer.line("  (request, call, transaction) throws(Failure) in")
        printer.line("  try self.\(method.name)(request, call, in: transaction)")
        printer.line("}")
      }
    }
  }
}

extension PlannedMethod {
  /// Whether the method promises to change nothing.
  private var isReading: Bool { schema.idempotency == .noSideEffects }

  /// The method of `MethodRegistry` that takes it.
  fileprivate var form: String {
    if schema.isUnary { return isReading ? "query" : "command" }
    if schema.requestStreams { return "exchange" }
    return isReading ? "readingStream" : "writingStream"
  }

  /// The transaction that a handler gets: methods without side effects cannot write, and streams are opened on the
  /// loop.
  fileprivate var transaction: String { schema.isUnary && !isReading ? "WriteTransaction" : "ReadTransaction" }

  /// What a handler gives: the response, or what makes a stream of them.
  fileprivate var result: String {
    if schema.isUnary { return output }
    if schema.requestStreams { return "Exchange<\(input), \(output)>" }
    return (isReading ? "ReadingStream" : "WritingStream") + "<\(output)>"
  }
}
