/* An echo server over wolfSSL, TLS 1.3 only. Its arguments are explained in tests/README.md. */
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/version.h>

#include "lanes.h"

struct configuration {
    WOLFSSL_CTX *context;
    const struct lane *lane;
};

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

#ifdef HAVE_RPK
#include <wolfssl/openssl/pem.h>

/* The public key of a file in DER, as both ends send it; its length. */
static int read_public_key(const char *path, unsigned char **der)
{
    FILE *file = fopen(path, "r");
    WOLFSSL_EVP_PKEY *key = file == NULL ? NULL : wolfSSL_PEM_read_PUBKEY(file, NULL, NULL, NULL);
    int length = key == NULL ? 0 : wolfSSL_i2d_PUBKEY(key, der);
    if (length <= 0) give_up(path);
    fclose(file);
    return length;
}

static void use_raw_keys(WOLFSSL_CTX *context, const struct lane *lane)
{
    static const char raw[] = {WOLFSSL_CERT_TYPE_RPK};
    unsigned char *shown = NULL, *wanted = NULL;
    int length = read_public_key(lane->raw, &shown);
    if (wolfSSL_CTX_use_certificate_buffer(context, shown, length, WOLFSSL_FILETYPE_ASN1) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_use_PrivateKey_file(context, lane->key, WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_set_server_cert_type(context, raw, 1) != WOLFSSL_SUCCESS) {
        give_up(lane->raw);
    }
    if (lane->raw_client == NULL) return;
    length = read_public_key(lane->raw_client, &wanted);
    wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    if (wolfSSL_CTX_set_client_cert_type(context, raw, 1) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_set_expected_rpk(context, wanted, (unsigned)length) != WOLFSSL_SUCCESS) {
        give_up(lane->raw_client);
    }
}
#endif

#if defined(HAVE_OCSP) && defined(HAVE_CERTIFICATE_STATUS_REQUEST)
/* Stands for a responder: the answer to anything. */
static int respond(void *lane, const char *url, int url_length, unsigned char *asked, int asked_length,
                   unsigned char **answer)
{
    const struct lane *of = lane;
    (void)url, (void)url_length, (void)asked, (void)asked_length;
    *answer = (unsigned char *)of->status;
    return (int)of->status_length;
}

static void keep(void *lane, unsigned char *answer)
{
    (void)lane, (void)answer;
}

static void staple(WOLFSSL_CTX *context, const struct lane *lane)
{
    /* the issuer has to be known, or there is no request */
    if (wolfSSL_CTX_load_verify_locations_ex(context, lane->cert, NULL, WOLFSSL_LOAD_FLAG_IGNORE_ERR) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_EnableOCSPStapling(context) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_EnableOCSP(context, WOLFSSL_OCSP_URL_OVERRIDE | WOLFSSL_OCSP_NO_NONCE) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_SetOCSP_OverrideURL(context, "http://127.0.0.1/") != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_SetOCSP_Cb(context, respond, keep, (void *)lane) != WOLFSSL_SUCCESS) {
        give_up("the response cannot be stapled");
    }
}
#endif

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
    if (lane->later != NULL && wolfSSL_CTX_load_verify_locations(context, lane->later, NULL) != WOLFSSL_SUCCESS) {
        give_up(lane->later);
    }
#if defined(HAVE_OCSP) && defined(HAVE_CERTIFICATE_STATUS_REQUEST)
    if (lane->status_length > 0) staple(context, lane);
#endif
#ifdef HAVE_RPK
    if (lane->raw != NULL) use_raw_keys(context, lane);
#endif
#ifdef WOLFSSL_EARLY_DATA
    wolfSSL_CTX_set_max_early_data(context, lane->early_data);
#endif
#if KNOWS_PSK
    if (lane->identity != NULL) {
        shared = lane;
        wolfSSL_CTX_set_psk_server_tls13_callback(context, find_psk);
    }
#endif
    struct configuration *made = calloc(1, sizeof *made);
    *made = (struct configuration){context, lane};
    return made;
}

/* Prints who answered, of the certificates that verify. */
static int tell(int verified, WOLFSSL_X509_STORE_CTX *store)
{
    if (verified && store->error_depth == 0 && store->current_cert != NULL) {
        printf("asked: %s\n", wolfSSL_X509_get_subjectCN(store->current_cert));
        fflush(stdout);
    }
    return verified;
}

/* Asks for a certificate, and reads the line behind it; its length. */
static int ask(WOLFSSL *ssl, char *line, int most)
{
    wolfSSL_set_verify(ssl, WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, tell);
    if (wolfSSL_request_certificate(ssl) != WOLFSSL_SUCCESS) return -1;
    int length = -1;
    /* the three messages of the answer end a call each */
    for (int call = 0; call < 4 && length < 0; call++) {
        length = wolfSSL_read(ssl, line, most);
        if (length < 0 && wolfSSL_get_error(ssl, length) != SSL_ERROR_WANT_READ) break;
    }
    return length;
}

static void serve(void *configuration, int socket)
{
    char line[256];
    const struct configuration *with = configuration;
    WOLFSSL *ssl = wolfSSL_new(with->context);
    int length = 0;
    wolfSSL_set_fd(ssl, socket);
#ifdef WOLFSSL_EARLY_DATA
    if (with->lane->early_data > 0 && wolfSSL_read_early_data(ssl, line, sizeof line, &length) < 0) length = -1;
#endif
    if (length >= 0 && wolfSSL_accept(ssl) != WOLFSSL_SUCCESS) length = -1;
    if (length == 0) length = wolfSSL_read(ssl, line, sizeof line);
    if (with->lane->later != NULL && length == (int)strlen(ASK) && memcmp(line, ASK, strlen(ASK)) == 0) {
        length = ask(ssl, line, sizeof line);
    }
    if (length > 0) {
        wolfSSL_write(ssl, line, length);
        while (wolfSSL_read(ssl, line, sizeof line) > 0) continue;
        wolfSSL_shutdown(ssl);
    } else {
        fprintf(stderr, "wolfSSL error %d\n", wolfSSL_get_error(ssl, length));
    }
    wolfSSL_free(ssl);
}
