import GRPC
import Testing

/// The call's state machine against its table.
struct CallStateTests {
  /// Something that happens to a call.
  enum Event: Sendable {
    case message, compressed, end, sendHeaders, sendMessage, sendOK, sendError, cancel
  }

  /// What came of an event, shortened.
  enum Result: Equatable, Sendable {
    case deliver, unimplemented, internalError, ignore, yes, no, send, afterHeaders, trailersOnly, drop
  }

  /// Applies an event.
  private func apply(_ event: Event, to state: inout CallState) -> Result {
    func short(_ reception: CallState.Reception) -> Result {
      switch reception {
      case .deliver: .deliver
      case .ignore: .ignore
      case .refuse(let status): status.code == .unimplemented ? .unimplemented : .internalError
      }
    }
    func short(_ sending: CallState.Sending) -> Result {
      switch sending {
      case .send: .send
      case .sendAfterHeaders: .afterHeaders
      case .sendTrailersOnly: .trailersOnly
      case .drop: .drop
      }
    }
    switch event {
    case .message: return short(state.receiveMessage())
    case .compressed: return short(state.receiveMessage(isCompressed: true))
    case .end: return short(state.receiveEnd())
    case .sendHeaders: return state.sendHeaders() ? .yes : .no
    case .sendMessage: return short(state.sendMessage())
    case .sendOK: return short(state.sendStatus(.ok))
    case .sendError: return short(state.sendStatus(.notFound))
    case .cancel: return state.cancel() ? .yes : .no
    }
  }

  /// Runs a row: whether request and response stream, the events, what comes of each.
  @Test(
    arguments: [
      (false, false, [.message, .end, .sendMessage, .sendOK], [.deliver, .deliver, .afterHeaders, .send]),
      (false, false, [.message, .end, .sendError], [.deliver, .deliver, .trailersOnly]),
      (
        false, false, [.message, .message, .end, .sendError, .end],
        [.deliver, .unimplemented, .ignore, .trailersOnly, .ignore]
      ),
      (false, false, [.end, .sendError, .message], [.unimplemented, .trailersOnly, .ignore]),
      (false, false, [.compressed, .end], [.internalError, .ignore]),
      (false, false, [.message, .cancel, .sendMessage, .sendOK, .cancel], [.deliver, .yes, .drop, .drop, .no]),
      (false, false, [.sendError, .message, .end, .sendHeaders], [.trailersOnly, .ignore, .ignore, .no]),
      (
        true, false, [.message, .message, .end, .sendMessage, .sendOK],
        [.deliver, .deliver, .deliver, .afterHeaders, .send]
      ),
      (true, false, [.end, .sendMessage, .sendOK], [.deliver, .afterHeaders, .send]),
      (true, false, [.message, .compressed, .end], [.deliver, .internalError, .ignore]),
      (
        false, true, [.message, .end, .sendHeaders, .sendHeaders, .sendMessage, .sendMessage, .sendError],
        [.deliver, .deliver, .yes, .no, .send, .send, .send]
      ),
      (false, true, [.message, .end, .sendOK], [.deliver, .deliver, .afterHeaders]),
      (
        true, true, [.sendMessage, .message, .sendMessage, .end, .sendOK],
        [.afterHeaders, .deliver, .send, .deliver, .send]
      ),
      (true, true, [.message, .sendOK, .message, .end], [.deliver, .afterHeaders, .ignore, .ignore]),
    ] as [(Bool, Bool, [Event], [Result])])
  func rowsOfTheTable(requestStreams: Bool, responseStreams: Bool, events: [Event], results: [Result]) {
    var state = CallState(requestStreams: requestStreams, responseStreams: responseStreams)
    #expect(events.map { apply($0, to: &state) } == results)
  }

  /// A compressed message of a call that named an encoding is delivered.
  @Test func compressedMessagesNeedAnEncoding() {
    var state = CallState(requestStreams: false, responseStreams: false)
    #expect(state.receiveMessage(isCompressed: true, hasEncoding: true) == .deliver)
  }

  /// A second answer of a unary method is a bug of ours.
  @Test func aSecondUnaryAnswerTraps() async {
    await #expect(processExitsWith: .failure) {
      var state = CallState(requestStreams: false, responseStreams: false)
      _ = state.sendMessage()
      _ = state.sendMessage()
    }
  }
}
