public import GRPC
public import GRPCServer
public import Protobuf

/// Messages for calls: decoded into an arena, packed where they are sent from.
extension Call {
  /// Decodes a request, answers with what `body` makes of it, and ends the call.
  public func answer<Request: ProtoMessage, Response: ProtoMessage>(
    _ type: Request.Type, _ message: UnsafeRawBufferPointer, _ arenas: ArenaPool,
    _ body: (Request, Arena) throws(Status) -> Response
  ) {
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    do throws(Status) {
      send(try body(try unsafe Self.decode(type, message, in: arena), arena))
      finish()
    } catch {
      finish(error)
    }
  }

  /// Decodes a request; what cannot be decoded is `INVALID_ARGUMENT`, naming the field.
  public static func decode<Request: ProtoMessage>(
    _ type: Request.Type, _ message: UnsafeRawBufferPointer, in arena: Arena
  ) throws(Status) -> Request {
    do throws(WireError) {
      return try unsafe Request.decode(message, in: arena)
    } catch {
      throw Status(.invalidArgument, error.description)
    }
  }

  /// Sends a message.
  public func send(_ message: some ProtoMessage) {
    unsafe send(message.packedInArena())
  }
}
