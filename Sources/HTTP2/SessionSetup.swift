internal import CNghttp2
internal import Memory

/// A nghttp2 session with the options that a server of ours needs; the reasons stand beside them.
func makeSession(for session: Session) -> OpaquePointer {
  var option: OpaquePointer?
  var raw: OpaquePointer?
  precondition(unsafe nghttp2_option_new(&option) == 0, "memory for options")
  // Credit is given back by `consume`, when a body byte was really used: that is the back-pressure.
  unsafe nghttp2_option_set_no_auto_window_update(option, 1)
  // Closed streams would be kept for a priority tree that nobody uses.
  unsafe nghttp2_option_set_no_closed_streams(option, 1)
  // Values with outer spaces are common among gRPC clients; RFC 9113 would have us reset them.
  unsafe nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(option, 1)
  // The peer's budget knows which resets were rapid. nghttp2 counts all of them, and would end a proxy's connection when a
  // thousand of its callers run out of time at once.
  unsafe nghttp2_option_set_stream_reset_rate_limit(option, .max / 2, .max / 2)
  let user = unsafe Unmanaged.passUnretained(session).toOpaque()
  var memory = unsafe session.pool.blocks.functions
  let result =
    switch session.role {
    case .server: unsafe nghttp2_session_server_new3(&raw, session.pool.callbacks, user, option, &memory)
    case .client: unsafe nghttp2_session_client_new3(&raw, session.pool.callbacks, user, option, &memory)
    }
  precondition(result == 0, "memory for a session")
  unsafe nghttp2_option_del(option)
  return unsafe raw!
}

extension Session {
  /// Queues our SETTINGS and the connection's window.
  func submitSettings() {
    var settings = [
      setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, role == .server ? configuration.concurrentStreamsMax : 0),
      setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, UInt32(configuration.streamWindowBytes)),
      setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, UInt32(configuration.headerListBytesMax)),
      setting(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
    ]
    if role == .client { settings.append(setting(NGHTTP2_SETTINGS_ENABLE_PUSH, 0)) }
    let result = unsafe nghttp2_submit_settings(raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings, settings.count)
    precondition(result == 0, "settings of ours are valid")
    _ = unsafe nghttp2_session_set_local_window_size(
      raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, configuration.connectionWindowBytes)
  }

  /// One entry of a SETTINGS frame.
  private func setting(_ id: nghttp2_settings_id, _ value: UInt32) -> nghttp2_settings_entry {
    nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: value)
  }
}
