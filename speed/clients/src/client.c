/* A TLS 1.3 client of mbedTLS over a socket: one suite, one group. And the clock of this process. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <psa/crypto.h>

struct settings {
    mbedtls_ssl_config conf;
    mbedtls_x509_crt ca, own;
    mbedtls_pk_context key;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_ssl_session session;
    int kept;
};

struct stream {
    mbedtls_ssl_context ssl;
    struct settings *settings;
    int fd;
};

static const int suites[] = { MBEDTLS_TLS1_3_AES_128_GCM_SHA256, 0 };
static const uint16_t groups[] = { MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, 0 };

/* Processor time of this process, in nanoseconds. */
uint64_t processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
}

/* Settings for a server below `ca`; `own` and `key` are files of the client's, or null; with `resume` tickets are read. */
struct settings *mb_settings(const char *ca, const char *own, const char *key, int resume)
{
    struct settings *s = calloc(1, sizeof *s);
    if (s == NULL || psa_crypto_init() != PSA_SUCCESS) {
        return NULL;
    }
    mbedtls_ssl_config_init(&s->conf);
    mbedtls_x509_crt_init(&s->ca);
    mbedtls_x509_crt_init(&s->own);
    mbedtls_pk_init(&s->key);
    mbedtls_entropy_init(&s->entropy);
    mbedtls_ctr_drbg_init(&s->random);
    if (mbedtls_ctr_drbg_seed(&s->random, mbedtls_entropy_func, &s->entropy, NULL, 0) != 0 ||
        mbedtls_ssl_config_defaults(&s->conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT) != 0 ||
        mbedtls_x509_crt_parse_file(&s->ca, ca) != 0) {
        return NULL;
    }
    mbedtls_ssl_conf_rng(&s->conf, mbedtls_ctr_drbg_random, &s->random);
    mbedtls_ssl_conf_authmode(&s->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&s->conf, &s->ca, NULL);
    mbedtls_ssl_conf_min_tls_version(&s->conf, MBEDTLS_SSL_VERSION_TLS1_3);
    mbedtls_ssl_conf_ciphersuites(&s->conf, suites);
    mbedtls_ssl_conf_groups(&s->conf, groups);
    mbedtls_ssl_session_init(&s->session);
    if (resume) {
        mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
            &s->conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
    }
    if (own != NULL &&
        (mbedtls_x509_crt_parse_file(&s->own, own) != 0 ||
         mbedtls_pk_parse_keyfile(&s->key, key, NULL, mbedtls_ctr_drbg_random, &s->random) != 0 ||
         mbedtls_ssl_conf_own_cert(&s->conf, &s->own, &s->key) != 0)) {
        return NULL;
    }
    return s;
}

static int send_some(void *context, const unsigned char *from, size_t length)
{
    ssize_t n = write(((struct stream *) context)->fd, from, length);
    return n < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int) n;
}

static int receive_some(void *context, unsigned char *into, size_t length)
{
    ssize_t n = read(((struct stream *) context)->fd, into, length);
    return n < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int) n;
}

/* A connection over the socket, its handshake done; null when that fails. */
struct stream *mb_connect(struct settings *s, int fd, const char *name)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return NULL;
    }
    stream->fd = fd;
    stream->settings = s;
    mbedtls_ssl_init(&stream->ssl);
    if (mbedtls_ssl_setup(&stream->ssl, &s->conf) != 0 ||
        mbedtls_ssl_set_hostname(&stream->ssl, name) != 0) {
        return NULL;
    }
    if (s->kept && mbedtls_ssl_set_session(&stream->ssl, &s->session) != 0) {
        return NULL;
    }
    mbedtls_ssl_set_bio(&stream->ssl, stream, send_some, receive_some, NULL);
    return mbedtls_ssl_handshake(&stream->ssl) == 0 ? stream : NULL;
}

/* Bytes read, 0 at the end, negative on failure. */
int mb_read(struct stream *stream, unsigned char *into, size_t length)
{
    int n;
    do {
        n = mbedtls_ssl_read(&stream->ssl, into, length);
    } while (n == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET || n == MBEDTLS_ERR_SSL_WANT_READ);
    return n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? 0 : n;
}

int mb_write(struct stream *stream, const unsigned char *from, size_t length)
{
    return mbedtls_ssl_write(&stream->ssl, from, length);
}

/* Keeps the session of the newest ticket; 0 when there is one. */
int mb_keep(struct stream *stream)
{
    int code = mbedtls_ssl_get_session(&stream->ssl, &stream->settings->session);
    stream->settings->kept = code == 0;
    return code;
}

void mb_close(struct stream *stream)
{
    mbedtls_ssl_close_notify(&stream->ssl);
    mbedtls_ssl_free(&stream->ssl);
    free(stream);
}
