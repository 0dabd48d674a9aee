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

  /// One method.
  private struct Entry {
    /// Its path.
    var path: [UInt8]
    /// The hash of the path.
    var hash: UInt32
    /// What serves it.
    var handler: Handler

    /// Whether it is served at `other`.
    func isAt(_ other: Span<UInt8>) -> Bool { path.span.equals(other) }
  }

  /// The methods, in order of registration.
  private var entries: [Entry] = []
  /// Open addressing: positions in `entries`, -1 for none; a power of two, at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 16)
  /// The services that have a method here.
  public private(set) var services: Set<String> = []
  /// The methods, in order of registration.
  public private(set) var methods: [MethodDescriptor] = []

  /// An empty table.
  public init() {}

  /// Adds a method; each path is served once.
  public mutating func register(_ method: MethodDescriptor, _ handler: Handler) {
    let path = Array(method.path.utf8)
    precondition(find(path.span) == nil, "\(method.path) is registered once")
    entries.append(Entry(path: path, hash: MethodTable.hash(path.span), handler: handler))
    services.insert(method.service)
    methods.append(method)
    if entries.count * 2 > slots.count { slots = Array(repeating: -1, count: slots.count * 2) }
    for index in slots.indices { slots[index] = -1 }
    for (position, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(position)
    }
  }

  /// What serves a path, or nil.
  public func find(_ path: Span<UInt8>) -> Handler? {
    let hash = MethodTable.hash(path)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if entries[position].hash == hash, entries[position].isAt(path) { return entries[position].handler }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// What serves a path, or the status of a call to nothing.
  public func resolve(_ path: Span<UInt8>) -> Resolution {
    if let handler = find(path) { return .method(handler) }
    let parts = path.string.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty else {
      return .unknown(Status(.unimplemented, "The path names no method."))
    }
    let service = String(parts[1])
    let message =
      services.contains(service)
      ? "The service \(service) has no method \(parts[2])." : "There is no service \(service)."
    return .unknown(Status(.unimplemented, message))
  }

  /// FNV-1a over the last 24 bytes and the length: paths differ at their ends.
  private static func hash(_ path: Span<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261 ^ UInt32(truncatingIfNeeded: path.count)
    for index in max(0, path.count - 24)..<path.count {
      hash = unsafe (hash ^ UInt32(path[unchecked: index])) &* 16_777_619
    }
    return hash ^ hash >> 15
  }
}
