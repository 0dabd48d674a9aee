internal import CCurl

/// An e-mail on its way to the relay.
final class MailTransfer: Transfer {
  private var content: MailContent
  private let whenRead: @Sendable () -> Void
  private let done: (Ending) -> Void
  private let attemptSeconds: Int
  private var textWasRead = false
  private var fileHasFailed = false
  private var refusal = ""

  /// How an attempt ended.
  struct Ending {
    /// What came of it.
    let outcome: MailOutcome
    /// libcurl's own words; may be empty.
    let detail: String
    /// Whether nothing but the connection, which had served before, was at fault: relays close those that are idle or have
    /// carried enough. Over a new one it may go at once.
    let mayGoAfresh: Bool
  }

  /// The longest reply that is kept, in bytes.
  private static let replyBytesMax = 300

  /// Sets an e-mail up. `whenRead` is called on any thread when the disk gave what was missing, and must lead to `resume`;
  /// `done` hears what came of it.
  init(
    _ message: MailMessage, _ content: MailContent, by relay: MailRelay, whenRead: @escaping @Sendable () -> Void,
    done: @escaping (Ending) -> Void
  ) {
    self.content = content
    self.whenRead = whenRead
    self.done = done
    attemptSeconds = max(1, relay.attemptMilliseconds / 1_000)
    super.init(url: relay.url, protocols: "smtp,smtps")
    set(CURLOPT_UPLOAD, 1)
    // Announced with MAIL, so that a relay refuses what is too large before it was carried there.
    set(CURLOPT_INFILESIZE, content.sizeBytes)
    set(CURLOPT_MAIL_FROM, message.from.path)
    set(CURLOPT_MAIL_RCPT, [message.to.path])
    set(CURLOPT_USE_SSL, relay.security == .startTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue))
    if !relay.user.isEmpty {
      set(CURLOPT_USERNAME, relay.user)
      set(CURLOPT_PASSWORD, relay.password)
    }
    if !relay.authorities.isEmpty { set(CURLOPT_CAINFO, relay.authorities) }
    set(CURLOPT_CONNECTTIMEOUT_MS, relay.replyMilliseconds)
    set(CURLOPT_TIMEOUT_MS, relay.attemptMilliseconds)
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, relay.replyMilliseconds / 1_000))
  }

  /// Gives the next bytes of the text.
  override func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    textWasRead = true
    switch unsafe content.give(buffer, whenRead: whenRead) {
    case .bytes(let count):
      if count == 0 { set(CURLOPT_SERVER_RESPONSE_TIMEOUT, attemptSeconds) }
      return count
    case .wait: return Self.pause
    case .failed:
      fileHasFailed = true
      return Self.abort
    }
  }

  /// Keeps the relay's last refusal, to say why; what it says when we leave is none.
  override func takeHeader(_ bytes: UnsafeRawBufferPointer) {
    guard let first = unsafe bytes.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") else { return }
    let line = unsafe String(decoding: bytes.prefix(Self.replyBytesMax), as: UTF8.self)
    refusal = MailHeader.cleaned(line)
  }

  /// Has it opened a connection of its own.
  func goAfresh() { set(CURLOPT_FRESH_CONNECT, 1) }

  /// Tells what came of it.
  override func finished(_ result: Result) {
    if fileHasFailed {
      let outcome = MailOutcome.failedTemporarily("an attached file could not be read")
      return done(Ending(outcome: outcome, detail: "", mayGoAfresh: false))
    }
    let stage = MailStage(detail: result.detail, textWasRead: textWasRead)
    let outcome = MailOutcome(
      code: result.code, responseCode: result.responseCode, stage: stage, reply: refusal, sentence: result.sentence)
    let isLeft = result.responseCode == 421 || (stage == .session && refusal.isEmpty)
    done(
      Ending(
        outcome: outcome, detail: result.detail,
        mayGoAfresh: result.code != 0 && result.wasReused && isLeft && !textWasRead))
  }
}
