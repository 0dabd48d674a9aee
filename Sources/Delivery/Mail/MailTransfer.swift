internal import CCurl

/// An e-mail on its way to the relay.
final class MailTransfer: Transfer {
  private var content: MailContent
  private let whenRead: @Sendable () -> Void
  private let done: (MailOutcome, String) -> Void
  private let attemptSeconds: Int
  private var textWasRead = false
  private var fileHasFailed = false
  private var refusal = ""

  /// The longest reply that is kept, in bytes.
  private static let replyBytesMax = 300

  /// Sets an e-mail up. `whenRead` is called on any thread when the disk gave what was missing, and must lead to `resume`;
  /// `done` hears what came of it, with libcurl's own words.
  init(
    _ message: MailMessage, _ content: MailContent, by relay: MailRelay, whenRead: @escaping @Sendable () -> Void,
    done: @escaping (MailOutcome, String) -> Void
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

  /// Tells what came of it.
  override func finished(_ result: Result) {
    if fileHasFailed { return done(.failedTemporarily("an attached file could not be read"), "") }
    let stage = MailStage(detail: result.detail, textWasRead: textWasRead)
    done(
      MailOutcome(
        code: result.code, responseCode: result.responseCode, stage: stage, reply: refusal, sentence: result.sentence),
      result.detail)
  }
}
