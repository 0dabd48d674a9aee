internal import CCurl
internal import Net

// A connection to the relay, over which e-mails go one after the other.
//
//     connecting --libcurl: name, TCP, TLS, EHLO, STARTTLS, AUTH--> open
//     open: idle --send--> MailDialogue, text --answer--> idle ... --silence, refusal to go on, QUIT--> closed
//
// libcurl opens the connection and seals it (CURLOPT_CONNECT_ONLY); what is said over it for each e-mail is said here, by
// curl_easy_send and curl_easy_recv. libcurl's own transfer of an e-mail was the first way, and is not taken, because it waits
// in poll for the answer to the text and for the one to QUIT: for as long as a relay thinks, everything else on this loop
// stood still. Here nothing waits, and how far an e-mail had come when it failed is known instead of guessed.
//
// Invariants
//  1. One e-mail at a time; `done` is called exactly once for each, unless the connection is closed from outside.
//  2. Of a text either all that was announced and the final dot are given, or the connection is closed: no relay takes half
//     an e-mail.
//  3. A closed connection watches nothing, and libcurl has let go of it.
//  4. Lines of a text never begin with a dot: `TransferEncoding` and `MailHeader` make none, so that nothing is doubled.
//
// Limits: each reply within `replyMilliseconds`, and so each step of the text; the answer to it and the whole within
// `attemptMilliseconds`; an idle connection is closed after a while, and one that has carried many e-mails.

/// A connection to the relay; the essay above tells its rules.
@safe final class MailConnection: Transfer, EventHandler {
  /// How an attempt ended.
  struct Ending {
    /// What came of it.
    let outcome: MailOutcome
    /// What libcurl said of the connection; may be empty.
    var detail = ""
    /// Whether nothing but the connection, which had served before, was at fault: relays close those that are idle or have
    /// carried enough. Over a new one it may go at once.
    var mayGoAfresh = false
  }

  /// An e-mail on its way.
  private struct Work {
    let message: MailMessage
    var content: MailContent
    let whenRead: @Sendable () -> Void
    let done: (Ending) -> Void
    let end: UInt64
    var dialogue: MailDialogue?
  }

  private let relay: MailRelay
  private unowned let curl: CurlLoop
  private var registration: EventLoop.Registration?
  private var work: Work?
  private var reader = MailReplyReader()
  private var output: [UInt8] = []
  private var given = 0
  private var carried = 0
  private var isAfterRefusal = false
  private var takesSize = false
  private var isClosed = false
  private var refusal = ""
  private var timer: ConnectionTimer!
  /// Told when it closes while no e-mail is on its way.
  private let left: (MailConnection) -> Void

  /// How much is read and written at a time.
  private static let chunkBytes = 64 << 10
  /// How long nothing may be said between two e-mails, in milliseconds.
  private static let idleMilliseconds: UInt64 = 15_000
  /// The most e-mails over one connection.
  private static let carriedMax = 100

