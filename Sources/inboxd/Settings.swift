internal import ArgumentParser
internal import Delivery
internal import GRPCServer
internal import Glibc
internal import InboxStore
internal import Logging
internal import Net

/// What is in force, from options, environment and defaults; checked.
struct Settings {
  /// Where to listen, besides the sockets that were handed over.
  let listen: [Place]
  /// The data directory.
  let data: String
  /// Event loops, 1 to 64.
  let loops: Int
  /// How much of the database each loop keeps in memory, in MiB.
  let cacheMebibytes: Int
  /// The certificate and what belongs to it; nil without TLS.
  let tls: TLSCredentials.Files?
  /// The permissions of unix sockets.
  let unixMode: UInt32
  /// Whether others may be served without TLS.
  let isInsecure: Bool
  /// Where metrics are shown; nil if nowhere.
  let admin: SocketAddress?
  /// Where health checks are answered, and nothing else; nil if nowhere.
  let probe: SocketAddress?
  /// How log lines look.
  let logForm: LineLogHandler.Form
  /// What is logged.
  let logLevel: Logger.Level
  /// From how many milliseconds on a call is slow; 0 if none is.
  let slowCallMilliseconds: Int
  /// Whether a new data directory gets the sample workspace.
  let makesSample: Bool
  /// The bounds of the server.
  let limits: ServerLimits
  /// The mail relay and the language model.
  let outbound: OutboundConfiguration
  /// Every setting with its value and origin.
  let lines: [SettingReader.Line]

  private static let defaultPlace = "127.0.0.1:50051"
  private static let loopsMax = 64

  /// Checks each setting; throws an error that names it. A process that was handed sockets listens nowhere else unless told.
  init(_ options: Options, hasSockets: Bool = false, reader: SettingReader = SettingReader()) throws {
    var reader = reader
    let places = reader.list("listen", options.listen, default: hasSockets ? [] : [Self.defaultPlace])
    data = try reader.text("data", options.data, default: "./.inboxd") ?? ""
    let processors = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), Self.loopsMax)
    loops = try reader.number("loops", options.loops, default: processors, in: 1...Self.loopsMax)
    cacheMebibytes = try reader.number(
      "cache-mebibytes", options.cacheMebibytes, default: Limits.cacheMebibytes, in: Limits.cacheMebibytesRange)
    tls = try Self.tls(options, &reader)
    unixMode = UInt32(try reader.number("unix-mode", options.unixMode, default: 0o660, in: 0...0o777, radix: 8))
    let isInsecure = try reader.flag("insecure", options.insecure)
    self.isInsecure = isInsecure
    admin = try Self.place("admin", reader.text("admin", options.admin))
    probe = try Self.place("probe", reader.text("probe", options.probe))
    logForm = try .init(rawValue: reader.choice("log-format", options.logFormat, of: ["text", "json"])) ?? .text
    let levels: [Logger.Level] = [.info, .debug, .notice, .warning, .error]
    logLevel = try .init(rawValue: reader.choice("log-level", options.logLevel, of: levels.map(\.rawValue))) ?? .info
    slowCallMilliseconds = try reader.number(
      "slow-call-milliseconds", options.slowCallMilliseconds, default: 1_000, in: 0...3_600_000)
    makesSample = try !reader.flag("no-sample", options.noSample)
    limits = try options.connections.limits(&reader)
    outbound = try OutboundSettings.read(options.outbound, isInsecure: isInsecure, &reader)
    let hasCertificate = tls != nil
    listen = try places.map { try Place($0, hasCertificate: hasCertificate, allowsPlain: isInsecure) }
    lines = reader.lines
  }

  /// The settings of TLS, which make sense only together.
  private static func tls(_ options: Options, _ reader: inout SettingReader) throws -> TLSCredentials.Files? {
    let certificate = try reader.text("tls-certificate", options.tlsCertificate)
    let key = try reader.text("tls-key", options.tlsKey)
    let authorities = try reader.text("tls-client-ca", options.tlsClientCa)
    let letsAnonymousIn = try reader.flag("tls-client-optional", options.tlsClientOptional)
    guard let certificate else {
      if let key { throw SettingReader.error("tls-key", key, "needs --tls-certificate") }
      if let authorities { throw SettingReader.error("tls-client-ca", authorities, "needs --tls-certificate") }
      return nil
    }
    guard let key else { throw SettingReader.error("tls-certificate", certificate, "needs --tls-key") }
    return TLSCredentials.Files(
      certificate: certificate, key: key, clientAuthorities: authorities, letsAnonymousIn: letsAnonymousIn)
  }

  /// A place of its own for those who look after the server: in plain text wherever it is, for nothing of a customer is said
  /// there.
  private static func place(_ name: String, _ text: String?) throws -> SocketAddress? {
    guard let text else { return nil }
    guard let address = SocketAddress(text) else {
      throw SettingReader.error(name, text, "must be ADDRESS:PORT, such as 127.0.0.1:9464, or unix:PATH")
    }
    return address
  }
}
