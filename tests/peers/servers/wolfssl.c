/* An echo server over wolfSSL, TLS 1.3 only. Its arguments are explained in tests/README.md. */
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/version.h>

#include "lanes.h"

#ifdef NO_PSK
#define KNOWS_PSK 0
#else
#define KNOWS_PSK 1
static const struct lane *shared;

static unsigned int find_psk(WOLFSSL *ssl, const char *identity, unsigned char *key, unsigned int most,
                             const char **suite)
{
    if (strcmp(identity, shared->identity) != 0 || shared->psk_length > most) return 0;
    memcpy(key, shared->psk, shared->psk_length);
    *suite = wolfSSL_get_cipher_name(ssl);
    if (*suite == NULL || strncmp(*suite, "TLS13", 5) != 0) *suite = "TLS13-AES128-GCM-SHA256";
    return (unsigned int)shared->psk_length;
}
#endif

static const char *version(void)
{
    return "wolfSSL " LIBWOLFSSL_VERSION_STRING;
}

static void *configure(const struct lane *lane)
{
    WOLFSSL_CTX *context = wolfSSL_CTX_new(wolfTLSv1_3_server_method());
    if (context == NULL) give_up("no context");
    if (lane->cert != NULL &&
        (wolfSSL_CTX_use_certificate_chain_file(context, lane->cert) != WOLFSSL_SUCCESS ||
         wolfSSL_CTX_use_PrivateKey_file(context, lane->key, WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS)) {
        give_up("the certificate or its key cannot be used");
    }
    if (lane->ca != NULL) {
        if (wolfSSL_CTX_load_verify_locations(context, lane->ca, NULL) != WOLFSSL_SUCCESS) give_up(lane->ca);
        wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
#if KNOWS_PSK
    if (lane->identity != NULL) {
        shared = lane;
        wolfSSL_CTX_set_psk_server_tls13_callback(context, find_psk);
    }
#endif
    return context;
}

static void serve(void *configuration, int socket)
{
    char line[256];
    WOLFSSL *ssl = wolfSSL_new(configuration);
    wolfSSL_set_fd(ssl, socket);
    int length = wolfSSL_accept(ssl) == WOLFSSL_SUCCESS ? wolfSSL_read(ssl, line, sizeof line) : -1;
    if (length > 0) {
        wolfSSL_write(ssl, line, length);
        while (wolfSSL_read(ssl, line, sizeof line) > 0) continue;
        wolfSSL_shutdown(ssl);
    } else {
        fprintf(stderr, "wolfSSL error %d\n", wolfSSL_get_error(ssl, length));
    }
    wolfSSL_free(ssl);
}
