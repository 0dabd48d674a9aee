internal import ArgumentParser
internal import Glibc
internal import Net

/// What is in force, from options, environment and defaults; checked.
struct Settings {
  /// Where to listen.
  let listen: SocketAddress
  /// The data directory.
  let data: String
  /// Event loops, 1 to 64.
  let loops: Int
  /// Whether a new data directory gets the sample workspace.
  let makesSample: Bool

  /// Checks each setting; throws an error that names it.
  init(_ command: Serve) throws {
    let listen = command.listen ?? Self.variable("INBOXD_LISTEN") ?? "127.0.0.1:50051"
    guard let address = SocketAddress(listen) else {
      throw ValidationError(
        "--listen (INBOXD_LISTEN) is \"\(listen)\": it must be ADDRESS:PORT, such as 127.0.0.1:50051.")
    }
    guard address.isLocal || command.insecure else {
      throw ValidationError(
        "--listen is \(address), which others can reach, and calls are not encrypted there: "
          + "listen on a loopback address, or say --insecure.")
    }
    self.listen = address
    data = command.data ?? Self.variable("INBOXD_DATA") ?? "./.inboxd"
    guard !data.isEmpty else { throw ValidationError("--data (INBOXD_DATA) is empty: it must be a directory.") }
    loops = try Self.loops(command.loops, Self.variable("INBOXD_LOOPS"))
    makesSample = !command.noSample
  }

  /// The value of an environment variable; nil when it is not set or empty.
  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// The number of loops, from the option, the environment or the processors.
  private static func loops(_ option: Int?, _ variable: String?) throws -> Int {
    if option == nil, let variable, Int(variable) == nil {
      throw ValidationError("INBOXD_LOOPS is \"\(variable)\": it must be a number from 1 to 64.")
    }
    let loops = option ?? variable.flatMap { Int($0) } ?? min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 64)
    guard (1...64).contains(loops) else {
      throw ValidationError("--loops (INBOXD_LOOPS) is \(loops): it must be a number from 1 to 64.")
    }
    return loops
  }
}
