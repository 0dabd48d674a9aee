#pragma once
#include <curl/curl.h>

// libcurl, loaded when something needs it; see CCurl.c. The functions have libcurl's names behind `inboxd_`, and do what
// libcurl says of them. What Swift cannot see has functions of its own: libcurl's setters and getters are variadic, and a
// message's result lies in a union. None may be called before `inboxd_curl_load` gave NULL.

/// Loads libcurl, once; NULL when it is there, else why not. Any thread may call it.
const char *inboxd_curl_load(void);

/// curl_easy_init.
CURL *inboxd_curl_easy_init(void);
/// curl_easy_cleanup.
void inboxd_curl_easy_cleanup(CURL *easy);
/// curl_easy_strerror.
const char *inboxd_curl_easy_strerror(CURLcode code);
/// curl_easy_send.
CURLcode inboxd_curl_easy_send(CURL *easy, const void *bytes, size_t count, size_t *sent);
/// curl_easy_recv.
CURLcode inboxd_curl_easy_recv(CURL *easy, void *bytes, size_t count, size_t *received);
/// curl_slist_append.
struct curl_slist *inboxd_curl_slist_append(struct curl_slist *list, const char *text);
/// curl_slist_free_all.
void inboxd_curl_slist_free_all(struct curl_slist *list);

/// curl_multi_init.
CURLM *inboxd_curl_multi_init(void);
/// curl_multi_cleanup.
CURLMcode inboxd_curl_multi_cleanup(CURLM *multi);
/// curl_multi_add_handle.
CURLMcode inboxd_curl_multi_add_handle(CURLM *multi, CURL *easy);
/// curl_multi_remove_handle.
CURLMcode inboxd_curl_multi_remove_handle(CURLM *multi, CURL *easy);
/// curl_multi_socket_action.
CURLMcode inboxd_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running);
/// curl_multi_info_read.
CURLMsg *inboxd_curl_multi_info_read(CURLM *multi, int *left);

/// Sets an option that takes a number.
CURLcode inboxd_curl_set_number(CURL *easy, CURLoption option, long value);
/// Sets an option that takes text, which libcurl copies.
CURLcode inboxd_curl_set_text(CURL *easy, CURLoption option, const char *value);
/// Sets an option that takes a list, which must outlive the transfer.
CURLcode inboxd_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
/// Sets an option that takes a pointer, which must outlive the transfer.
CURLcode inboxd_curl_set_pointer(CURL *easy, CURLoption option, void *value);

/// A function that takes or gives bytes.
typedef size_t (*inboxd_curl_transfer)(char *bytes, size_t size, size_t count, void *context);

/// Sets an option that takes such a function.
CURLcode inboxd_curl_set_transfer(CURL *easy, CURLoption option, inboxd_curl_transfer function);

/// The last status code that the peer sent; 0 before the first.
long inboxd_curl_response_code(CURL *easy);
/// The socket of a connection that was opened for its own sake; -1 without one.
curl_socket_t inboxd_curl_socket(CURL *easy);
/// What was set with CURLOPT_PRIVATE.
void *inboxd_curl_private(CURL *easy);

/// Sets a number of the multi handle.
CURLMcode inboxd_curl_multi_set_number(CURLM *multi, CURLMoption option, long value);
/// Has libcurl say which sockets it wants watched.
void inboxd_curl_multi_set_socket(CURLM *multi, curl_socket_callback function, void *context);
/// Has libcurl say when it wants to be called.
void inboxd_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback function, void *context);

/// The result of a transfer that is done.
CURLcode inboxd_curl_result(const CURLMsg *message);
