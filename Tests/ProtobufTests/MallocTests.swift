import CMallocCounter
import InboxAPI
import Protobuf
import StandardAPI
import Testing

/// Allocations are counted by a malloc that stands in front of glibc's.
@Suite("Allocations", .enabled(if: malloc_is_counted() != 0))
struct MallocTests {
  @Test("The counter counts")
  func counter() {
    let before = malloc_count()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8)
    unsafe memory.deallocate()
    #expect(malloc_count() > before)
  }

  @Test("Decoding a request and encoding its response call malloc zero times once warm")
  func noMalloc() throws {
    let request = try Self.request()
    let pool = ArenaPool()
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 8)
    defer { unsafe output.deallocate() }
    for _ in 0..<3 { unsafe try Self.call(request, pool, output) }
    let before = malloc_count()
    for _ in 0..<100 { unsafe try Self.call(request, pool, output) }
    #expect(malloc_count() - before == 0)
  }

  /// A request on the wire.
  private static func request() throws -> [UInt8] {
    let arena = Arena()
    defer { arena.destroy() }
    let request = CreateNoteRequest(in: arena)
    request.setParent("workspaces/demo/interactions/01hf7yat000g0")
    request.setBody("A note of some length – with a dash, so that not all of it is ASCII.")
    for number in 0..<5 { request.mentions.append("workspaces/demo/users/user\(number)") }
    return request.packed()
  }

  /// One call: decode the request, build a page of notes from it, encode the page.
  @unsafe private static func call(
    _ request: [UInt8], _ pool: ArenaPool, _ output: UnsafeMutableRawBufferPointer
  ) throws(WireError) {
    let arena = pool.take()
    defer { pool.giveBack(arena) }
    let request = unsafe try request.span.bytes.withUnsafeBytes { (bytes) throws(WireError) in
      unsafe try CreateNoteRequest.decode(bytes, in: arena)
    }
    let response = ListNotesResponse(in: arena)
    for number in 0..<25 {
      let note = response.notes.append()
      note.setName(request.parent)
      note.setBody(request.body)
      note.setAuthor("users/admin" as StaticString)
      note.makeCreateTime().microseconds = Int64(number)
      for mention in request.mentions { note.mentions.append(mention) }
    }
    unsafe output.copyMemory(from: response.packedInArena())
  }
}
