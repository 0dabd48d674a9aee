internal import CCurl

/// An e-mail on its way to the relay.
final class MailTransfer: Transfer {
  private let text: [UInt8]
  private let done: (MailOutcome) -> Void
  private var given = 0
  private var wasRead = false
  private var reply = ""

  /// The longest reply that is kept, in bytes.
  private static let replyBytesMax = 300

  /// Sets an e-mail up; `done` hears what came of it.
  init(_ message: MailMessage, by relay: MailRelay, done: @escaping (MailOutcome) -> Void) {
    text = Array(message.text().utf8)
    self.done = done
    super.init(url: relay.url, protocols: "smtp,smtps")
    set(CURLOPT_UPLOAD, 1)
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
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, relay.replyMilliseconds / 1000))
  }

  /// Gives the next bytes of the text.
  override func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    wasRead = true
    let count = min(buffer.count, text.count - given)
    guard count > 0 else { return 0 }
    unsafe text.withUnsafeBytes { bytes in
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[given..<given + count]))
    }
    given += count
    return count
  }

  /// Keeps the relay's last reply, to say why.
  override func takeHeader(_ bytes: UnsafeRawBufferPointer) {
    let line = unsafe String(decoding: bytes.prefix(Self.replyBytesMax), as: UTF8.self)
    reply = MailHeader.cleaned(line)
  }

  /// Tells what came of it.
  override func finished(_ result: Result) {
    done(
      MailOutcome(
        code: result.code, responseCode: result.responseCode, textWasRead: wasRead, reply: reply,
        sentence: result.sentence))
  }
}
