/* What is measured of mbedTLS, behind functions without structures: contexts are made here and never freed. All but the
   makers yield 0 on success. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mbedtls/aes.h"
#include "mbedtls/ccm.h"
#include "mbedtls/chachapoly.h"
#include "mbedtls/cmac.h"
#include "mbedtls/dhm.h"
#include "mbedtls/ecdh.h"
#include "mbedtls/ecdsa.h"
#include "mbedtls/gcm.h"
#include "mbedtls/md.h"
#include "mbedtls/rsa.h"

/* A generator that costs next to nothing: it only blinds here. */
static int noise(void *state, unsigned char *out, size_t length) {
    static unsigned long long x = 0x9e3779b97f4a7c15ULL;
    (void) state;
    while (length--) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        *out++ = (unsigned char) x;
    }
    return 0;
}

int mb_hash(int kind, const unsigned char *data, size_t length, unsigned char *out) {
    return mbedtls_md(mbedtls_md_info_from_type((mbedtls_md_type_t) kind), data, length, out);
}

int mb_hmac(int kind, const unsigned char *key, size_t key_length, const unsigned char *data, size_t length,
            unsigned char *out) {
    return mbedtls_md_hmac(mbedtls_md_info_from_type((mbedtls_md_type_t) kind), key, key_length, data, length, out);
}

void *mb_aes(const unsigned char *key, unsigned bits) {
    mbedtls_aes_context *aes = calloc(2, sizeof *aes);
    mbedtls_aes_init(aes);
    mbedtls_aes_init(aes + 1);
    mbedtls_aes_setkey_enc(aes, key, bits);
    mbedtls_aes_setkey_dec(aes + 1, key, bits);
    return aes;
}

int mb_ctr(void *aes, const unsigned char *iv, unsigned char *text, size_t length) {
    unsigned char counter[16], stream[16];
    size_t at = 0;
    memcpy(counter, iv, 16);
    return mbedtls_aes_crypt_ctr(aes, length, &at, counter, stream, text, text);
}

int mb_cbc(void *aes, int encrypt, const unsigned char *iv, unsigned char *text, size_t length) {
    unsigned char chain[16];
    memcpy(chain, iv, 16);
    return mbedtls_aes_crypt_cbc((mbedtls_aes_context *) aes + !encrypt, encrypt, length, chain, text, text);
}

void *mb_gcm(const unsigned char *key, unsigned bits) {
    mbedtls_gcm_context *gcm = malloc(sizeof *gcm);
    mbedtls_gcm_init(gcm);
    mbedtls_gcm_setkey(gcm, MBEDTLS_CIPHER_ID_AES, key, bits);
    return gcm;
}

int mb_gcm_seal(void *gcm, const unsigned char *nonce, const unsigned char *aad, size_t aad_length, unsigned char *text,
                size_t length, unsigned char *tag) {
    return mbedtls_gcm_crypt_and_tag(gcm, MBEDTLS_GCM_ENCRYPT, length, nonce, 12, aad, aad_length, text, text, 16, tag);
}

void *mb_ccm(const unsigned char *key, unsigned bits) {
    mbedtls_ccm_context *ccm = malloc(sizeof *ccm);
    mbedtls_ccm_init(ccm);
    mbedtls_ccm_setkey(ccm, MBEDTLS_CIPHER_ID_AES, key, bits);
    return ccm;
}

int mb_ccm_seal(void *ccm, const unsigned char *nonce, const unsigned char *aad, size_t aad_length, unsigned char *text,
                size_t length, unsigned char *tag) {
    return mbedtls_ccm_encrypt_and_tag(ccm, length, nonce, 12, aad, aad_length, text, text, tag, 16);
}

void *mb_chacha(const unsigned char *key) {
    mbedtls_chachapoly_context *chacha = malloc(sizeof *chacha);
    mbedtls_chachapoly_init(chacha);
    mbedtls_chachapoly_setkey(chacha, key);
    return chacha;
}

int mb_chacha_seal(void *chacha, const unsigned char *nonce, const unsigned char *aad, size_t aad_length,
                   unsigned char *text, size_t length, unsigned char *tag) {
    return mbedtls_chachapoly_encrypt_and_tag(chacha, length, nonce, aad, aad_length, text, text, tag);
}

void *mb_curve(int id) {
    mbedtls_ecp_group *group = malloc(sizeof *group);
    mbedtls_ecp_group_init(group);
    return mbedtls_ecp_group_load(group, (mbedtls_ecp_group_id) id) == 0 ? group : NULL;
}

/* public = private G; of X25519 the bytes are little-endian. */
int mb_public(void *group, const unsigned char *private, size_t width, unsigned char *public, size_t room) {
    mbedtls_mpi d;
    mbedtls_ecp_point q;
    mbedtls_ecp_group *g = group;
    size_t length;
    int fault;
    mbedtls_mpi_init(&d);
    mbedtls_ecp_point_init(&q);
    if (g->id == MBEDTLS_ECP_DP_CURVE25519) {
        unsigned char clamped[32];
        memcpy(clamped, private, 32);
        clamped[0] &= 248;
        clamped[31] = (clamped[31] & 127) | 64;
        fault = mbedtls_mpi_read_binary_le(&d, clamped, 32);
    } else {
        fault = mbedtls_mpi_read_binary(&d, private, width);
    }
    fault |= mbedtls_ecp_mul(g, &q, &d, &g->G, noise, NULL);
    fault |= mbedtls_ecp_point_write_binary(g, &q, MBEDTLS_ECP_PF_UNCOMPRESSED, &length, public, room);
    mbedtls_mpi_free(&d);
    mbedtls_ecp_point_free(&q);
    return fault;
}

