@testable import HTTP2
import RawFrames
import Testing

/// Where frames begin, and what they cost.
struct FrameMeterTests {
  /// What a meter makes of bytes that come in pieces of a size.
  private func read(_ bytes: [UInt8], pieces: Int, preface: Bool) -> (reading: FrameMeter.Reading, isWithin: Bool) {
    var meter = FrameMeter(expectsPreface: preface)
    var sum = FrameMeter.Reading()
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
      let reading = unsafe piece.withUnsafeBytes { unsafe meter.read($0) }
      sum.cost += reading.cost
      sum.claims += reading.claims
      sum.usefulBytes += reading.usefulBytes
    }
    return (sum, meter.isWithinFrame)
  }

  /// It makes no difference how the bytes are cut.
  @Test(arguments: [1, 2, 3, 5, 8, 9, 10, 24, 33, 100, 1_000_000])
  func cutsMakeNoDifference(pieces: Int) {
    let message = [UInt8](repeating: 7, count: 300)
    let bytes =
      Frames.opening + Frames.headers(1, [1, 2, 3]) + Frames.data(1, message) + Frames.ping + Frames.data(1, [])
      + Frames.data(1, [1, 2, 3, 4, 5]) + Frames.data(1, [], end: true) + Frames.windowUpdate(0, 9)
    let (reading, isWithin) = read(bytes, pieces: pieces, preface: true)
    // SETTINGS, PING, empty DATA, WINDOW_UPDATE; HEADERS and the end of DATA are claims.
    #expect(reading.cost == 4 && reading.claims == 2)
    #expect(reading.usefulBytes == 3 + 300 + 5)
    #expect(!isWithin)
  }

  /// A frame is half here from its first byte to its last, a header block until its last frame.
  @Test func halfFramesAreSeen() {
    let block = Frames.frame(type: 1, flags: 0, stream: 1, [1, 2])
    #expect(read(block, pieces: 100, preface: false).isWithin)
    #expect(!read(block + Frames.frame(type: 9, flags: 4, stream: 1, [3]), pieces: 4, preface: false).isWithin)
    for length in 1..<Frames.ping.count {
      #expect(read(Array(Frames.ping.prefix(length)), pieces: 100, preface: false).isWithin)
    }
    #expect(!read(Frames.preface, pieces: 7, preface: true).isWithin, "the preface has a time limit of its own")
  }

  /// The first fault is found where it lies, however the bytes are cut.
  @Test(arguments: [1, 2, 3, 4, 7, 13, 1_000])
  func faultsAreFound(pieces: Int) {
    let fine =
      Frames.windowUpdate(3, 1) + Frames.frame(type: 2, flags: 0, stream: 3, [0, 0, 0, 1, 5]) + Frames.reset(7)
      + Frames.data(5, [0])
    let cases: [([UInt8], code: ErrorCode, bytes: Int)] = [
      (Frames.windowUpdate(3, 0), .protocolError, 13),
      (Frames.frame(type: 2, flags: 0, stream: 0, [0, 0, 0, 1, 5]), .protocolError, 13),
      (Frames.frame(type: 2, flags: 0, stream: 9, [128, 0, 0, 9, 5]), .protocolError, 13),
      (Frames.data(7, [1]), .streamClosed, 9), (Frames.data(1, [1]), .streamClosed, 9),
    ]
    for (frame, code, count) in cases {
      let bytes = fine + frame + Frames.ping
      var meter = FrameMeter(expectsPreface: false)
      var found: [FrameMeter.Fault] = []
      for start in stride(from: 0, to: bytes.count, by: pieces) {
        let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
        let reading = unsafe piece.withUnsafeBytes { unsafe meter.read($0) { $0 == 1 } }
        if let fault = reading.fault { found.append(FrameMeter.Fault(code: fault.code, end: start + fault.end)) }
      }
      #expect(found == [FrameMeter.Fault(code: code, end: fine.count + count)])
    }
  }
}
