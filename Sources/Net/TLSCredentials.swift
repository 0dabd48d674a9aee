internal import CLinux
internal import Glibc
internal import Synchronization

/// A server's certificate, key and authorities as they lie on disk, which change while it runs.
///
/// New connections take what was loaded last; those that are open keep what they began with. What cannot be loaded leaves
/// everything as it is. Connections take the context under a lock that is held for a reference count.
public final class TLSCredentials: Sendable {
  /// Which files, and what they are for.
  public struct Files: Sendable, Equatable {
    /// PEM: the certificate, followed by the intermediate ones.
    public var certificate: String
    /// PEM: the certificate's key, without a passphrase.
    public var key: String
    /// PEM: the authorities that client certificates must come from; nil asks for no client certificate.
    public var clientAuthorities: String?
    /// Whether clients without a certificate are let in.
    public var letsAnonymousIn: Bool

    /// The files of a server.
    public init(certificate: String, key: String, clientAuthorities: String? = nil, letsAnonymousIn: Bool = false) {
      self.certificate = certificate
      self.key = key
      self.clientAuthorities = clientAuthorities
      self.letsAnonymousIn = letsAnonymousIn
    }
  }

  /// What tells one version of a file from the next.
  private struct Version: Equatable {
    var node: UInt = 0
    var size = 0
    var seconds = 0
    var nanoseconds = 0
  }

  /// What is in force; and which versions of the files were read last, and when, whether that went well or not.
  private struct State {
    var context: TLSContext
    var versions: [Version]
    var nanoseconds: UInt64
  }

  /// After this time the context is made anew though no file changed: its tickets' key should not live for ever.
  private static let lifetimeNanoseconds: UInt64 = 12 * 3_600 * 1_000_000_000

  private let files: Files
  private let state: Mutex<State>

  /// Loads the files; throws an error that names the one at fault.
  public init(_ files: Files) throws(NetError) {
    self.files = files
    let versions = Self.versions(of: files)
    state = Mutex(
      State(context: try Self.load(files), versions: versions, nanoseconds: Clock.monotonicNanoseconds()))
  }

  /// What a new connection is to use.
  public var current: TLSContext { state.withLock { $0.context } }

  /// Loads the files anew. When that throws, what was in force stays so, and nothing is stale until a file changes again.
  public func reload() throws(NetError) {
    // Read before the files are: one that changes meanwhile is found stale afterwards.
    let versions = Self.versions(of: files)
    state.withLock { state in
      state.versions = versions
      state.nanoseconds = Clock.monotonicNanoseconds()
    }
    let context = try Self.load(files)
    state.withLock { $0.context = context }
  }

  /// Whether a file has changed since it was read, or the tickets' key is old.
  public var isStale: Bool {
    let versions = Self.versions(of: files)
    let now = Clock.monotonicNanoseconds()
    return state.withLock { $0.versions != versions || now - $0.nanoseconds > Self.lifetimeNanoseconds }
  }

  /// Reads the files.
  private static func load(_ files: Files) throws(NetError) -> TLSContext {
    try TLSContext(
      certificate: files.certificate, key: files.key, clientAuthorities: files.clientAuthorities,
      clientCertificate: files.letsAnonymousIn ? .optional : .required)
  }

  /// The versions of the files; of zeros for one that cannot be looked at.
  private static func versions(of files: Files) -> [Version] {
    [files.certificate, files.key, files.clientAuthorities].compactMap { $0 }.map { path in
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return Version() }
      return Version(
        node: UInt(status.st_ino), size: status.st_size, seconds: status.st_mtim.tv_sec,
        nanoseconds: status.st_mtim.tv_nsec)
    }
  }
}