  /// A connection that opens with its first e-mail.
  init(to relay: MailRelay, on curl: CurlLoop, left: @escaping (MailConnection) -> Void) {
    self.relay = relay
    self.curl = curl
    self.left = left
    super.init(url: relay.url, protocols: "smtp,smtps")
    timer = ConnectionTimer(self)
    set(CURLOPT_CONNECT_ONLY, 1)
    set(CURLOPT_USE_SSL, relay.security == .startTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue))
    if !relay.user.isEmpty {
      set(CURLOPT_USERNAME, relay.user)
      set(CURLOPT_PASSWORD, relay.password)
    }
    if !relay.authorities.isEmpty { set(CURLOPT_CAINFO, relay.authorities) }
    set(CURLOPT_CONNECTTIMEOUT_MS, relay.replyMilliseconds)
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, relay.replyMilliseconds / 1_000))
  }

  /// Whether it can carry another e-mail.
  var isIdle: Bool { !isClosed && registration != nil && work == nil }

  /// Sends an e-mail, over the connection that is open or a new one. `whenRead` is called on any thread when the disk gave
  /// what was missing, and must lead to `resume`.
  func send(
    _ message: MailMessage, _ content: MailContent, whenRead: @escaping @Sendable () -> Void,
    done: @escaping (Ending) -> Void
  ) {
    precondition(work == nil && !isClosed, "a connection carries one e-mail at a time")
    let end = Clock.monotonicNanoseconds() + UInt64(relay.attemptMilliseconds) * 1_000_000
    work = Work(message: message, content: content, whenRead: whenRead, done: done, end: end)
    curl.loop.schedule(timer, at: end)
    if registration == nil { curl.start(self) } else { begin() }
  }

  /// Goes on with the text.
  func resume() { write() }

  /// Says goodbye, without waiting for an answer, and lets go.
  func close() {
    guard !isClosed else { return }
    if isIdle {
      output = Array("QUIT\r\n".utf8)
      given = 0
      _ = push()
    }
    isClosed = true
    curl.loop.cancel(timer)
    if let registration { curl.loop.remove(registration) }
    registration = nil
    curl.cancel(self)
  }

  // MARK: Opening

  /// Stays open when libcurl has opened it.
  override var staysOpen: Bool { true }

  /// Learns what the relay can do, and why it does not let us in.
  override func takeHeader(_ bytes: UnsafeRawBufferPointer) {
    let line = MailHeader.cleaned(unsafe String(decoding: bytes.prefix(300), as: UTF8.self))
    if line.hasPrefix("4") || line.hasPrefix("5") { refusal = line }
    let words = line.dropFirst(4).split(separator: " ")
    if line.hasPrefix("250"), words.first?.uppercased() == "SIZE" { takesSize = true }
  }

  /// It is open, or will not be.
  override func finished(_ result: Result) {
    let socket = unsafe inboxd_curl_socket(easy)
    guard result.code == 0, socket >= 0 else {
      let why = refusal.isEmpty ? "the mail relay: \(result.sentence)" : "the mail relay said: \(refusal)"
      return end(Ending(outcome: .relayUnusable(why), detail: result.detail))
    }
    curl.leave(socket)
    registration = try? curl.loop.add(socket, .input, self)
    guard registration != nil else {
      return end(Ending(outcome: .failedTemporarily("the server has no descriptor left to watch")))
    }
    begin()
  }

  // MARK: Speaking

  /// Begins with an e-mail.
  private func begin() {
    guard let work else { return }
    let dialogue = MailDialogue(
      sender: work.message.from, recipient: work.message.to,
      extras: takesSize ? " SIZE=\(work.content.sizeBytes)" : "", afterRefusal: isAfterRefusal)
    isAfterRefusal = false
    self.work?.dialogue = dialogue
    say(dialogue.opening)
  }

  /// Says a command.
  private func say(_ words: String) {
    output = Array(words.utf8)
    given = 0
    expectProgress()
    write()
  }

  /// Gives bytes for as long as they are taken, and there are some.
  private func write() {
    while !isClosed, registration != nil {
      guard push() else { return }
      guard work?.dialogue?.phase == .text else { return watch(.input) }
      fill()
      if output.isEmpty { return watch(.input) }
    }
  }

  /// Has the next bytes of the text ready; none when the disk is asked for them.
  private func fill() {
    guard work != nil else { return }
    let whenRead = work!.whenRead
    var buffer = [UInt8](repeating: 0, count: Self.chunkBytes)
    let step = unsafe buffer.withUnsafeMutableBytes { unsafe work!.content.give($0, whenRead: whenRead) }
    (output, given) = ([], 0)
    switch step {
    case .bytes(0):
      output = Array(".\r\n".utf8)
      work?.dialogue?.textDidEnd()
      if let end = work?.end { curl.loop.schedule(timer, at: end) }
    case .bytes(let count):
      buffer.removeLast(buffer.count - count)
      output = buffer
      expectProgress()
    case .wait: if let end = work?.end { curl.loop.schedule(timer, at: end) }
    case .failed: end(Ending(outcome: .failedTemporarily("an attached file could not be read")))
    }
  }

  /// Gives what is ready; whether all of it was taken.
  private func push() -> Bool {
    while given < output.count {
      var count = 0
      let code = unsafe output.withUnsafeBytes { bytes in
        unsafe inboxd_curl_easy_send(easy, bytes.baseAddress! + given, bytes.count - given, &count)
      }
      given += count
      if code == CURLE_AGAIN {
        if !isClosed { watch([.input, .output]) }
        return false
      }
      guard code == CURLE_OK, count > 0 else {
        lose("the connection broke")
        return false
      }
      if work?.dialogue?.phase == .text { expectProgress() }
    }
    return true
  }

  /// Watches for something else.
  private func watch(_ interest: Readiness) {
    if let registration { curl.loop.update(registration, interest) }
  }

  // MARK: Listening

  /// The socket is ready.
  func ready(_ readiness: Readiness) {
    if readiness.contains(.input) || readiness.contains(.hangup) { read() }
    if readiness.contains(.output) { write() }
  }

  /// Takes in what the relay says.
  private func read() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !isClosed, registration != nil {
      var count = 0
      let code = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe inboxd_curl_easy_recv(easy, bytes.baseAddress, bytes.count, &count)
      }
      if code == CURLE_AGAIN { return }
      guard code == CURLE_OK, count > 0 else { return lose("the connection was closed") }
      guard work != nil else { return lose("it spoke unasked") }
      guard let replies = reader.take(buffer[..<count]) else { return lose("it speaks no SMTP") }
      for reply in replies where !isClosed { hear(reply) }
    }
  }

  /// Takes an answer.
  private func hear(_ reply: MailReply) {
    guard var dialogue = work?.dialogue else { return lose("it spoke unasked") }
    let hadText = dialogue.hasGivenText
    let step = dialogue.take(reply)
    work?.dialogue = dialogue
    switch step {
    case .say(let words): say(words)
    case .text: write()
    case .end(let outcome):
      isAfterRefusal = outcome != .sent && !hadText
      carried += 1
      let isLeft = reply.code == 421 && !hadText && carried > 1
      end(
        Ending(outcome: outcome, mayGoAfresh: isLeft), keeping: dialogue.keepsConnection && carried < Self.carriedMax)
    }
  }

  // MARK: Ending

  /// Each step has its time, and the whole has.
  private func expectProgress() {
    guard let work else { return }
    let step = Clock.monotonicNanoseconds() + UInt64(relay.replyMilliseconds) * 1_000_000
    curl.loop.schedule(timer, at: min(step, work.end))
  }

  /// The time is over.
  private func timeOut() {
    guard work != nil else { return leave() }
    lose("it did not answer in time", isLeft: false)
  }

  /// The relay is gone, or no relay.
  private func lose(_ why: String, isLeft: Bool = true) {
    guard let work else { return leave() }
    guard let dialogue = work.dialogue else { return end(Ending(outcome: .relayUnusable("the mail relay: \(why)"))) }
    let mayGoAfresh = isLeft && carried > 0 && !dialogue.hasGivenText
    end(Ending(outcome: dialogue.lost(why), mayGoAfresh: mayGoAfresh))
  }

  /// Ends an e-mail's attempt; the connection goes on only if it is of use (invariant 2).
  private func end(_ ending: Ending, keeping isKept: Bool = false) {
    guard let done = work?.done else { return }
    if isKept {
      work = nil
      curl.loop.schedule(timer, afterMilliseconds: Self.idleMilliseconds)
    } else {
      close()
      work = nil
    }
    done(ending)
  }

  /// Closes while no e-mail is on its way.
  private func leave() {
    close()
    left(self)
  }

  /// The time that a connection is given.
  private final class ConnectionTimer: Timer {
    private unowned let connection: MailConnection
    /// The timer of a connection.
    init(_ connection: MailConnection) { self.connection = connection }
    /// Ends it.
    override func fire(on loop: EventLoop) { connection.timeOut() }
  }
}
