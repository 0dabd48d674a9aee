internal import GRPC
public import GRPCServer
internal import InboxServices
internal import Protobuf

extension InboxRoutes {
  /// The refusals that are the server's own, with the contract's details: `SERVER_OVERLOADED` with RetryInfo, and
  /// `SERVER_DRAINING`.
  public static var refusals: ServerRefusals {
    var refusals = ServerRefusals()
    refusals.overloaded = { sentence, milliseconds in
      made { StatusMapping.overloaded(sentence, retryAfterMilliseconds: Int(milliseconds), in: $0) }
    }
    refusals.draining = { sentence in made { StatusMapping.draining(sentence, in: $0) } }
    return refusals
  }

  /// A status that is made once, in an arena of its own.
  private static func made(_ make: (Arena) -> GRPC.Status) -> GRPC.Status {
    let arena = Arena()
    defer { arena.destroy() }
    return make(arena)
  }
}
