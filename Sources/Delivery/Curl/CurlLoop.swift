internal import CCurl
internal import Net

// libcurl on an event loop.
//
//     start(transfer) --> curl_multi_add_handle
//     libcurl: "watch socket s for input"  --> CurlSocket registered with the loop
//              "call me in 40 ms"          --> CurlTimer
//     loop: socket ready, timer fired      --> curl_multi_socket_action --> callbacks --> bytes, results
//     result                               --> transfer.finished, handle removed
//
// libcurl does the protocols (SMTP with STARTTLS and authentication, HTTPS), names that must be looked up (on a thread of
// its own) and the reuse of connections. This file only carries its wishes to epoll and back, so that hundreds of transfers
// cost one thread, and none of them waits for another.
//
// Invariants
//  1. Everything happens on the loop's thread; libcurl is never called from inside one of its own callbacks except to pause.
//     Results are therefore handed out after `curl_multi_socket_action` returned, and so are cancellations.
//  2. A transfer is retained by `running` from `start` until its `finished` was called or it was cancelled: libcurl holds
//     unretained pointers to it.
//  3. `finished` is called exactly once for a transfer that was not cancelled, and never for one that was. One that
//     `staysOpen` is then still retained, and its connection open, until it is cancelled.
//  4. The handle is removed from the multi handle before it is cleaned up, and the multi handle goes last.
//
// Limits: who starts transfers bounds their number. Proxies are not used, redirects not followed, other protocols than the
// one asked for refused.
//
// The road not taken: curl_multi_wait in a thread of its own per purpose, which needs locks for cancellation; a client of
// our own for each protocol.

/// libcurl on one event loop; the essay above tells its rules.
@safe final class CurlLoop {
  /// The loop.
  let loop: EventLoop
  private let multi: UnsafeMutableRawPointer
  private var running: [ObjectIdentifier: Transfer] = [:]
  private var sockets: [Int32: CurlSocket] = [:]
  private var timer: CurlTimer!
  private var isInside = false
  private var cancelled: [Transfer] = []

  /// A multi handle that keeps up to `connectionsMax` idle connections open for reuse. libcurl is loaded.
  init(on loop: EventLoop, connectionsMax: Int) {
    self.loop = loop
    unsafe multi = inboxd_curl_multi_init()!
    timer = CurlTimer(self)
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe inboxd_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, connectionsMax)
    unsafe inboxd_curl_multi_set_socket(
      multi,
      { _, socket, action, context, _ in
        unsafe Unmanaged<CurlLoop>.fromOpaque(context!).takeUnretainedValue().watch(socket, action)
        return 0
      }, context)
    unsafe inboxd_curl_multi_set_timer(
      multi,
      { _, milliseconds, context in
        unsafe Unmanaged<CurlLoop>.fromOpaque(context!).takeUnretainedValue().setTimer(milliseconds)
        return 0
      }, context)
  }

  deinit {
    for transfer in running.values { unsafe inboxd_curl_multi_remove_handle(multi, transfer.easy) }
    unsafe inboxd_curl_multi_cleanup(multi)
  }

  /// Begins a transfer.
  func start(_ transfer: Transfer) {
    running[ObjectIdentifier(transfer)] = transfer
    unsafe inboxd_curl_multi_add_handle(multi, transfer.easy)
  }

  /// Ends a transfer and closes its connection; its `finished` is not called (invariant 3).
  func cancel(_ transfer: Transfer) {
    guard running[ObjectIdentifier(transfer)] != nil else { return }
    if isInside { cancelled.append(transfer) } else { remove(transfer) }
  }

  /// Leaves a socket to whoever opened it for its own sake.
  func leave(_ socket: Int32) { sockets.removeValue(forKey: socket)?.close(on: loop) }

  /// Lets go of everything that runs.
  func cancelAll() {
    for transfer in Array(running.values) { cancel(transfer) }
  }

  /// Forgets a transfer.
  private func remove(_ transfer: Transfer) {
    guard running.removeValue(forKey: ObjectIdentifier(transfer)) != nil else { return }
    unsafe inboxd_curl_multi_remove_handle(multi, transfer.easy)
  }

  // MARK: What libcurl asks for

  /// libcurl wants a socket watched, or no more.
  private func watch(_ socket: Int32, _ action: Int32) {
    guard action != CURL_POLL_REMOVE else {
      sockets.removeValue(forKey: socket)?.close(on: loop)
      return
    }
    var interest: Readiness = []
    if action == CURL_POLL_IN || action == CURL_POLL_INOUT { interest.insert(.input) }
    if action == CURL_POLL_OUT || action == CURL_POLL_INOUT { interest.insert(.output) }
    if let known = sockets[socket] {
      known.update(interest, on: loop)
    } else {
      sockets[socket] = CurlSocket(socket, interest, self)
    }
  }

  /// libcurl wants to be called after a while; -1: not at all.
  private func setTimer(_ milliseconds: Int) {
    if milliseconds < 0 { return loop.cancel(timer) }
    loop.schedule(timer, at: Clock.monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000)
  }

  /// A socket is ready, or the timer fired (`socket` -1).
  func act(_ socket: Int32, _ events: Int32) {
    isInside = true
    var count: Int32 = 0
    unsafe inboxd_curl_multi_socket_action(multi, socket, events, &count)
    isInside = false
    for transfer in cancelled { remove(transfer) }
    cancelled.removeAll()
    handOutResults()
  }

  /// Tells the transfers that are done (invariant 1).
  private func handOutResults() {
    var left: Int32 = 0
    while let message = unsafe inboxd_curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
      let code = unsafe inboxd_curl_result(message).rawValue
      // Sound: a transfer in the multi handle is retained by `running` (invariant 2).
      let context = unsafe inboxd_curl_private(message.pointee.easy_handle)!
      let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      if code != 0 || !transfer.staysOpen { remove(transfer) }
      transfer.finished(transfer.result(code))
    }
  }
}

/// A socket of libcurl's.
private final class CurlSocket: EventHandler {
  private let number: Int32
  private unowned let curl: CurlLoop
  private var registration: EventLoop.Registration?

  /// Watches a socket.
  init(_ number: Int32, _ interest: Readiness, _ curl: CurlLoop) {
    self.number = number
    self.curl = curl
    registration = try? curl.loop.add(number, interest, self)
  }

  /// Watches it for something else.
  func update(_ interest: Readiness, on loop: EventLoop) {
    if let registration { loop.update(registration, interest) }
  }

  /// Watches it no more.
  func close(on loop: EventLoop) {
    if let registration { loop.remove(registration) }
    registration = nil
  }

  /// Passes on what the kernel says.
  func ready(_ readiness: Readiness) {
    var events: Int32 = 0
    if readiness.contains(.input) { events |= CURL_CSELECT_IN }
    if readiness.contains(.output) { events |= CURL_CSELECT_OUT }
    if readiness.contains(.hangup) { events |= CURL_CSELECT_ERR }
    curl.act(number, events)
  }
}

/// The time at which libcurl wants to be called.
private final class CurlTimer: Timer {
  private unowned let curl: CurlLoop
  /// A timer of one multi handle.
  init(_ curl: CurlLoop) { self.curl = curl }
  /// Calls it.
  override func fire(on loop: EventLoop) { curl.act(CURL_SOCKET_TIMEOUT_NUMBER, 0) }
}

/// The socket that stands for the timer; a macro with a cast, which Swift does not see.
private let CURL_SOCKET_TIMEOUT_NUMBER: Int32 = -1
