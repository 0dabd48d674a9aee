internal import ArgumentParser
internal import GRPCServer
internal import GRPCServices
internal import Glibc
internal import InteropAPI
internal import Net
internal import StandardAPI

/// A server for the gRPC project's interop tests: `grpc.testing.TestService` with health and reflection, on loopback.
///
/// It is a user of the server's public modules like any other, and no part of the product.
@main
struct InteropServer: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(abstract: "Serves grpc.testing.TestService to interop clients.")

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port: UInt16 = 0

  @Option(help: "The largest request message accepted, in bytes.")
  var maxRecv = 4 << 20

  /// Refuses limits that no message can have.
  func validate() throws {
    guard maxRecv > 0, maxRecv <= Int(Int32.max) else { throw ValidationError("--max-recv is a number of bytes.") }
  }

  /// Serves until SIGINT or SIGTERM.
  func run() throws {
    let signals = StopSignals()
    var limits = ServerLimits()
    limits.messageBytesMax = maxRecv
    let health = Health(services: [TestServiceMethods.service])
    let reflection = Reflection(
      services: [TestServiceMethods.service, HealthMethods.service],
      index: DescriptorIndex([InteropAPI.descriptorSet, StandardAPI.descriptorSet]))
    guard let address = SocketAddress(host: "127.0.0.1", port: port) else { throw ExitCode.failure }
    let serverID = "interop-\(getpid())-\(Clock.monotonicNanoseconds())"
    let server = try Server(on: address, loops: 2, limits: limits) { loop in
      TestService.routes(on: loop, serverID: serverID) + health.routes(on: loop) + reflection.routes()
    }
    server.start()
    print("InteropServer ready on \(server.address)")
    fflush(nil)
    _ = signals.wait()
    health.shutDown()
    server.stop()
  }
}
