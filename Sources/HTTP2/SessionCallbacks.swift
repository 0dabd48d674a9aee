// nghttp2's callbacks: each finds its session and stream and forwards, no more.
internal import CNghttp2

/// The table of callbacks.
func makeCallbacks() -> OpaquePointer {
  var table: OpaquePointer?
  precondition(unsafe nghttp2_session_callbacks_new(&table) == 0, "memory for callbacks")
  unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(table) { _, header, user in
    unsafe session(user)._withUnsafeGuaranteedRef {
      unsafe $0.frameBegins(header!.pointee)
      return $0.verdict
    }
  }
  unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(table) { _, frame, user in
    unsafe session(user)._withUnsafeGuaranteedRef {
      unsafe $0.headersBegin(on: frame!.pointee.hd.stream_id, category: frame!.pointee.headers.cat)
    }
    return 0
  }
  unsafe nghttp2_session_callbacks_set_on_header_callback(table) { _, _, name, nameCount, value, valueCount, _, user in
    unsafe session(user)._withUnsafeGuaranteedRef {
      unsafe $0.headerArrived(
        name: UnsafeBufferPointer(start: name, count: nameCount),
        value: UnsafeBufferPointer(start: value, count: valueCount))
      return $0.verdict
    }
  }
  unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(table) { _, frame, user in
    unsafe session(user)._withUnsafeGuaranteedRef {
      unsafe $0.frameArrived(frame!)
      return $0.verdict
    }
  }
  unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table) { _, _, id, bytes, count, user in
    unsafe session(user)._withUnsafeGuaranteedRef {
      unsafe $0.bodyArrived(UnsafeBufferPointer(start: bytes, count: count), on: id)
    }
    return 0
  }
  unsafe nghttp2_session_callbacks_set_on_stream_close_callback(table) { _, id, code, user in
    unsafe session(user)._withUnsafeGuaranteedRef {
      if let stream = $0.stream(id) { $0.streamClosed(stream, code: ErrorCode(rawValue: code), creditsPeer: true) }
    }
    return 0
  }
  unsafe nghttp2_session_callbacks_set_on_frame_send_callback(table) { _, frame, user in
    unsafe session(user)._withUnsafeGuaranteedRef { unsafe $0.frameLeft(frame!.pointee.hd) }
    return 0
  }
  unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(table) { _, frame, _, user in
    unsafe session(user)._withUnsafeGuaranteedRef { unsafe $0.frameDropped(frame!) }
    return 0
  }
  unsafe nghttp2_session_callbacks_set_send_data_callback(table) { _, _, header, count, source, user in
    unsafe session(user)._withUnsafeGuaranteedRef { session in
      unsafe Unmanaged<Stream>.fromOpaque(source!.pointee.ptr)._withUnsafeGuaranteedRef {
        unsafe session.sendData(of: $0, frameHeader: header!, count: count)
      }
    }
  }
  return unsafe table!
}

/// The data provider's read callback: says how much of the stream's body goes into the next frame.
let readBody: nghttp2_data_source_read_callback = { _, _, _, limit, flags, source, user in
  unsafe session(user)._withUnsafeGuaranteedRef { session in
    unsafe Unmanaged<Stream>.fromOpaque(source!.pointee.ptr)._withUnsafeGuaranteedRef {
      unsafe session.nextData(of: $0, limit: limit, flags: &flags!.pointee)
    }
  }
}

/// The session that a callback is for.
@inline(__always)
private func session(_ user: UnsafeMutableRawPointer?) -> Unmanaged<Session> {
  unsafe Unmanaged<Session>.fromOpaque(user!)
}
