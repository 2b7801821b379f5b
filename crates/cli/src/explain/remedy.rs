//! What is to be done about errors, whichever library tells of them.

use crate::explain::meaning::Remedy;

/// Remedies: name, the error of motetls that tells the same, sentence.
macro_rules! remedies {
    ($($name:ident ($($ours:ident)?) $text:literal)+) => {
        $(pub(super) const $name: Remedy = Remedy {
            text: $text,
            ours: [$(Some(stringify!($ours)),)? None][0],
        };)+

        /// All of them.
        #[cfg(test)]
        pub(super) const ALL: &[&Remedy] = &[$(&$name),+];
    };
}

remedies! {
    // Certificates.
    ANCHORS(UnknownIssuer)
        "trust the root that issued the chain, or an intermediate of it, and have the server send \
         its intermediates; `motetls cert anchors --from HOST:PORT` finds the root"
    SELF_SIGNED(UnknownIssuer)
        "if the certificate is your own, trust it as an anchor; if not, have the server use one \
         that an authority you trust has issued, and look for an interceptor on the way"
    INTERMEDIATES(IssuerMismatch)
        "have the server send its own certificate first and then the issuer of each one before it"
    EARLY(NotYetValid)
        "set the clock of the device (SNTP, a battery-backed clock), or wait for notBefore"
    RENEW(Expired)
        "renew the certificate on the server, and check that the device's clock is right"
    NAME(NameMismatch)
        "connect by a name of the certificate's subjectAltName, or have the name added to it; an \
         address needs an entry of its own kind there"
    SIGNATURE(BadSignature)
        "compare the keys: an anchor or intermediate of the same name has another key, or the \
         certificate was altered"
    USAGE(WrongUsage)
        "have it issued with the usages it needs: digitalSignature and serverAuth for a server, \
         clientAuth for a client, keyCertSign for an issuer, cRLSign for lists"
    NOT_CA(NotACa)
        "have the issuer's certificate made with basicConstraints CA:TRUE, critical, and \
         keyCertSign"
    PATH_LENGTH(PathTooLong)
        "have the certificate issued by the constrained authority itself, or the pathLenConstraint \
         raised"
    CHAIN_LENGTH(ChainTooLong)
        "trust an issuer nearer to the server, shorten the chain, or raise the limit of depth"
    CRITICAL(UnknownCriticalExtension)
        "have the certificate issued without that extension or not critical, or teach the verifier \
         to understand it"
    PERMITTED(NameNotPermitted)
        "have the certificate issued for a name its authority may certify, or by another authority"
    CONSTRAINTS(NameConstraints)
        "verify with rules that know this kind of constraint, or trust the authority below it"
    POLICY(CertificatePolicy)
        "accept a policy the authorities issue under, or demand none"
    REVOKED(Revoked)
        "have a new certificate issued, with a new key if the old one is known to others"
    REVOCATION(RevocationUnknown)
        "give the issuer's current revocation list, have the server staple an OCSP answer, or do \
         not demand a status"
    STAPLE(BadStatusResponse)
        "turn on stapling at the server and have it fetch a new answer; check that the clock is \
         right"
    WEAK_KEY(WeakKey)
        "use ECDSA on P-256 or P-384, or RSA of 2048 bits or more, along the whole chain"
    WEAK_HASH(WeakHash)
        "have the certificate issued with SHA-256 or longer"
    ALGORITHM(UnsupportedAlgorithm)
        "build the algorithm in, use a certificate of another kind, or trust the last issuer that \
         is supported"
    MALFORMED(Malformed)
        "have the certificate issued anew, in strict DER; `motetls cert inspect FILE` and `openssl \
         asn1parse` show where it breaks"
    X509_VERSION(UnsupportedVersion)
        "have the certificate issued as version 3"
    VERIFY(Certificate)
        "ask for the reason: SSL_get_verify_result, mbedtls_ssl_get_verify_result or the verify \
         callback tell it; `motetls cert verify` explains a chain certificate by certificate"

    // The protocol.
    ALERT(AlertReceived)
        "read the number of the alert, which the log of either end tells, and explain that: \
         `motetls explain 40`"
    COMMON(AlertReceived)
        "compare what both ends speak: versions, cipher suites, groups, signature schemes, and \
         the kind of the server's key; `motetls connect HOST:PORT --verbose` shows what a \
         server agrees to"
    VERSION(ProtocolVersion)
        "enable a version at one end that the other has: TLS 1.3 at the server, or 1.2 at both"
    NOT_TLS(UnexpectedMessage)
        "check host and port: what answers there may be plain HTTP, a proxy, or STARTTLS that \
         was not asked for"
    ORDER(UnexpectedMessage)
        "update the end that is wrong; if both are current, note the messages in order \
         (`motetls connect --verbose`) and report it"
    DECODE(Decode)
        "look for what damages the stream (a proxy, a serial line, two threads on one \
         connection); if nothing does, the peer's implementation is at fault"
    PARAMETER(IllegalParameter)
        "update the peer: it answers with something that was not offered or contradicts itself"
    EXTENSION(UnsolicitedExtension)
        "update the peer: it answers an extension that was not sent"
    MISSING(MissingExtension)
        "offer what the server needs: a group it has, signature schemes, a server name"
    DOWNGRADE(Downgrade)
        "do not trust this network; if it is yours, look for the middlebox that changes hellos"
    MAC(BadRecordMac)
        "look for what damages or repeats bytes: two threads on one connection, a driver, a \
         proxy; with pre-shared keys compare the keys"
    OVERFLOW(RecordOverflow)
        "check that the other end speaks TLS on this port, and that no bytes are lost on the way"
    BUFFER(RecordTooLarge)
        "give the receive buffer 16 KiB and what a record needs around it, or have the peer send \
         smaller records (record_size_limit, max_fragment_length)"
    MESSAGE(MessageTooLarge)
        "give the receive buffer what the message needs, or have the server send fewer or \
         smaller certificates"
    OUTGOING(SendBufferTooSmall)
        "give the send buffer more, or send shorter chains and messages"
    FINISHED(BadFinished)
        "look for an interceptor or a middlebox that changes the handshake; with pre-shared keys \
         compare the keys"
    PROOF(BadCertificateVerify)
        "check that the private key belongs to the certificate, at the end that sent it"
    PSK(PskRefused)
        "compare identity, key and hash at both ends, byte for byte"
    ALPN(ApplicationProtocol)
        "offer a protocol the server speaks (ALPN), or none"
    SNI()
        "send the name the server is configured for (server_name), or add the name there"
    CLIENT_CERTIFICATE(AlertReceived)
        "give the client a certificate and key of an authority the server trusts, or have the \
         server ask for none"
    NO_CERTIFICATE(NoCertificate)
        "configure a certificate and its key at the server, or authenticate by a pre-shared key"
    CERTIFICATE_TYPE(CertificateType)
        "give the server a raw public key and enable RFC 7250 there, or have the client take \
         certificates"
    TRUNCATED(Truncated)
        "see why the other end went away, in its log; what came before may be cut short"
    CLOSED()
        "nothing: the peer closed properly; close this end too"
    EXHAUSTED(KeysExhausted)
        "connect anew, or update the keys in time"
    TICKET()
        "do a full handshake: tickets expire, and servers forget them"
    EARLY_DATA()
        "send the data again once the handshake is done: the server may decline early data"
    RENEGOTIATION()
        "use TLS 1.3, which has no renegotiation, or turn on secure renegotiation (RFC 5746) at \
         both ends"
    COMPRESSION()
        "turn compression off at both ends: TLS 1.3 has none, and it leaks secrets"
    FALLBACK()
        "do not connect again with a lower version after an error: the server speaks a higher one"
    DATAGRAM()
        "nothing at one time: DTLS repeats what is lost; if it persists, compare MTU, cookies and \
         connection IDs of both ends"

    // The program and its machine.
    AGAIN()
        "nothing: call again when the socket is readable or writable, or the operation has ended"
    MEMORY()
        "give the heap more, or use smaller buffers, shorter chains and fewer connections; see \
         what is held when it fails"
    RANDOM(Random)
        "check the source of entropy, and that the generator is seeded before the first call"
    SIGNER(Signer)
        "ask the secure element, or whatever else holds the key, why it did not sign"
    CONFIGURATION(Configuration)
        "set what the function needs before it is called: anchors, name, certificate, key, \
         generator"
    MISUSE(Misuse)
        "check arguments and order of calls: the connection may not be open, or closed already"
    FEATURE()
        "build the library with this feature, or do without it"
    INTERNAL()
        "look at the log of the end that failed; if memory and configuration are well, report it"
    HARDWARE()
        "check the driver of the accelerator and what else uses it; try without it"
    CONNECT()
        "check host, port, route and firewall, and that the server listens: `motetls connect \
         HOST:PORT`"
    RESOLVE()
        "check the name and the resolver; try the address"
    BROKEN(Truncated)
        "see in the other end's log why it went away; some servers answer with a reset instead of \
         an alert"
    TIMEOUT()
        "check that the server answers on this port, and allow slow devices more time"
    FILE()
        "check the path, and who may read it"
    KEY_FILE()
        "check the form of the file: `motetls cert inspect FILE` says what it is, `motetls cert \
         convert` changes it"
    PEM()
        "give PEM with its lines -----BEGIN ...----- and -----END ...-----, with a 0 byte at its \
         end where the function counts it in; or give DER"
    PASSWORD()
        "give the right password for the key"
    KEY_PAIR()
        "give the private key that belongs to the certificate: `openssl pkey -pubout` of the one \
         and `openssl x509 -pubkey` of the other print the same"
    ACCESS(AlertReceived)
        "have the server's access rules permit this identity: the certificate was understood"
    NOTHING()
        "nothing"
}

/// Rows of a table: number, name, remedy, cause.
macro_rules! rows {
    ($($number:literal $name:ident $remedy:ident $cause:literal)+) => {
        &[$($crate::explain::meaning::Row {
            number: $number,
            name: stringify!($name),
            cause: $cause,
            remedy: &$crate::explain::remedy::$remedy,
        }),+]
    };
}
pub(crate) use rows;

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn each_is_one_sentence() {
        for remedy in ALL {
            assert!(!remedy.text.ends_with('.') && !remedy.text.contains("  "), "{remedy:?}");
        }
    }
}
