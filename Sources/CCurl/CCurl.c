// libcurl as a library that is loaded when it is needed.
//
//     inboxd_curl_load --once--> dlopen "libcurl.so.4" --> dlsym each function --> table
//     inboxd_curl_X    --> table.X
//
// Debian's libcurl brings twenty-five libraries (Kerberos, LDAP, SSH, RTMP, GnuTLS): linked, they are mapped and relocated at
// every start, for 4 MiB of memory and 4 ms, also where neither a relay nor a model is configured. The headers are those of
// the build; the table's types are taken from them, so that a call that libcurl would not take does not compile.
//
// Invariants
//  1. The table is written once, before `inboxd_curl_load` returns for the first time, and read after that: no lock.
//  2. Either every function is there or the library counts as missing.
//  3. It is never unloaded: its threads and exit handlers may outlive every transfer.
//
// The road not taken: definitions with libcurl's own names. The program exports its symbols, and libcurl would find them
// instead of its own.
#include "CCurl.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

/// The functions of libcurl that are used, without `curl_`.
#define EACH_FUNCTION(USE) \
  USE(global_init) \
  USE(easy_init) \
  USE(easy_cleanup) \
  USE(easy_setopt) \
  USE(easy_getinfo) \
  USE(easy_strerror) \
  USE(easy_send) \
  USE(easy_recv) \
  USE(slist_append) \
  USE(slist_free_all) \
  USE(multi_init) \
  USE(multi_cleanup) \
  USE(multi_setopt) \
  USE(multi_add_handle) \
  USE(multi_remove_handle) \
  USE(multi_socket_action) \
  USE(multi_info_read)

#define LIBRARY "libcurl.so.4"

#define DECLARE(name) __typeof__(&curl_##name) name;
static struct {
  EACH_FUNCTION(DECLARE)
} table;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;
static char words[512];

static void load(void) {
  void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    snprintf(words, sizeof words, "%s", reason ? reason : LIBRARY " cannot be loaded");
    failure = words;
    return;
  }
#define FIND(name) \
  if (!(table.name = (__typeof__(&curl_##name))dlsym(library, "curl_" #name))) failure = LIBRARY " has no curl_" #name;
  EACH_FUNCTION(FIND)
  if (!failure && table.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) failure = LIBRARY " does not start";
}

const char *inboxd_curl_load(void) {
  pthread_once(&once, load);
  return failure;
}

CURL *inboxd_curl_easy_init(void) { return table.easy_init(); }
void inboxd_curl_easy_cleanup(CURL *easy) { table.easy_cleanup(easy); }
const char *inboxd_curl_easy_strerror(CURLcode code) { return table.easy_strerror(code); }

CURLcode inboxd_curl_easy_send(CURL *easy, const void *bytes, size_t count, size_t *sent) {
  return table.easy_send(easy, bytes, count, sent);
}

CURLcode inboxd_curl_easy_recv(CURL *easy, void *bytes, size_t count, size_t *received) {
  return table.easy_recv(easy, bytes, count, received);
}

struct curl_slist *inboxd_curl_slist_append(struct curl_slist *list, const char *text) {
  return table.slist_append(list, text);
}

void inboxd_curl_slist_free_all(struct curl_slist *list) { table.slist_free_all(list); }

CURLM *inboxd_curl_multi_init(void) { return table.multi_init(); }
CURLMcode inboxd_curl_multi_cleanup(CURLM *multi) { return table.multi_cleanup(multi); }
CURLMcode inboxd_curl_multi_add_handle(CURLM *multi, CURL *easy) { return table.multi_add_handle(multi, easy); }
CURLMcode inboxd_curl_multi_remove_handle(CURLM *multi, CURL *easy) { return table.multi_remove_handle(multi, easy); }

CURLMcode inboxd_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running) {
  return table.multi_socket_action(multi, socket, events, running);
}

CURLMsg *inboxd_curl_multi_info_read(CURLM *multi, int *left) { return table.multi_info_read(multi, left); }

CURLcode inboxd_curl_set_number(CURL *easy, CURLoption option, long value) {
  return table.easy_setopt(easy, option, value);
}

CURLcode inboxd_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return table.easy_setopt(easy, option, value);
}

CURLcode inboxd_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return table.easy_setopt(easy, option, value);
}

CURLcode inboxd_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return table.easy_setopt(easy, option, value);
}

CURLcode inboxd_curl_set_transfer(CURL *easy, CURLoption option, inboxd_curl_transfer function) {
  return table.easy_setopt(easy, option, function);
}

long inboxd_curl_response_code(CURL *easy) {
  long code = 0;
  table.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

curl_socket_t inboxd_curl_socket(CURL *easy) {
  curl_socket_t number = CURL_SOCKET_BAD;
  table.easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &number);
  return number;
}

void *inboxd_curl_private(CURL *easy) {
  char *context = 0;
  table.easy_getinfo(easy, CURLINFO_PRIVATE, &context);
  return context;
}

CURLMcode inboxd_curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
  return table.multi_setopt(multi, option, value);
}

void inboxd_curl_multi_set_socket(CURLM *multi, curl_socket_callback function, void *context) {
  table.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
  table.multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}

void inboxd_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback function, void *context) {
  table.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
  table.multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

CURLcode inboxd_curl_result(const CURLMsg *message) { return message->data.result; }
