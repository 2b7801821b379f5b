/* An echo server over s2n-tls, TLS 1.3 only. Its arguments are explained in tests/README.md. */
#include <s2n.h>

#include "lanes.h"

/* The policy with all suites, curves and schemes of TLS 1.3. */
#define POLICY "test_all_tls13"

struct configuration {
    struct s2n_config *config;
    const struct lane *lane;
};

static void must(int code, const char *what)
{
    if (code != S2N_SUCCESS) {
        fprintf(stderr, "%s: %s\n", what, s2n_strerror_debug(s2n_errno, "EN"));
        exit(1);
    }
}

static const char *version(void)
{
    return "s2n-tls " S2N_VERSION;
}

static char *contents(const char *path)
{
    static char text[1 << 16];
    FILE *file = fopen(path, "r");
    if (file == NULL) give_up(path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return strdup(text);
}

static uint8_t any_host(const char *name, size_t length, void *unused)
{
    (void)name, (void)length, (void)unused;
    return 1;
}

/* Throw-away, as everything here. */
static uint8_t ticket_key[32] = "a key for the tickets of a test";

static void *configure(const struct lane *lane)
{
    static int begun;
    if (!begun++) {
        setenv("S2N_DONT_MLOCK", "1", 1);
        must(s2n_init(), "s2n_init");
    }
    struct configuration *made = calloc(1, sizeof *made);
    struct s2n_cert_chain_and_key *chain = s2n_cert_chain_and_key_new();
    made->lane = lane;
    made->config = s2n_config_new();
    must(s2n_config_set_cipher_preferences(made->config, POLICY), POLICY);
    must(s2n_cert_chain_and_key_load_pem(chain, contents(lane->cert), contents(lane->key)), lane->cert);
    if (lane->status_length > 0) {
        must(s2n_cert_chain_and_key_set_ocsp_data(chain, lane->status, (uint32_t)lane->status_length), "status");
    }
    must(s2n_config_add_cert_chain_and_key_to_store(made->config, chain), "store");
    must(s2n_config_set_server_max_early_data_size(made->config, lane->early_data), "early_data");
    if (lane->ca != NULL) {
        must(s2n_config_set_verification_ca_location(made->config, lane->ca, NULL), lane->ca);
        must(s2n_config_set_client_auth_type(made->config, S2N_CERT_AUTH_REQUIRED), "client_auth");
        must(s2n_config_set_verify_host_callback(made->config, any_host, NULL), "verify_host");
    }
    must(s2n_config_set_session_tickets_onoff(made->config, 1), "tickets");
    must(s2n_config_add_ticket_crypto_key(made->config, (const uint8_t *)"key", 3, ticket_key, sizeof ticket_key, 0),
         "ticket key");
    if (lane->identity != NULL) must(s2n_config_set_psk_mode(made->config, S2N_PSK_MODE_EXTERNAL), "psk_mode");
    return made;
}

static void append_psk(struct s2n_connection *connection, const struct lane *lane)
{
    struct s2n_psk *psk = s2n_external_psk_new();
    must(s2n_psk_set_identity(psk, (const uint8_t *)lane->identity, (uint16_t)strlen(lane->identity)), "identity");
    must(s2n_psk_set_secret(psk, lane->psk, (uint16_t)lane->psk_length), "secret");
    must(s2n_connection_append_psk(connection, psk), "append_psk");
    must(s2n_psk_free(&psk), "psk_free");
}

static void serve(void *configuration, int socket)
{
    struct configuration *with = configuration;
    struct s2n_connection *connection = s2n_connection_new(S2N_SERVER);
    s2n_blocked_status blocked;
    char line[256];
    must(s2n_connection_set_config(connection, with->config), "set_config");
    must(s2n_connection_set_fd(connection, socket), "set_fd");
    /* or it would sleep for half a minute after a mistake of the client's */
    must(s2n_connection_set_blinding(connection, S2N_SELF_SERVICE_BLINDING), "blinding");
    if (with->lane->identity != NULL) append_psk(connection, with->lane);
    ssize_t early = 0;
    ssize_t length = with->lane->early_data == 0 ? S2N_SUCCESS :
        s2n_recv_early_data(connection, (uint8_t *)line, sizeof line, &early, &blocked);
    if (length == S2N_SUCCESS) length = s2n_negotiate(connection, &blocked);
    if (length == S2N_SUCCESS && early > 0) length = early;
    else if (length == S2N_SUCCESS) length = s2n_recv(connection, line, sizeof line, &blocked);
    if (length > 0) {
        s2n_send(connection, line, length, &blocked);
        while (s2n_recv(connection, line, sizeof line, &blocked) > 0) continue;
        s2n_shutdown(connection, &blocked);
    } else {
        fprintf(stderr, "%s\n", s2n_strerror_debug(s2n_errno, "EN"));
    }
    s2n_connection_free(connection);
}
