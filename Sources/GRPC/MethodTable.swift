/// Finds what serves a `:path`, by its exact bytes and without allocating.
///
/// A path that only looks like a method's (no leading slash, a scheme in front, an escape) is not found: whoever authorises
/// looks at the descriptor that was resolved, never at the path.
public struct MethodTable<Handler> {
  /// What was found for a path.
  public enum Resolution {
    /// A method.
    case method(Handler)
    /// None; the status says whether the service is known.
    case unknown(Status)
  }

  /// The paths, in order of registration.
  @usableFromInline
  internal private(set) var paths = PathIndex()
  /// What serves them.
  @usableFromInline
  internal private(set) var handlers: [Handler] = []
  /// The services that have a method here.
  public private(set) var services: Set<String> = []
  /// The methods, in order of registration.
  public private(set) var methods: [MethodDescriptor] = []

  /// An empty table.
  public init() {}

  /// Adds a method; each path is served once.
  public mutating func register(_ method: MethodDescriptor, _ handler: Handler) {
    let path = Array(method.path.utf8)
    precondition(paths.position(of: path.span) < 0, "\(method.path) is registered once")
    paths.append(path)
    handlers.append(handler)
    services.insert(method.service)
    methods.append(method)
  }

  /// What serves a path, or nil.
  @inlinable
  public func find(_ path: Span<UInt8>) -> Handler? {
    let position = paths.position(of: path)
    return position < 0 ? nil : handlers[position]
  }

  /// What serves a call, or the status of a call to nothing.
  @inlinable
  public func resolve(_ head: RequestHead) -> Resolution {
    let path = head.path
    return resolve(path.span)
  }

  /// What serves a path, or the status of a call to nothing.
  @inlinable
  public func resolve(_ path: Span<UInt8>) -> Resolution {
    let position = paths.position(of: path)
    return position < 0 ? .unknown(MethodTable.unknown(path, services: services)) : .method(handlers[position])
  }

  /// The status of a call to nothing.
  @usableFromInline
  static func unknown(_ path: Span<UInt8>, services: Set<String>) -> Status {
    let parts = path.string.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty else {
      return Status(.unimplemented, "The path names no method.")
    }
    let service = String(parts[1])
    return Status(
      .unimplemented,
      services.contains(service)
        ? "The service \(service) has no method \(parts[2])." : "There is no service \(service).")
  }
}
