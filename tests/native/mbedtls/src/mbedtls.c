/* An echo server over mbedTLS 3, TLS 1.3 only. Its arguments are explained in tests/README.md. */
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <psa/crypto.h>

#include "lanes.h"

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context random_bytes;

static void must(int code, const char *what)
{
    if (code != 0) {
        fprintf(stderr, "%s: -0x%04x\n", what, (unsigned)-code);
        exit(1);
    }
}

static int send_bytes(void *socket, const unsigned char *from, size_t length)
{
    ssize_t sent = send(*(int *)socket, from, length, MSG_NOSIGNAL);
    return sent < 0 ? MBEDTLS_ERR_SSL_INTERNAL_ERROR : (int)sent;
}

static int receive_bytes(void *socket, unsigned char *into, size_t length)
{
    ssize_t received = recv(*(int *)socket, into, length, 0);
    return received < 0 ? MBEDTLS_ERR_SSL_TIMEOUT : (int)received;
}

static const char *version(void)
{
    return MBEDTLS_VERSION_STRING_FULL;
}

static void *configure(const struct lane *lane)
{
    static int begun;
    if (!begun++) {
        mbedtls_entropy_init(&entropy);
        mbedtls_ctr_drbg_init(&random_bytes);
        must(mbedtls_ctr_drbg_seed(&random_bytes, mbedtls_entropy_func, &entropy, NULL, 0), "seed");
        must(psa_crypto_init(), "psa_crypto_init");
    }
    mbedtls_ssl_config *config = calloc(1, sizeof *config);
    mbedtls_ssl_config_init(config);
    must(mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                     MBEDTLS_SSL_PRESET_DEFAULT), "defaults");
    mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_3);
    mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &random_bytes);
    if (lane->cert != NULL) {
        mbedtls_x509_crt *chain = calloc(1, sizeof *chain);
        mbedtls_pk_context *key = calloc(1, sizeof *key);
        must(mbedtls_x509_crt_parse_file(chain, lane->cert), lane->cert);
        must(mbedtls_pk_parse_keyfile(key, lane->key, NULL, mbedtls_ctr_drbg_random, &random_bytes), lane->key);
        must(mbedtls_ssl_conf_own_cert(config, chain, key), "own_cert");
    }
    if (lane->ca != NULL) {
        mbedtls_x509_crt *anchors = calloc(1, sizeof *anchors);
        must(mbedtls_x509_crt_parse_file(anchors, lane->ca), lane->ca);
        mbedtls_ssl_conf_ca_chain(config, anchors, NULL);
        mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
    }
    if (lane->identity != NULL) {
        must(mbedtls_ssl_conf_psk(config, lane->psk, lane->psk_length,
                                  (const unsigned char *)lane->identity, strlen(lane->identity)), "psk");
    }
    mbedtls_ssl_ticket_context *tickets = calloc(1, sizeof *tickets);
    mbedtls_ssl_ticket_init(tickets);
    must(mbedtls_ssl_ticket_setup(tickets, mbedtls_ctr_drbg_random, &random_bytes, MBEDTLS_CIPHER_AES_256_GCM,
                                  7200), "tickets");
    mbedtls_ssl_conf_session_tickets_cb(config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, tickets);
    if (lane->early_data > 0) {
        mbedtls_ssl_conf_early_data(config, MBEDTLS_SSL_EARLY_DATA_ENABLED);
        mbedtls_ssl_conf_max_early_data_size(config, lane->early_data);
    }
    return config;
}

static void serve(void *configuration, int socket)
{
    unsigned char line[256];
    mbedtls_ssl_context ssl;
    mbedtls_ssl_init(&ssl);
    must(mbedtls_ssl_setup(&ssl, configuration), "setup");
    mbedtls_ssl_set_bio(&ssl, &socket, send_bytes, receive_bytes, NULL);
    int early = 0;
    int length = mbedtls_ssl_handshake(&ssl);
    if (length == MBEDTLS_ERR_SSL_RECEIVED_EARLY_DATA) {
        early = mbedtls_ssl_read_early_data(&ssl, line, sizeof line);
        length = mbedtls_ssl_handshake(&ssl);
    }
    if (length == 0 && early > 0) length = early;
    else if (length == 0) length = mbedtls_ssl_read(&ssl, line, sizeof line);
    if (length > 0) {
        mbedtls_ssl_write(&ssl, line, (size_t)length);
        while (mbedtls_ssl_read(&ssl, line, sizeof line) > 0) continue;
        mbedtls_ssl_close_notify(&ssl);
    } else {
        fprintf(stderr, "mbedTLS error -0x%04x\n", (unsigned)-length);
    }
    mbedtls_ssl_free(&ssl);
}
