#pragma once
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

// What Swift cannot see of OpenSSL: macros, stacks, and callbacks that are wanted as C functions.

/// The bytes that an operation on a TLS session reads and writes. They belong to the caller; OpenSSL's side is a BIO.
typedef struct {
  const unsigned char *input;
  size_t input_count;
  unsigned char *output;
  size_t output_count;
  size_t output_capacity;
} inboxd_tls_wire;

/// OpenSSL wants bytes of the peer.
static inline int inboxd_tls_wire_read(BIO *bio, char *target, int count) {
  inboxd_tls_wire *wire = (inboxd_tls_wire *)BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  if (wire->input_count == 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  size_t taken = (size_t)count < wire->input_count ? (size_t)count : wire->input_count;
  memcpy(target, wire->input, taken);
  wire->input += taken;
  wire->input_count -= taken;
  return (int)taken;
}

/// OpenSSL has bytes for the peer.
static inline int inboxd_tls_wire_write(BIO *bio, const char *bytes, int count) {
  inboxd_tls_wire *wire = (inboxd_tls_wire *)BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  if ((size_t)count > wire->output_capacity - wire->output_count) {
    BIO_set_retry_write(bio);
    return -1;
  }
  memcpy(wire->output + wire->output_count, bytes, (size_t)count);
  wire->output_count += (size_t)count;
  return count;
}

/// The only thing OpenSSL asks of a BIO besides bytes is to flush it.
static inline long inboxd_tls_wire_control(BIO *bio, int command, long number, void *pointer) {
  (void)bio, (void)number, (void)pointer;
  return command == BIO_CTRL_FLUSH;
}

/// The kind of BIO that the functions above make; made once for the process, never freed.
static inline BIO_METHOD *inboxd_tls_make_wire_method(void) {
  BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "inboxd");
  if (!method) return method;
  BIO_meth_set_read(method, inboxd_tls_wire_read);
  BIO_meth_set_write(method, inboxd_tls_wire_write);
  BIO_meth_set_ctrl(method, inboxd_tls_wire_control);
  return method;
}

/// Joins a session to the wire that each of its operations will use; 0 when memory is out.
static inline int inboxd_tls_attach(SSL *ssl, BIO_METHOD *method, inboxd_tls_wire *wire) {
  BIO *bio = BIO_new(method);
  if (!bio) return 0;
  BIO_set_data(bio, wire);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  return 1;
}

/// Takes HTTP/2 from what the client offers (RFC 7301).
static inline int inboxd_tls_select_h2(
    SSL *ssl, const unsigned char **chosen, unsigned char *count, const unsigned char *offered, unsigned int offered_count,
    void *context) {
  (void)ssl, (void)context;
  for (unsigned int at = 0; at < offered_count && at + 1 + offered[at] <= offered_count; at += 1u + offered[at]) {
    if (offered[at] != 2 || memcmp(offered + at + 1, "h2", 2) != 0) continue;
    *chosen = offered + at + 1;
    *count = 2;
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Refuses a client that offers no protocol at all, whom OpenSSL would let in.
static inline int inboxd_tls_require_alpn(SSL *ssl, int *alert, void *context) {
  const unsigned char *bytes;
  size_t count;
  (void)context;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &bytes, &count)) {
    return SSL_CLIENT_HELLO_SUCCESS;
  }
  *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
  return SSL_CLIENT_HELLO_ERROR;
}

/// A key with a passphrase is refused instead of asking the terminal for it.
static inline int inboxd_tls_no_passphrase(char *buffer, int count, int writes, void *context) {
  (void)buffer, (void)count, (void)writes, (void)context;
  return 0;
}

/// TLS 1.2 and 1.3 only, the ciphers that HTTP/2 allows (RFC 9113, 9.2.2), little memory; 0 when OpenSSL refuses.
static inline int inboxd_tls_configure(SSL_CTX *context) {
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_default_passwd_cb(context, inboxd_tls_no_passphrase);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) &&
         SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") &&
         SSL_CTX_set_ciphersuites(
             context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
}

/// What a server adds: its own order of ciphers, tickets instead of a cache, and HTTP/2 or nothing.
static inline void inboxd_tls_configure_server(SSL_CTX *context, long ticket_seconds) {
  static const unsigned char name[] = "inboxd";
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
  SSL_CTX_set_timeout(context, ticket_seconds);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_alpn_select_cb(context, inboxd_tls_select_h2, NULL);
  SSL_CTX_set_client_hello_cb(context, inboxd_tls_require_alpn, NULL);
}

/// Names the server that a client means, for it to choose a certificate and for us to check it; 0 when memory is out.
static inline int inboxd_tls_expect_host(SSL *ssl, const char *host, int is_address) {
  if (is_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
  return SSL_set_tlsext_host_name(ssl, host) && SSL_set1_host(ssl, host);
}

/// Copies the first name of `kind` (GEN_URI, GEN_DNS) of a certificate, if it is plain ASCII; its length or 0.
static inline size_t inboxd_tls_subject_name(X509 *certificate, int kind, char *target, size_t capacity) {
  GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  size_t length = 0;
  for (int at = 0; names && at < sk_GENERAL_NAME_num(names) && length == 0; at++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, at);
    if (name->type != kind) continue;
    const unsigned char *bytes = ASN1_STRING_get0_data(name->d.ia5);
    size_t count = (size_t)ASN1_STRING_length(name->d.ia5);
    size_t plain = 0;
    while (plain < count && bytes[plain] > ' ' && bytes[plain] < 0x7f) plain++;
    if (plain < count || count > capacity) break;
    memcpy(target, bytes, count);
    length = count;
  }
  GENERAL_NAMES_free(names);
  return length;
}
