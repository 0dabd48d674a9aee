internal import CNghttp2

/// One HTTP/2 connection without its socket: bytes in, events out; replies in, bytes out (RFC 9113).
///
///     socket > receive(bytes) > nghttp2_session_mem_recv > callbacks > SessionDelegate
///     socket < produce(into:) < nghttp2_session_mem_send < data provider < Stream.body < write / finish
///
/// nghttp2 keeps the protocol: frames, HPACK, states, windows, errors. This class keeps what nghttp2 leaves to its
/// user: streams and their waiting bytes, header limits, the peer's budget, the order of body and trailers.
///
/// Invariants:
///  1. One thread. `receive`, `produce` and `abandon` are never entered from a delegate call; everything else may be.
///  2. After each `receive`, `produce` is called until it gives nothing: nghttp2 answers floods only by queueing.
///  3. A `Stream` is retained by nghttp2's stream user data from its opening to `streamClosed`, which happens once.
///  4. Trailers are submitted only in the read callback, with EOF | NO_END_STREAM, when the body is empty: submitted
///     anywhere else, nghttp2 drops the DATA in front of them.
///  5. Each received body byte is credited once: by `consume`, or by the session when its stream closes.
///  6. An answer that is complete before its request is followed by RST_STREAM(NO_ERROR), submitted when the end of
///     the answer was sent; submitted earlier it would destroy the answer.
///  7. What a piece of `mem_send` leaves over goes first in the next `produce`; nghttp2 keeps it until its next call.
///  8. A peer that is given up gets every answer that is ready and may go, and then the GOAWAY that says why. nghttp2's own
///     termination would drop the answers; it is left to the faults that nghttp2 finds itself.
///
/// DATA is not copied by nghttp2 (NO_COPY): frame header and payload are written by `sendData` straight into the buffer
/// given to `produce`, so a body byte is copied twice: into the stream's queue, and from there to the socket's buffer.
/// A frame that does not fit waits for the next buffer (WOULDBLOCK).
///
/// The road not taken: a frame layer of our own would save perhaps half of nghttp2's instructions, and would have to
/// earn twelve years of hostile peers again.
@safe public final class Session {
  /// Which end of the connection the session is.
  public enum Role: Sendable {
    /// Answers streams that the peer opens.
    case server
    /// Opens streams.
    case client
  }

  /// The last word to a peer that is given up.
  enum Farewell {
    /// It is not given up, or nghttp2 has told it.
    case none
    /// A GOAWAY with this code and debug data goes behind everything else.
    case owed(ErrorCode, StaticString)
    /// nghttp2 has it.
    case queued
    /// It is handed out, and was the last frame.
    case said
  }

  /// What a server's peer may send before it has acknowledged our SETTINGS. They are the first that it reads, and until it
  /// has read them the connection has a window of 64 KiB.
  static let unsettledBytesMax = 1 << 20

  /// The smallest buffer `produce` takes.
  public static let produceBytesMin = 32 << 10

