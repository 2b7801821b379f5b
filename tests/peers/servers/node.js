// An echo server over node:tls, TLS 1.3 only. Its arguments are explained in tests/README.md.
'use strict';
const { readFileSync } = require('node:fs');
const tls = require('node:tls');

// Everything OpenSSL can do in TLS 1.3, by its names.
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256',
];
const GROUPS = [
  'X25519', 'P-256', 'P-384', 'P-521', 'brainpoolP256r1tls13', 'brainpoolP384r1tls13',
  'brainpoolP512r1tls13', 'ffdhe2048', 'ffdhe3072',
];

// Cuts the arguments at every "--" and yields the flags of each listener.
function lanes(given) {
  const all = [{}];
  while (given.length > 0) {
    const flag = given.shift();
    if (flag === '--') all.push({});
    else all[all.length - 1][flag] = given.shift();
  }
  return all;
}

function options(lane) {
  // CCM_8 is below the level of security that is the default
  const ciphers = `${CIPHERS.join(':')}:DEFAULT@SECLEVEL=0`;
  const chosen = { minVersion: 'TLSv1.3', ciphers, ecdhCurve: GROUPS.join(':') };
  if (lane['--cert']) {
    chosen.cert = readFileSync(lane['--cert']);
    chosen.key = readFileSync(lane['--key']);
  }
  if (lane['--ca']) {
    Object.assign(chosen, { ca: readFileSync(lane['--ca']), requestCert: true });
  }
  if (lane['--psk']) {
    const secret = Buffer.from(lane['--psk'], 'hex');
    chosen.pskCallback = (socket, identity) => (identity === lane['--identity'] ? secret : null);
  }
  return chosen;
}

// Answers a line with the same line and closes when the client has.
function serve(socket) {
  socket.on('error', (error) => console.error(error.message));
  let heard = '';
  let answered = false;
  socket.on('data', (data) => {
    heard += data;
    if (!answered && heard.endsWith('\n')) {
      answered = true;
      socket.write(heard);
    }
  });
}

function listen(all) {
  if (all.length === 0) return;
  const server = tls.createServer(options(all[0]), serve);
  if (all[0]['--status']) {
    const response = readFileSync(all[0]['--status']);
    server.on('OCSPRequest', (certificate, issuer, callback) => callback(null, response));
  }
  server.on('tlsClientError', (error) => console.error(error.message));
  server.listen(0, '127.0.0.1', () => {
    console.log(`LISTEN ${server.address().port}`);
    listen(all.slice(1));
  });
}

if (process.argv[2] === '--version') {
  console.log(`Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`);
} else {
  listen(lanes(process.argv.slice(2)));
  // ends with the process that started it
  process.stdin.resume().on('end', () => process.exit());
}
