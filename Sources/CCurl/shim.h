#pragma once
#include <curl/curl.h>

// What Swift cannot see: libcurl's setters and getters are variadic, and a message's result lies in a union.

/// Sets an option that takes a number.
static inline CURLcode inboxd_curl_set_number(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes text, which libcurl copies.
static inline CURLcode inboxd_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a list, which must outlive the transfer.
static inline CURLcode inboxd_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a pointer, which must outlive the transfer.
static inline CURLcode inboxd_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

/// A function that takes or gives bytes.
typedef size_t (*inboxd_curl_transfer)(char *bytes, size_t size, size_t count, void *context);

/// Sets an option that takes such a function.
static inline CURLcode inboxd_curl_set_transfer(CURL *easy, CURLoption option, inboxd_curl_transfer function) {
  return curl_easy_setopt(easy, option, function);
}

/// The last status code that the peer sent; 0 before the first.
static inline long inboxd_curl_response_code(CURL *easy) {
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

/// The socket of a connection that was opened for its own sake; -1 without one.
static inline curl_socket_t inboxd_curl_socket(CURL *easy) {
  curl_socket_t number = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &number);
  return number;
}

/// What was set with CURLOPT_PRIVATE.
static inline void *inboxd_curl_private(CURL *easy) {
  char *context = 0;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
  return context;
}

/// Sets a number of the multi handle.
static inline CURLMcode inboxd_curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// Has libcurl say which sockets it wants watched.
static inline void inboxd_curl_multi_set_socket(CURLM *multi, curl_socket_callback function, void *context) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}

/// Has libcurl say when it wants to be called.
static inline void inboxd_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback function, void *context) {
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

/// The result of a transfer that is done.
static inline CURLcode inboxd_curl_result(const CURLMsg *message) { return message->data.result; }