  /// Which end this is.
  public let role: Role
  /// What was agreed at the start.
  let configuration: SessionConfiguration
  /// The limit of a header list, kept apart for the callback that runs for each field.
  let headerListBytesMax: Int
  /// What the sessions of this thread share.
  let pool: SessionPool
  /// Who hears of events; it owns the session and outlives it.
  unowned(unsafe) let delegate: any SessionDelegate
  /// nghttp2's session.
  var raw: OpaquePointer
  /// The header list that is arriving, retained.
  var block: Unmanaged<HeaderBlock>?
  /// The first of the live streams.
  var firstStream: Unmanaged<Stream>?
  /// The stream identifiers that the peer used and skipped.
  var identifiers = PeerIdentifiers()
  /// The stream that the newest HEADERS would open, until nghttp2 has taken it; 0 when there is none.
  var opening: Int32 = 0
  /// Streams that are open.
  public internal(set) var streamCount = 0
  /// Body bytes of all streams that wait for the peer's windows or the next `produce`.
  public internal(set) var pendingBytes = 0
  /// Frames of calls that were sent: HEADERS and DATA.
  public internal(set) var callFramesSent: UInt64 = 0
  /// Payload bytes of messages and header blocks that came, whatever became of them.
  public private(set) var usefulBytes = 0
  /// Frames that claimed to begin or end a request, less those that did; one may be half here.
  var openClaims: Int64 = 0
  /// Bytes of DATA that came for no stream, less those that are paid for.
  var strayBytes = 0
  /// Where the peer's frames begin.
  private var meter: FrameMeter
  /// Whether the peer has acknowledged our SETTINGS, and so minds the windows and limits that are in them.
  var isSettled = false
  /// Whether a frame of the peer came: its preface was right.
  public internal(set) var hasHeardPeer = false
  /// The identifier of the newest stream that the peer opened.
  public internal(set) var lastPeerStreamID: Int32 = 0
  /// What the peer may still cause.
  var budget: PeerBudget
  /// The time of the last `receive`.
  var nowMilliseconds: Int64 = 0
  /// Whether we gave the peer up: nothing more of it is read.
  public internal(set) var isTerminated = false
  /// What a peer that is given up is still told (invariant 8).
  var farewell = Farewell.none
  /// Whether the connection is gone: nghttp2 is no longer asked anything.
  private var isAbandoned = false
  /// Whether the peer sent GOAWAY: it takes no new streams.
  public internal(set) var peerIsLeaving = false
  /// The buffer of the `produce` that runs.
  var output: UnsafeMutableRawPointer?
  /// Bytes that fit into it.
  var outputCapacity = 0
  /// Bytes written to it.
  var outputCount = 0
  /// Whether a frame did not fit.
  var isOutputFull = false
  /// The rest of nghttp2's last piece (invariant 7).
  private var piece: UnsafePointer<UInt8>?
  /// How many bytes of it are left.
  private var pieceCount = 0

  /// A session that has its SETTINGS ready to go. `delegate` is not retained and must outlive the session.
  public init(
    role: Role, configuration: SessionConfiguration = SessionConfiguration(), pool: SessionPool,
    delegate: any SessionDelegate
  ) {
    self.role = role
    self.configuration = configuration
    headerListBytesMax = configuration.headerListBytesMax
    self.pool = pool
    unsafe self.delegate = delegate
    budget = PeerBudget(configuration.budget)
    meter = FrameMeter(expectsPreface: role == .server)
    unsafe raw = OpaquePointer(bitPattern: 1)!
    unsafe firstStream = nil
    unsafe block = nil
    unsafe output = nil
    unsafe piece = nil
    unsafe raw = makeSession(for: self)
    submitSettings()
  }

  deinit {
    unsafe nghttp2_session_del(raw)
    unsafe block?.release()
    while let stream = unsafe firstStream?.takeUnretainedValue() { forget(stream) }
  }

  /// Whether a call can come of a client's first bytes, if he sends no more.
  public static func mayOpenStream(_ opening: UnsafeRawBufferPointer) -> Bool {
    unsafe FrameMeter.mayOpenStream(opening)
  }

  /// Takes bytes from the peer, all of them; delegate calls happen inside. Give whole reads, not slivers: nghttp2
  /// counts the pieces of a CONTINUATION against the peer.
  public func receive(_ bytes: UnsafeRawBufferPointer, at nowMilliseconds: Int64) throws(SessionError) {
    self.nowMilliseconds = nowMilliseconds
    guard let start = bytes.baseAddress, bytes.count > 0, !isAbandoned, !isTerminated else { return }
    let reading = unsafe meter.read(bytes) { isOver($0) }
    usefulBytes += reading.usefulBytes
    guard budget.spend(reading.cost, at: nowMilliseconds) else { return terminate(.enhanceYourCalm, "too_many_frames") }
    if !isSettled, usefulBytes > Self.unsettledBytesMax, role == .server {
      return terminate(.settingsTimeout, "settings_not_acknowledged")
    }
    var taken = 0
    if let fault = reading.fault {
      taken = unsafe nghttp2_session_mem_recv(raw, start.assumingMemoryBound(to: UInt8.self), fault.end)
      if taken == fault.end { terminate(fault.code, "closed_stream") }
    }
    if taken >= 0 && !isTerminated {
      let rest = unsafe start.assumingMemoryBound(to: UInt8.self) + taken
      taken = unsafe nghttp2_session_mem_recv(raw, rest, bytes.count - taken)
    }
    chargeClaims(reading.claims)
    chargeStray(reading.dataBytes)
    guard taken < 0 && !isTerminated else { return }
    let error = Session.error(Int32(taken))
    if error == .flooded { terminate(.enhanceYourCalm, "too_many_frames") }
    isTerminated = true
    throw error
  }

