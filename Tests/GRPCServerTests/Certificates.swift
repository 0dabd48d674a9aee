import Foundation

/// Certificates of a test's own authority, made with the `openssl` program and gone with this object.
final class Certificates: Sendable {
  /// Where the files lie.
  let directory: URL

  /// An authority, a server for localhost and 127.0.0.1, and clients with different names.
  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try authority("ca")
    try leaf("server", "DNS:localhost,IP:127.0.0.1", usage: "serverAuth")
    try leaf("service", "URI:spiffe://inbox.test/connectors/google,DNS:google.test")
    try leaf("machine", "DNS:machine.test,DNS:other.test")
    try leaf("nameless", "email:nobody@inbox.test")
    try authority("stranger-ca")
    try leaf("stranger", "URI:spiffe://inbox.test/connectors/google", by: "stranger-ca")
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  /// The path of a file.
  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// Makes a self-signed authority.
  func authority(_ name: String) throws {
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)",
      "-keyout", path("\(name).key"), "-out", path("\(name).pem"))
  }

  /// Makes a certificate for `names`, signed by an authority.
  func leaf(_ name: String, _ names: String, usage: String = "clientAuth", by authority: String = "ca") throws {
    try openssl(
      "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
      "-keyout", path("\(name).key"), "-out", path("\(name).csr"))
    try Data("subjectAltName=\(names)\nextendedKeyUsage=\(usage)\n".utf8).write(
      to: URL(fileURLWithPath: path("extensions")))
    try openssl(
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key"),
      "-CAcreateserial", "-days", "2", "-extfile", path("extensions"), "-out", path("\(name).pem"))
  }

  /// Runs `openssl`; throws when it fails.
  private func openssl(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }
}
