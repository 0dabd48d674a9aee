public import ArgumentParser
public import GRPCServer
public import GRPCServices
internal import Glibc
public import Net

/// How a server that only tests start is called, and how it serves: on loopback, with the standard services, until it is told
/// to stop.
public struct TestServerOptions: ParsableArguments {
  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port: UInt16 = 0

  @Option(help: "The largest request message accepted, in bytes.")
  var maxRecv = 4 << 20

  /// Options with their defaults.
  public init() {}

  /// Refuses limits that no message can have.
  public func validate() throws {
    guard maxRecv > 0, maxRecv <= Int(Int32.max) else { throw ValidationError("--max-recv is a number of bytes.") }
  }

  /// Serves until SIGINT or SIGTERM; says where on standard output, behind `name`, when it can be called.
  public func serve(
    as name: String, _ standard: StandardServices, routes: @escaping @Sendable (EventLoop) -> [Route]
  ) throws {
    let signals = StopSignals()
    var limits = ServerLimits()
    limits.messageBytesMax = maxRecv
    limits.requestBytesPerConnectionMax = max(limits.requestBytesPerConnectionMax, maxRecv)
    limits.requestBytesPerLoopMax = max(limits.requestBytesPerLoopMax, maxRecv)
    guard let address = SocketAddress(host: "127.0.0.1", port: port) else { throw ExitCode.failure }
    let server = try Server(on: address, loops: 2, limits: limits, ledger: standard.ledger) { loop in
      routes(loop) + standard.routes(on: loop)
    }
    server.start()
    print("\(name) ready on \(server.address)")
    fflush(nil)
    _ = signals.wait()
    standard.health.shutDown()
    server.stop()
  }
}
