import CProtobufC
import Shapes
import Testing

@testable import Protobuf

/// What our packer writes is what protobuf-c writes.
@Suite("Packer")
struct PackerTests {
  /// What protobuf-c makes of a message.
  private static func reference(_ message: some ProtoMessage) -> [UInt8] {
    let base: UnsafeMutablePointer<ProtobufCMessage> = unsafe message.storage.typed()
    let size = unsafe protobuf_c_message_get_packed_size(base)
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = unsafe protobuf_c_message_pack(base, buffer.baseAddress)
    }
  }

  @Test("Every shape has the bytes of protobuf-c (2)")
  func everyShape() throws {
    try decoding(Lists.self, Samples.everyShape()) { lists in
      #expect(lists.packed() == Self.reference(lists))
      #expect(lists.packed().count == lists.packedSize)
      #expect(lists.packed().count > 500)
    }
    let arena = Arena()
    defer { arena.destroy() }
    let empty = Lists(in: arena)
    #expect(empty.packed().isEmpty)
    let choices = Choices(in: arena)
    choices.rating = 0
    choices.everything = false
    #expect(choices.packed() == Self.reference(choices) && !choices.packed().isEmpty)
  }

  @Test("What random bytes decode to, unknown fields among them, has the bytes of protobuf-c (2)")
  func randomMessages() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let original = try Samples.everyShape()
    let arena = Arena()
    defer { arena.destroy() }
    var decoded = 0
    for round in 0..<2_000 {
      var bytes = original
      for _ in 0...2 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      arena.reset()
      guard let message = unsafe try? bytes.withUnsafeBytes({ unsafe try Lists.decode($0, in: arena) }) else {
        continue
      }
      decoded += 1
      #expect(message.packed() == Self.reference(message), "seed \(seed), round \(round)")
    }
    #expect(decoded > 100, "seed \(seed)")
  }

  @Test("Numbers of every length are written, with their signs (2)")
  func numbers() throws {
    let arena = Arena()
    defer { arena.destroy() }
    for shift in 0..<64 {
      let scalars = Scalars(in: arena)
      scalars.aUint64 = 1 << shift
      scalars.anInt64 = 0 &- (1 << (shift - 1))
      scalars.aSint64 = (1 << (shift - 1)) ^ -1
      scalars.anInt32 = Int32(truncatingIfNeeded: 0 &- (1 << shift))
      scalars.aSint32 = Int32(truncatingIfNeeded: 1 << shift)
      scalars.aUint32 = UInt32(truncatingIfNeeded: (1 << shift) &- 1)
      #expect(scalars.packed() == Self.reference(scalars))
    }
  }

  @Test("Without room the packing begins again with more, and writes nowhere else (1, 3)")
  func room() throws {
    let arena = Arena()
    defer { arena.destroy() }
    // A text that lives outside of the arena makes the message larger on the wire than in the arena.
    let tree = Tree(in: arena)
    for _ in 0..<2_000 {
      tree.children.append().setName("a name that takes no room in the arena at all" as StaticString)
    }
    let used = arena.bytesUsed
    let first = tree.packed()
    #expect(first == Self.reference(tree))
    #expect(arena.bytesUsed >= used)
    for cut in [0, 1, 2, 44, first.count / 2, first.count - 1] {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: cut + 16, alignment: 8)
      defer { unsafe memory.deallocate() }
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
      let start = unsafe memory.baseAddress! + 16
      let end = unsafe (start + cut).assumingMemoryBound(to: UInt8.self)
      let begin = unsafe Packer(start).write(tree.storage.pointer, before: end)
      #expect(unsafe begin == nil)
      #expect(unsafe memory.prefix(16).allSatisfy { $0 == 0xEE })
    }
  }
}
