import GRPC
import GRPCClient
import GRPCServer
import GRPCServices
import Net
import Protobuf
import StandardAPI
import Testing

@Suite("Health and reflection over a socket")
struct ServicesTests {
  private final class Fixture {
    let server: Server
    let health = Health(services: ["test.Test"])
    let arena = Arena()

    init() throws {
      let health = health
      let reflection = Reflection(services: ["test.Test"], index: DescriptorIndex([StandardAPI.descriptorSet]))
      server = try Server(on: SocketAddress("127.0.0.1:0")!, loops: 1) { loop in
        health.routes(on: loop) + reflection.routes()
      }
      server.start()
    }

    deinit { arena.destroy() }

    func check(_ service: String) throws -> HealthCheckResponse.ServingStatus {
      let connection = try Connection(to: server.address)
      let answer = try connection.unary(HealthMethods.check, healthRequest(service))
      return try decode(HealthCheckResponse.self, answer).status
    }

    func healthRequest(_ service: String) -> [UInt8] {
      let request = HealthCheckRequest(in: arena)
      request.setService(service)
      return request.packed()
    }

    func decode<Message: ProtoMessage>(_ type: Message.Type, _ bytes: [UInt8]) throws -> Message {
      try unsafe bytes.withUnsafeBytes { try unsafe Message.decode($0, in: arena) }
    }

    /// The one answer to a question of the reflection service, in either version.
    func reflect(_ method: MethodDescriptor, _ fill: (ServerReflectionRequest) -> Void) throws
      -> ServerReflectionResponse
    {
      let request = ServerReflectionRequest(in: arena)
      fill(request)
      let connection = try Connection(to: server.address)
      let call = try connection.open(method)
      call.send(request.packed())
      call.endRequests()
      return try decode(ServerReflectionResponse.self, try #require(try call.next()))
    }
  }

  @Test("Check tells each service, and NOT_FOUND for one that is not there")
  func check() throws {
    let fixture = try Fixture()
    defer { fixture.server.stop() }
    #expect(try fixture.check("") == .serving)
    #expect(try fixture.check("test.Test") == .serving)
    fixture.health.set("test.Test", isServing: false)
    #expect(try fixture.check("test.Test") == .notServing)
    #expect(throws: Status.self) { try fixture.check("no.Such") }
  }

  @Test("Watch tells each change, keeps an unknown service open, and ends at the shutdown")
  func watch() throws {
    let fixture = try Fixture()
    defer { fixture.server.stop() }
    let connection = try Connection(to: fixture.server.address)
    let call = try connection.open(HealthMethods.watch)
    call.send(fixture.healthRequest("late"))
    call.endRequests()
    func next() throws -> HealthCheckResponse.ServingStatus {
      try fixture.decode(HealthCheckResponse.self, try #require(try call.next())).status
    }
    #expect(try next() == .serviceUnknown)
    fixture.health.set("late", isServing: true)
    #expect(try next() == .serving)
    fixture.health.set("late", isServing: false)
    #expect(try next() == .notServing)
    fixture.health.set("late", isServing: true)
    #expect(try next() == .serving)
    fixture.health.shutDown()
    #expect(try next() == .notServing)
    #expect(throws: Status.self) { try call.next() }
  }

  @Test("List tells every service")
  func list() throws {
    let fixture = try Fixture()
    defer { fixture.server.stop() }
    let connection = try Connection(to: fixture.server.address)
    let response = try fixture.decode(HealthListResponse.self, try connection.unary(HealthMethods.list, []))
    #expect(response.statuses.map(\.key.string) == ["", "test.Test"])
  }

  @Test(
    "Reflection finds services, files with what they import, and symbols of every kind, in both versions",
    arguments: [ServerReflectionMethods.serverReflectionInfo, V1AlphaServerReflectionMethods.serverReflectionInfo])
  func reflection(method: MethodDescriptor) throws {
    let fixture = try Fixture()
    defer { fixture.server.stop() }
    let list = try fixture.reflect(method) { $0.setListServices("") }
    #expect(
      list.listServicesResponse?.service.map(\.name.string)
        == ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "test.Test"])
    let symbols = [
      "grpc.health.v1.Health", "grpc.health.v1.Health.Watch", "grpc.health.v1.HealthCheckResponse",
      "grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc.health.v1.HealthCheckResponse.SERVING",
      "grpc.health.v1.HealthCheckResponse.status",
    ]
    for symbol in symbols {
      let answer = try fixture.reflect(method) { $0.setFileContainingSymbol(symbol) }
      #expect(answer.fileDescriptorResponse?.fileDescriptorProto.count == 1, "\(symbol)")
      #expect(answer.originalRequest?.fileContainingSymbol?.string == symbol)
    }
    let withImports = try fixture.reflect(method) { $0.setFileByFilename("google/rpc/status.proto") }
    #expect(withImports.fileDescriptorResponse?.fileDescriptorProto.count == 2, "with google/protobuf/any.proto")
    let missing = try fixture.reflect(method) { $0.setFileContainingSymbol("no.Such") }
    #expect(missing.errorResponse?.errorCode == 5)
    #expect(missing.errorResponse?.errorMessage.string == "There is no symbol no.Such.")
  }
}
