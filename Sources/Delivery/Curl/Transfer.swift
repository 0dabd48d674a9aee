internal import CCurl

/// What libcurl carries out: a connection to a relay, a request to a model. Subclasses set it up and hear
/// what comes of it, on the loop's thread.
@safe class Transfer {
  /// How a transfer ended.
  struct Result {
    /// libcurl's code; 0 is success.
    let code: UInt32
    /// The last status code of the peer; 0 if there was none.
    let responseCode: Int

    /// What went wrong in libcurl's own words, with the command or the address it concerns; may be empty. For whoever looks
    /// after the server.
    let detail: String

    /// What the code says, for a developer.
    var sentence: String { unsafe String(cString: inboxd_curl_easy_strerror(CURLcode(code))) }
  }

  /// libcurl's handle.
  let easy: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []
  private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// A transfer to `url` by its scheme only, to be set up further.
  init(url: String, protocols: String) {
    unsafe easy = inboxd_curl_easy_init()!
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe inboxd_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
    unsafe inboxd_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    unsafe inboxd_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    unsafe inboxd_curl_set_pointer(easy, CURLOPT_READDATA, context)
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    unsafe inboxd_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
    unsafe inboxd_curl_set_transfer(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      unsafe Transfer.of(context).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    unsafe inboxd_curl_set_transfer(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      unsafe Transfer.of(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    unsafe inboxd_curl_set_transfer(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
      unsafe Transfer.of(context).give(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
    set(CURLOPT_URL, url)
    set(CURLOPT_PROTOCOLS_STR, protocols)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
  }

  deinit {
    unsafe inboxd_curl_easy_cleanup(easy)
    unsafe lists.forEach { unsafe inboxd_curl_slist_free_all($0) }
    unsafe words.deallocate()
  }

  /// The transfer that a callback is for.
  private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
    // Sound: libcurl calls only while the transfer runs, and then `CurlLoop` retains it.
    unsafe Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
  }

  /// Sets a number.
  final func set(_ option: CURLoption, _ value: Int) { unsafe inboxd_curl_set_number(easy, option, value) }

  /// Sets text.
  final func set(_ option: CURLoption, _ value: String) { unsafe inboxd_curl_set_text(easy, option, value) }

  /// Sets a list of texts.
  final func set(_ option: CURLoption, _ values: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values { unsafe list = inboxd_curl_slist_append(list, value) }
    guard let list = unsafe list else { return }
    unsafe lists.append(list)
    unsafe inboxd_curl_set_list(easy, option, list)
  }

  /// The status code so far.
  final var responseCode: Int { unsafe inboxd_curl_response_code(easy) }

  /// The result that goes with libcurl's code.
  final func result(_ code: UInt32) -> Result {
    Result(code: code, responseCode: responseCode, detail: unsafe String(cString: words))
  }

  // MARK: For subclasses

  /// Whether it only opens a connection, which stays open, and the transfer with it, until it is cancelled.
  var staysOpen: Bool { false }

  /// Takes bytes of the body; says how many were taken, and less than all ends the transfer.
  func take(_ bytes: UnsafeRawBufferPointer) -> Int { bytes.count }
  /// Takes a line of the head, or of a reply of a relay.
  func takeHeader(_ bytes: UnsafeRawBufferPointer) {}
  /// Gives bytes to send; 0 at the end.
  func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int { 0 }
  /// The transfer is over.
  func finished(_ result: Result) {}
}