  /// Charges the frames that were for streams which are gone; nghttp2 passes over them in silence.
  private func chargeClaims(_ claims: Int64) {
    openClaims += claims
    guard openClaims > 1 else { return }
    charge(openClaims - 1, "frames_for_closed_streams")
    openClaims = 1
  }

  /// Charges DATA that no stream took. What was on its way when a call was refused is paid for easily.
  private func chargeStray(_ dataBytes: Int) {
    strayBytes += dataBytes
    guard strayBytes >= PeerBudget.strayBytes else { return }
    charge(Int64(strayBytes / PeerBudget.strayBytes), "data_for_closed_streams")
    strayBytes %= PeerBudget.strayBytes
  }

  /// Whether a frame or a header block of the peer is half here.
  public var isWithinFrame: Bool { !isAbandoned && meter.isWithinFrame }

  /// Charges the peer for a fault that the session's user found; too many end the connection.
  public func chargeFault() { charge(PeerBudget.fault, "too_many_faults") }

  /// Charges the peer for work that he caused, in units of a cheap frame; too much ends the connection, and `debug` tells
  /// the peer what for.
  public func charge(_ units: Int64, _ debug: StaticString) {
    if !budget.spend(units, at: nowMilliseconds) { terminate(.enhanceYourCalm, debug) }
  }

  /// Writes as many bytes for the peer as may go and fit; 0 when there is nothing to send now.
  public func produce(into buffer: UnsafeMutableRawBufferPointer) throws(SessionError) -> Int {
    precondition(buffer.count >= Session.produceBytesMin, "a buffer for a whole frame")
    if isAbandoned { return 0 }
    if case .said = farewell { return 0 }
    unsafe output = buffer.baseAddress
    outputCapacity = buffer.count
    outputCount = 0
    isOutputFull = false
    defer { unsafe output = nil }
    copyPiece()
    while pieceCount == 0 {
      let count = unsafe nghttp2_session_mem_send(raw, &piece)
      if count < 0 { throw Session.error(Int32(count)) }
      if count == 0 {
        if !isOutputFull && hasMoreToSay() { continue }
        break
      }
      pieceCount = count
      copyPiece()
    }
    return outputCount
  }

  /// All that could go has gone: queues the GOAWAY of a peer that is given up (invariant 8); false when there is none.
  private func hasMoreToSay() -> Bool {
    switch farewell {
    case .none, .said: return false
    case .owed(let code, let debug):
      goAway(code, debug: debug)
      farewell = .queued
      return true
    case .queued:
      farewell = .said
      return false
    }
  }

  /// Whether the session still wants bytes from the peer.
  public var wantsRead: Bool { unsafe !isAbandoned && !isTerminated && nghttp2_session_want_read(raw) != 0 }

  /// Whether `produce` may have something to give.
  public var wantsWrite: Bool {
    if isAbandoned { return false }
    return switch farewell {
    case .none: unsafe pieceCount > 0 || nghttp2_session_want_write(raw) != 0
    case .owed, .queued: true
    case .said: false
    }
  }

  /// Whether the connection has nothing more to do and should be closed.
  public var isFinished: Bool { !wantsWrite && !wantsRead }

  /// The connection is gone: closes every stream with `code`, telling the delegate. The session is of no use after.
  public func abandon(code: ErrorCode = .cancel) {
    isAbandoned = true
    while let stream = unsafe firstStream?.takeUnretainedValue() {
      streamClosed(stream, code: code, creditsPeer: false)
    }
  }

  /// Copies what fits of nghttp2's last piece.
  private func copyPiece() {
    let count = min(pieceCount, outputCapacity - outputCount)
    guard count > 0 else { return }
    unsafe (output! + outputCount).copyMemory(from: piece!, byteCount: count)
    outputCount += count
    pieceCount -= count
    unsafe piece! += count
  }

  /// What a receiving callback answers nghttp2: after we gave the peer up, not one frame more is looked at.
  var verdict: Int32 { isTerminated ? NGHTTP2_ERR_CALLBACK_FAILURE.rawValue : 0 }

  /// Our word for nghttp2's error.
  static func error(_ code: Int32) -> SessionError {
    switch code {
    case NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue: .badPreface
    case NGHTTP2_ERR_FLOODED.rawValue, NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue: .flooded
    case NGHTTP2_ERR_NOMEM.rawValue: .outOfMemory
    default: .library(code: code)
    }
  }
}
