internal import ArgumentParser
internal import Delivery
internal import Glibc
internal import Net

/// The settings of the mail relay and the language model, checked.
enum OutboundSettings {
  /// How long anything may be configured to take, in milliseconds.
  private static let milliseconds = 1...3_600_000

  /// What is configured; throws an error that names the setting. Secrets go unsealed to this machine only, unless
  /// `isInsecure`.
  static func read(
    _ options: OutboundOptions, isInsecure: Bool, _ reader: inout SettingReader
  ) throws -> OutboundConfiguration {
    var configuration = OutboundConfiguration()
    configuration.relay = try relay(options, isInsecure, &reader)
    configuration.model = try model(options, isInsecure, &reader)
    return configuration
  }

  /// The mail relay; nil without a host.
  private static func relay(
    _ options: OutboundOptions, _ isInsecure: Bool, _ reader: inout SettingReader
  ) throws -> MailRelay? {
    guard let host = try reader.text("smtp-host", options.smtpHost) else {
      try requireNoRelay(options, &reader)
      return nil
    }
    guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@\\\"".utf8.contains($0) }) else {
      throw SettingReader.error("smtp-host", host, "must be a host name or an address")
    }
    // A relay on this machine needs no seal; any other must be told to do without.
    let words = MailRelay.Security.allCases
    let usual: MailRelay.Security = isLocal(host) ? .none : .startTLS
    let word = try reader.choice(
      "smtp-security", options.smtpSecurity, of: words.map(\.rawValue), default: usual.rawValue)
    let security = MailRelay.Security(rawValue: word) ?? usual
    let port = try reader.number("smtp-port", options.smtpPort, default: security.usualPort, in: 1...65_535)
    let sender = try reader.text("smtp-sender", options.smtpSender) ?? ""
    guard let address = MailAddress(sender) else {
      throw SettingReader.error("smtp-sender", sender, "must be an e-mail address, because --smtp-host is given")
    }
    var relay = MailRelay(host: host, port: port, sender: address)
    relay.security = security
    try readCredentials(of: &relay, options, &reader)
    if relay.security == .none, !relay.password.isEmpty, !isLocal(host), !isInsecure {
      throw SettingReader.error("smtp-security", word, "would send the password unsealed; say --insecure if it may")
    }
    relay.connectionsMax = try reader.number("smtp-connections", options.smtpConnections, default: 8, in: 1...64)
    relay.replyMilliseconds = try reader.number(
      "smtp-reply-milliseconds", options.smtpReplyMilliseconds, default: relay.replyMilliseconds, in: milliseconds)
    // An attempt must end before its claim does, which lasts ten minutes.
    relay.attemptMilliseconds = try reader.number(
      "smtp-attempt-milliseconds", options.smtpAttemptMilliseconds, default: relay.attemptMilliseconds, in: 1...540_000)
    return relay
  }

  /// How the relay lets us in, and whom we trust to be it.
  private static func readCredentials(
    of relay: inout MailRelay, _ options: OutboundOptions, _ reader: inout SettingReader
  ) throws {
    relay.user = try reader.text("smtp-user", options.smtpUser) ?? ""
    relay.password = try reader.secret("smtp-password", file: options.smtpPasswordFile) ?? ""
    if relay.user.isEmpty != relay.password.isEmpty {
      throw SettingReader.error("smtp-user", relay.user, "goes with a password, and neither goes without the other")
    }
    relay.authorities = try readableFile("smtp-ca", options.smtpCa, &reader)
  }

  /// Throws if something is said of a relay without a host: a forgotten one would keep e-mails waiting unnoticed.
  private static func requireNoRelay(_ options: OutboundOptions, _ reader: inout SettingReader) throws {
    let settings = [
      ("smtp-security", options.smtpSecurity), ("smtp-port", options.smtpPort), ("smtp-sender", options.smtpSender),
      ("smtp-user", options.smtpUser), ("smtp-ca", options.smtpCa), ("smtp-connections", options.smtpConnections),
      ("smtp-reply-milliseconds", options.smtpReplyMilliseconds),
      ("smtp-attempt-milliseconds", options.smtpAttemptMilliseconds),
    ]
    for (name, option) in settings {
      if let value = try reader.text(name, option) { throw SettingReader.error(name, value, "needs --smtp-host") }
    }
    if try reader.secret("smtp-password", file: options.smtpPasswordFile) != nil {
      throw SettingReader.error("smtp-password", "(not shown)", "needs --smtp-host")
    }
  }

  /// A file that can be read; empty if none is named.
  private static func readableFile(
    _ name: String, _ option: String?, _ reader: inout SettingReader
  ) throws -> String {
    guard let path = try reader.text(name, option) else { return "" }
    guard unsafe access(path, R_OK) == 0 else {
      throw SettingReader.error(name, path, "must be a file that can be read")
    }
    return path
  }

  /// The language model; nil without an address.
  private static func model(
    _ options: OutboundOptions, _ isInsecure: Bool, _ reader: inout SettingReader
  ) throws -> ModelEndpoint? {
    guard let url = try reader.text("model-url", options.modelUrl) else {
      try requireNoModel(options, &reader)
      return nil
    }
    let isSealed = url.hasPrefix("https://")
    guard isSealed || url.hasPrefix("http://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw SettingReader.error("model-url", url, "must be an http or https address")
    }
    let name = try reader.text("model-name", options.modelName) ?? ""
    guard !name.isEmpty else { throw SettingReader.error("model-name", name, "must be given with --model-url") }
    var model = ModelEndpoint(base: url, model: name)
    model.key = try reader.secret("model-key", file: options.modelKeyFile) ?? ""
    let host = url.dropFirst("http://".count).prefix { $0 != "/" && $0 != ":" }
    if !isSealed, !model.key.isEmpty, !isLocal(String(host)), !isInsecure {
      throw SettingReader.error("model-url", url, "would send the key unsealed; say --insecure if it may")
    }
    model.authorities = try reader.text("model-ca", options.modelCa) ?? ""
    func limit(_ name: String, _ option: String?, _ standard: UInt64) throws -> UInt64 {
      UInt64(try reader.number(name, option, default: Int(standard), in: milliseconds))
    }
    model.firstTokenMilliseconds = try limit(
      "model-first-token-milliseconds", options.modelFirstTokenMilliseconds, model.firstTokenMilliseconds)
    model.idleMilliseconds = try limit(
      "model-idle-milliseconds", options.modelIdleMilliseconds, model.idleMilliseconds)
    model.totalMilliseconds = try limit(
      "model-total-milliseconds", options.modelTotalMilliseconds, model.totalMilliseconds)
    return model
  }

  /// Throws if something is said of a model without an address, as for the relay.
  private static func requireNoModel(_ options: OutboundOptions, _ reader: inout SettingReader) throws {
    let settings = [
      ("model-name", options.modelName), ("model-ca", options.modelCa),
      ("model-first-token-milliseconds", options.modelFirstTokenMilliseconds),
      ("model-idle-milliseconds", options.modelIdleMilliseconds),
      ("model-total-milliseconds", options.modelTotalMilliseconds),
    ]
    for (name, option) in settings {
      if let value = try reader.text(name, option) { throw SettingReader.error(name, value, "needs --model-url") }
    }
    if try reader.secret("model-key", file: options.modelKeyFile) != nil {
      throw SettingReader.error("model-key", "(not shown)", "needs --model-url")
    }
  }

  /// Whether a host is this machine.
  private static func isLocal(_ host: String) -> Bool {
    host == "localhost" || SocketAddress(host: host, port: 1)?.isLocal == true
  }
}

extension MailRelay.Security {
  /// The port where relays expect it (RFC 8314, RFC 6409).
  fileprivate var usualPort: Int {
    switch self {
    case .startTLS: 587
    case .tls: 465
    case .none: 25
    }
  }
}