int mb_agree(void *group, const unsigned char *private, size_t width, const unsigned char *peer, size_t peer_length,
             unsigned char *shared) {
    mbedtls_mpi d, z;
    mbedtls_ecp_point q;
    mbedtls_ecp_group *g = group;
    int fault, little = g->id == MBEDTLS_ECP_DP_CURVE25519;
    mbedtls_mpi_init(&d);
    mbedtls_mpi_init(&z);
    mbedtls_ecp_point_init(&q);
    if (little) {
        unsigned char clamped[32];
        memcpy(clamped, private, 32);
        clamped[0] &= 248;
        clamped[31] = (clamped[31] & 127) | 64;
        fault = mbedtls_mpi_read_binary_le(&d, clamped, 32);
    } else {
        fault = mbedtls_mpi_read_binary(&d, private, width);
    }
    fault |= mbedtls_ecp_point_read_binary(g, &q, peer, peer_length);
    fault |= mbedtls_ecp_check_pubkey(g, &q);
    fault |= mbedtls_ecdh_compute_shared(g, &z, &q, &d, noise, NULL);
    fault |= little ? mbedtls_mpi_write_binary_le(&z, shared, width) : mbedtls_mpi_write_binary(&z, shared, width);
    mbedtls_mpi_free(&d);
    mbedtls_mpi_free(&z);
    mbedtls_ecp_point_free(&q);
    return fault;
}

int mb_sign(void *group, int kind, const unsigned char *private, size_t width, const unsigned char *digest,
            size_t length, unsigned char *signature) {
    mbedtls_mpi d, r, s;
    int fault;
    mbedtls_mpi_init(&d);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    fault = mbedtls_mpi_read_binary(&d, private, width);
    fault |= mbedtls_ecdsa_sign_det_ext(group, &r, &s, &d, digest, length, (mbedtls_md_type_t) kind, noise, NULL);
    fault |= mbedtls_mpi_write_binary(&r, signature, width) | mbedtls_mpi_write_binary(&s, signature + width, width);
    mbedtls_mpi_free(&d);
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    return fault;
}

int mb_verify(void *group, const unsigned char *public, size_t public_length, const unsigned char *digest,
              size_t length, const unsigned char *signature, size_t width) {
    mbedtls_mpi r, s;
    mbedtls_ecp_point q;
    int fault;
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    mbedtls_ecp_point_init(&q);
    fault = mbedtls_ecp_point_read_binary(group, &q, public, public_length);
    fault |= mbedtls_ecp_check_pubkey(group, &q);
    fault |= mbedtls_mpi_read_binary(&r, signature, width) | mbedtls_mpi_read_binary(&s, signature + width, width);
    fault |= mbedtls_ecdsa_verify(group, digest, length, &q, &r, &s);
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    mbedtls_ecp_point_free(&q);
    return fault;
}

/* A key from its two primes; the exponent is 65537. */
void *mb_rsa(const unsigned char *p, const unsigned char *q, size_t length) {
    static const unsigned char e[] = { 1, 0, 1 };
    mbedtls_rsa_context *rsa = malloc(sizeof *rsa);
    mbedtls_rsa_init(rsa);
    if (mbedtls_rsa_import_raw(rsa, NULL, 0, p, length, q, length, NULL, 0, e, sizeof e) || mbedtls_rsa_complete(rsa)) {
        return NULL;
    }
    return rsa;
}

int mb_rsa_sign(void *rsa, const unsigned char *digest, unsigned char *signature) {
    return mbedtls_rsa_pkcs1_sign(rsa, noise, NULL, MBEDTLS_MD_SHA256, 32, digest, signature);
}

int mb_rsa_verify(void *rsa, const unsigned char *digest, const unsigned char *signature) {
    return mbedtls_rsa_pkcs1_verify(rsa, MBEDTLS_MD_SHA256, 32, digest, signature);
}

/* result = base ^ exponent mod modulus, all `length` bytes long but the exponent. */
int mb_power(const unsigned char *base, const unsigned char *exponent, size_t exponent_length,
             const unsigned char *modulus, size_t length, unsigned char *result) {
    mbedtls_mpi b, e, n, x;
    int fault;
    mbedtls_mpi_init(&b);
    mbedtls_mpi_init(&e);
    mbedtls_mpi_init(&n);
    mbedtls_mpi_init(&x);
    fault = mbedtls_mpi_read_binary(&b, base, length) | mbedtls_mpi_read_binary(&n, modulus, length);
    fault |= mbedtls_mpi_read_binary(&e, exponent, exponent_length);
    fault |= mbedtls_mpi_exp_mod(&x, &b, &e, &n, NULL);
    fault |= mbedtls_mpi_write_binary(&x, result, length);
    mbedtls_mpi_free(&b);
    mbedtls_mpi_free(&e);
    mbedtls_mpi_free(&n);
    mbedtls_mpi_free(&x);
    return fault;
}

/* Nanoseconds this thread has had a processor for: others on the machine do not count. */
unsigned long long mb_processor_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (unsigned long long) now.tv_sec * 1000000000ULL + (unsigned long long) now.tv_nsec;
}
