@testable import GRPCServices
import Protobuf
import Testing

@Suite("Where descriptors are found")
struct DescriptorIndexTests {
  /// A field of a message on the wire: bytes.
  private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
  /// A field of a message on the wire: text.
  private func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
  /// A FieldDescriptorProto that extends `p.M`.
  private func extending(_ name: String, _ number: UInt8) -> [UInt8] {
    field(1, name) + field(2, ".p.M") + [3 << 3, number]
  }

  @Test("Extensions are found by message and number, and by name, wherever they are declared")
  func extensions() {
    let base = field(1, "base.proto") + field(2, "p") + field(4, field(1, "M"))
    let more =
      field(1, "more.proto") + field(2, "q") + field(3, "base.proto") + field(7, extending("outer", 101))
      + field(4, field(1, "N") + field(6, extending("inner", 100)))
    let set = field(1, base) + field(1, more)
    let arena = Arena()
    defer { arena.destroy() }
    let index = DescriptorIndex([arena.bytes(copying: set.span)])
    #expect(index.extensions(of: "p.M") == [100, 101])
    #expect(index.extensions(of: "q.N") == [])
    #expect(index.extensions(of: "p.None") == nil)
    #expect(index.file(extending: "p.M", with: 101) == "more.proto")
    #expect(index.file(extending: "p.M", with: 102) == nil)
    #expect(index.file(declaring: "q.outer") == "more.proto" && index.file(declaring: "q.N.inner") == "more.proto")
    #expect(index.closure(of: "more.proto").map(\.name) == ["more.proto", "base.proto"])
  }
}
