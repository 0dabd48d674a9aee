internal import ArgumentParser
internal import ConformanceAPI
internal import GRPCServices
internal import TestServing

/// A server for the Connect project's conformance tests of the gRPC protocol.
///
/// It is a user of the server's public modules like any other, and no part of the product.
@main
struct ConformanceServer: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Serves connectrpc.conformance.v1.ConformanceService to conformance clients.")

  /// Where and within which limit.
  @OptionGroup var options: TestServerOptions

  /// Serves until it is told to stop.
  func run() throws {
    let standard = StandardServices(
      for: [ConformanceServiceMethods.service], describedBy: [ConformanceAPI.descriptorSet])
    try options.serve(as: "ConformanceServer", standard) { loop in ConformanceService.routes(on: loop) }
  }
}
