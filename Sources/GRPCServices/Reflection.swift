internal import GRPC
public import GRPCServer
internal import Protobuf
internal import StandardAPI

/// `grpc.reflection.v1.ServerReflection`, and the same under its older name `v1alpha`, which many tools still ask for.
///
/// The two versions have the same messages on the wire, field by field, so that one handler with the types of v1
/// serves both. A file comes with everything it imports: a client never has to ask twice.
public struct Reflection: Sendable {
  /// The full names of what is served.
  let services: [String]
  /// Where descriptors are found.
  let index: DescriptorIndex

  /// Reflection of `services`, which are listed together with itself, out of the files of `index`.
  public init(services: [String], index: DescriptorIndex) {
    self.services = (services + [ServerReflectionMethods.service, V1AlphaServerReflectionMethods.service]).sorted()
    self.index = index
  }

  /// The routes of both versions for one loop.
  public func routes() -> [Route] {
    [
      Route(ServerReflectionMethods.serverReflectionInfo, ReflectionHandler(self)),
      Route(V1AlphaServerReflectionMethods.serverReflectionInfo, ReflectionHandler(self)),
    ]
  }
}

/// Answers each request of the stream with one response. A client that asks faster than it reads is told so.
private final class ReflectionHandler: CallHandler {
  private let reflection: Reflection
  private let arenas = ArenaPool()

  /// A handler for one loop.
  init(_ reflection: Reflection) { self.reflection = reflection }

  /// Answers one question.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    guard call.canWrite else {
      return call.finish(Status(.resourceExhausted, "Read the answers before you ask further questions."))
    }
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    do throws(Status) {
      let request = try unsafe Call.decode(ServerReflectionRequest.self, message, in: arena)
      let response = ServerReflectionResponse(in: arena)
      response.setValidHost(request.host)
      response.makeOriginalRequest().copyFields(of: request)
      answer(request, response)
      call.send(response)
    } catch {
      call.finish(error)
    }
  }

  /// There are no more questions.
  func endOfRequests(on call: Call) { call.finish() }

  /// Fills the response to a question.
  private func answer(_ request: ServerReflectionRequest, _ response: ServerReflectionResponse) {
    switch request.messageRequest {
    case .fileByFilename(let name): addFile(name.string, response, "There is no file \(name).")
    case .fileContainingSymbol(let symbol):
      addFile(reflection.index.file(declaring: symbol.string), response, "There is no symbol \(symbol).")
    case .fileContainingExtension(let wanted):
      let file = reflection.index.file(extending: wanted.containingType.string, with: wanted.extensionNumber)
      addFile(file, response, "\(wanted.containingType) has no extension \(wanted.extensionNumber).")
    case .allExtensionNumbersOfType(let type):
      guard let numbers = reflection.index.extensions(of: type.string) else {
        return fail(.notFound, "There is no message \(type).", response)
      }
      let list = response.makeAllExtensionNumbersResponse()
      list.setBaseTypeName(type)
      for number in numbers { list.extensionNumber.append(number) }
    case .listServices:
      let list = response.makeListServicesResponse()
      for service in reflection.services { list.service.append().setName(service) }
    case nil: fail(.invalidArgument, "message_request says nothing that this server knows.", response)
    }
  }

  /// A file with all that it imports, or that there is none.
  private func addFile(_ name: String?, _ response: ServerReflectionResponse, _ fault: String) {
    let files = name.map(reflection.index.closure) ?? []
    guard !files.isEmpty else { return fail(.notFound, fault, response) }
    let list = response.makeFileDescriptorResponse()
    for file in files { list.fileDescriptorProto.append(file.bytes) }
  }

  /// An error in the answer; the stream goes on.
  private func fail(_ code: StatusCode, _ message: String, _ response: ServerReflectionResponse) {
    let error = response.makeErrorResponse()
    error.errorCode = Int32(code.rawValue)
    error.setErrorMessage(message)
  }
}

extension ServerReflectionRequest {
  /// Copies every field of `other`, for an answer that repeats its question.
  fileprivate func copyFields(of other: ServerReflectionRequest) {
    setHost(other.host)
    switch other.messageRequest {
    case .fileByFilename(let value): setFileByFilename(value)
    case .fileContainingSymbol(let value): setFileContainingSymbol(value)
    case .fileContainingExtension(let value):
      let copy = makeFileContainingExtension()
      copy.setContainingType(value.containingType)
      copy.extensionNumber = value.extensionNumber
    case .allExtensionNumbersOfType(let value): setAllExtensionNumbersOfType(value)
    case .listServices(let value): setListServices(value)
    case nil: break
    }
  }
}
