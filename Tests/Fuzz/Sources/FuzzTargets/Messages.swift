import Compression
import InboxAPI
import Protobuf
import StandardAPI

// Messages from a peer: checked, unpacked, inflated.

/// What the wire check lets pass unpacks, packs, and then is the same when it is unpacked and packed again.
func fuzzWire(_ input: Input) {
  var input = input
  switch input.byte() % 6 {
  case 0: roundTrip(IngestInteractionsRequest.self, input.rest())
  case 1: roundTrip(BatchUpdateInteractionsRequest.self, input.rest())
  case 2: roundTrip(SaveDraftRequest.self, input.rest())
  case 3: roundTrip(QueryStatisticsResponse.self, input.rest())
  case 4: roundTrip(ServerReflectionRequest.self, input.rest())
  default: roundTrip(FieldMask.self, input.rest())
  }
}

/// Arenas, kept as a loop keeps them.
nonisolated(unsafe) private let arenas = ArenaPool()

private func roundTrip<Message: ProtoMessage>(_ type: Message.Type, _ bytes: [UInt8]) {
  let arena = arenas.take()
  defer { arenas.giveBack(arena) }
  let decode = { (bytes: [UInt8]) in try bytes.withUnsafeBytes { try Message.decode($0, in: arena) } }
  guard let message = try? decode(bytes) else { return }
  let packed = message.packed()
  require(packed.count == message.packedSize, "a message has the size it says")
  guard let again = try? decode(packed) else { fatalError("what was packed does not unpack") }
  require(again.packed() == packed, "a message survives")
}

/// Gzip from a peer never gives more than its limit, and what we compress we can read.
func fuzzGzip(_ input: Input) {
  var input = input
  let limit = input.short()
  let bytes = input.rest()
  var reader = GzipReader()
  var inflated: [UInt8] = [1, 2, 3]
  do throws(GzipError) {
    try reader.read(bytes.span, onto: &inflated, bytesMax: limit)
  } catch {}
  require(inflated.count <= limit + 3 && Array(inflated.prefix(3)) == [1, 2, 3], "the limit holds")
  var writer = GzipWriter()
  let compressed = bytes.withUnsafeBytes { writer.write($0) }
  var back: [UInt8] = []
  do throws(GzipError) {
    try reader.read(compressed.span, onto: &back, bytesMax: bytes.count)
  } catch {
    fatalError("what we compress does not inflate: \(error)")
  }
  require(back == bytes, "what we compress comes back")
}
