internal import ArgumentParser
internal import GRPCServer

/// What the server can be told of how long connections last and how they are kept alive.
struct ConnectionOptions: ParsableArguments {
  /// `--connection-age-milliseconds`.
  @Option(
    help: ArgumentHelp(
      """
      How old a connection may get before its client is asked to make a new one, less up to a tenth, so that not all do at \
      once; 0, the default, for any age. [INBOXD_CONNECTION_AGE_MILLISECONDS]
      """))
  var connectionAgeMilliseconds: String?

  /// `--connection-grace-milliseconds`.
  @Option(
    help: ArgumentHelp(
      """
      How long the calls of a connection that is too old may go on; the default is 60000. \
      [INBOXD_CONNECTION_GRACE_MILLISECONDS]
      """))
  var connectionGraceMilliseconds: String?

  /// `--connection-idle-milliseconds`.
  @Option(
    help: ArgumentHelp(
      """
      How long a connection may be without a call before it is ended; 0 for ever, the default is 900000. \
      [INBOXD_CONNECTION_IDLE_MILLISECONDS]
      """))
  var connectionIdleMilliseconds: String?

  /// `--keepalive-milliseconds`.
  @Option(
    help: ArgumentHelp(
      """
      How long a client may be silent while a call is open before he is asked for a sign of life; the default is 60000. \
      [INBOXD_KEEPALIVE_MILLISECONDS]
      """))
  var keepaliveMilliseconds: String?

  @Option(help: "How long he may take to give it; the default is 20000. [INBOXD_KEEPALIVE_TIMEOUT_MILLISECONDS]")
  var keepaliveTimeoutMilliseconds: String?

  /// `--client-ping-milliseconds`.
  @Option(
    help: ArgumentHelp(
      """
      The least time between two keepalive PINGs of a client with open calls; who sends more is shut out \
      (too_many_pings). The default is 300000. [INBOXD_CLIENT_PING_MILLISECONDS]
      """))
  var clientPingMilliseconds: String?

  /// `--client-ping-idle-milliseconds`.
  @Option(
    help: ArgumentHelp(
      """
      The same for a client without open calls; the default is 7200000. [INBOXD_CLIENT_PING_IDLE_MILLISECONDS]
      """))
  var clientPingIdleMilliseconds: String?
}

extension ConnectionOptions {
  /// A month.
  private static let longest = 2_678_400_000
  /// A day.
  private static let day = 86_400_000

  /// The server's limits with what is said here, checked; throws an error that names the setting.
  func limits(_ reader: inout SettingReader) throws -> ServerLimits {
    var limits = ServerLimits()
    func milliseconds(
      _ name: String, _ option: String?, _ standard: UInt64, in range: ClosedRange<Int>
    ) throws -> UInt64 {
      UInt64(try reader.number(name + "-milliseconds", option, default: Int(standard), in: range))
    }
    // What is ended sooner than after a second would be opened and ended without end.
    func span(_ name: String, _ option: String?, _ standard: UInt64) throws -> UInt64? {
      let span = try milliseconds(name, option, standard, in: 0...Self.longest)
      guard span == 0 || span >= 1_000 else {
        throw SettingReader.error(name + "-milliseconds", String(span), "must be 0 or at least 1000")
      }
      return span == 0 ? nil : span
    }
    limits.ageMillisecondsMax = try span("connection-age", connectionAgeMilliseconds, 0)
    limits.ageGraceMilliseconds = try milliseconds(
      "connection-grace", connectionGraceMilliseconds, limits.ageGraceMilliseconds, in: 0...Self.day)
    limits.idleMillisecondsMax = try span(
      "connection-idle", connectionIdleMilliseconds, limits.idleMillisecondsMax ?? 0)
    limits.keepaliveMilliseconds = try milliseconds(
      "keepalive", keepaliveMilliseconds, limits.keepaliveMilliseconds, in: 100...Self.day)
    limits.keepaliveTimeoutMilliseconds = try milliseconds(
      "keepalive-timeout", keepaliveTimeoutMilliseconds, limits.keepaliveTimeoutMilliseconds, in: 100...Self.day)
    limits.pingMillisecondsMin = try milliseconds(
      "client-ping", clientPingMilliseconds, limits.pingMillisecondsMin, in: 0...Self.day)
    limits.idlePingMillisecondsMin = try milliseconds(
      "client-ping-idle", clientPingIdleMilliseconds, limits.idlePingMillisecondsMin, in: 0...Self.day)
    return limits
  }
}
