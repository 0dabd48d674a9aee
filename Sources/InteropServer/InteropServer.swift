internal import ArgumentParser
internal import GRPCServices
internal import Glibc
internal import InteropAPI
internal import Net
internal import TestServing

/// A server for the gRPC project's interop tests: `grpc.testing.TestService`.
///
/// It is a user of the server's public modules like any other, and no part of the product.
@main
struct InteropServer: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(abstract: "Serves grpc.testing.TestService to interop clients.")

  /// Where and within which limit.
  @OptionGroup var options: TestServerOptions

  /// Serves until it is told to stop.
  func run() throws {
    let serverID = "interop-\(getpid())-\(Clock.monotonicNanoseconds())"
    let standard = StandardServices(for: [TestServiceMethods.service], describedBy: [InteropAPI.descriptorSet])
    try options.serve(as: "InteropServer", standard) { loop in TestService.routes(on: loop, serverID: serverID) }
  }
}
