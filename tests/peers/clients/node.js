// A client over node:tls, TLS 1.3 only: ADDRESS NAME ROOT PROTOCOL [CERTIFICATE KEY]. It says the
// first line of its standard input, prints the answer and the protocol, and closes.
'use strict';
const { readFileSync } = require('node:fs');
const tls = require('node:tls');

const [address, servername, root, protocol, certificate, key] = process.argv.slice(2);
const [host, port] = address.split(':');
const options = {
  host, port, servername, ca: readFileSync(root), ALPNProtocols: [protocol], minVersion: 'TLSv1.3',
};
if (certificate) {
  Object.assign(options, { cert: readFileSync(certificate), key: readFileSync(key) });
}
const socket = tls.connect(options, () => {
  console.log(`protocol ${socket.alpnProtocol}`);
  process.stdin.once('data', (line) => socket.write(line));
});
let answer = '';
socket.on('data', (data) => {
  answer += data;
  if (!answer.endsWith('\n')) return;
  process.stdout.write(`answer ${answer}`);
  socket.end();
  process.stdin.destroy();
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
