#pragma once
#include <zlib.h>

// What Swift cannot see: macros that pass the library's version and the size of the stream along.

/// Prepares to read gzip, and nothing else (RFC 1952).
static inline int inboxd_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

/// Prepares to write gzip.
static inline int inboxd_deflate_init(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
