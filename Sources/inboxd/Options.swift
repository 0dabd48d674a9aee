internal import ArgumentParser

/// What `inboxd serve` and `inboxd config` can be told; see `Settings` for what becomes of it.
struct Options: ParsableArguments {
  /// `--listen`.
  @Option(
    help: ArgumentHelp(
      """
      Where to listen: ADDRESS:PORT or unix:PATH; may be given several times. tls: or plain: in front says how, else \
      TCP is sealed by TLS if there is a certificate. Port 0 takes a free one. [INBOXD_LISTEN, separated by commas]
      """, valueName: "place"))
  var listen: [String] = []

  @Option(help: "The data directory; made if missing. [INBOXD_DATA]")
  var data: String?

  @Option(help: "Event loops, from 1 to 64; the default is one for each processor. [INBOXD_LOOPS]")
  var loops: String?

  /// `--cache-mebibytes`.
  @Option(
    help: ArgumentHelp(
      """
      How much of the database each event loop keeps in memory, in MiB, and the writer twice as much; from 1 to 4096, \
      the default is 32. [INBOXD_CACHE_MEBIBYTES]
      """))
  var cacheMebibytes: String?

  @Option(help: "PEM file of the certificate, intermediate ones behind it. [INBOXD_TLS_CERTIFICATE]")
  var tlsCertificate: String?

  @Option(help: "PEM file of the certificate's key. [INBOXD_TLS_KEY]")
  var tlsKey: String?

  @Option(help: "PEM file of the authorities that clients' certificates must come from. [INBOXD_TLS_CLIENT_CA]")
  var tlsClientCa: String?

  /// `--tls-client-optional`.
  @Flag(help: "Let clients in that have no certificate. [INBOXD_TLS_CLIENT_OPTIONAL=true]")
  var tlsClientOptional = false

  @Option(help: "Permissions of unix sockets, in octal. [INBOXD_UNIX_MODE]")
  var unixMode: String?

  /// `--insecure`.
  @Flag(help: "Listen without TLS on an address that others can reach. [INBOXD_INSECURE=true]")
  var insecure = false

  @Option(help: "Where to show metrics over HTTP, such as 127.0.0.1:9464; nowhere if not given. [INBOXD_ADMIN]")
  var admin: String?

  /// `--probe`.
  @Option(
    help: "Where to answer gRPC health checks in plain text, and nothing else; nowhere if not given. [INBOXD_PROBE]")
  var probe: String?

  @Option(help: "How log lines look: text or json. [INBOXD_LOG_FORMAT]")
  var logFormat: String?

  @Option(help: "What is logged, and what is worse: info, debug, notice, warning or error. [INBOXD_LOG_LEVEL]")
  var logLevel: String?

  @Option(help: "From how many milliseconds on a call is logged as slow; 0 logs none. [INBOXD_SLOW_CALL_MILLISECONDS]")
  var slowCallMilliseconds: String?

  /// `--no-sample`.
  @Flag(help: "Make no sample workspace on a new data directory. [INBOXD_NO_SAMPLE=true]")
  var noSample = false

  /// How long connections last.
  @OptionGroup(title: "Connections") var connections: ConnectionOptions

  /// The mail relay and the language model.
  @OptionGroup(title: "E-mail and AI writing") var outbound: OutboundOptions
}
