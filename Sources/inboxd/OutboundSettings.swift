internal import ArgumentParser
internal import Delivery
internal import Net

/// The settings of the language model, checked.
enum OutboundSettings {
  /// How long anything may be configured to take, in milliseconds.
  private static let milliseconds = 1...3_600_000

  /// What is configured; throws an error that names the setting. Secrets go unsealed to this machine only, unless
  /// `isInsecure`.
  static func read(
    _ options: OutboundOptions, isInsecure: Bool, _ reader: inout SettingReader
  ) throws -> OutboundConfiguration {
    var configuration = OutboundConfiguration()
    configuration.model = try model(options, isInsecure, &reader)
    return configuration
  }

  /// The language model; nil without an address.
  private static func model(
    _ options: OutboundOptions, _ isInsecure: Bool, _ reader: inout SettingReader
  ) throws -> ModelEndpoint? {
    guard let url = try reader.text("model-url", options.modelUrl) else { return nil }
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

  /// Whether a host is this machine.
  private static func isLocal(_ host: String) -> Bool {
    host == "localhost" || SocketAddress(host: host, port: 1)?.isLocal == true
  }
}
