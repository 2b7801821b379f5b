"""Makes the throw-away keys beside it: one modulus, its primes in either order, with two seeds for blinding each.

A sample is p, q, d mod p - 1, d mod q - 1, 1 / q mod p, d and 32 bytes of a seed, big-endian. `modulus` is n;
`pkcs1` and `oaep` are ciphertexts of b"message" for it (e = 65537; SHA-256 and no label for OAEP).

`prime0` and `prime1` are what a generator yields from which a key is made at once: two primes that are 3 modulo 4, in
either order, and 32 bytes for the bases they are tested with.
"""

import hashlib
import os
import pathlib
import subprocess

here = pathlib.Path(__file__).parent


def prime(remainders=(1, 3)):
    while True:
        p = int(subprocess.check_output(["openssl", "prime", "-generate", "-bits", "1024"]))
        if (p - 1) % 65537 and p >> 1022 == 3 and p % 4 in remainders:
            return p


def mask(seed, length):
    out = b"".join(hashlib.sha256(seed + i.to_bytes(4, "big")).digest() for i in range(length // 32 + 1))
    return int.from_bytes(out[:length], "big")


p, q = prime(), prime()
n, d = p * q, pow(65537, -1, (p - 1) * (q - 1))
(here / "modulus").write_bytes(n.to_bytes(256, "big"))
for i, (a, b) in enumerate([(p, q), (p, q), (q, p), (q, p)]):
    numbers = [(a, 128), (b, 128), (d % (a - 1), 128), (d % (b - 1), 128), (pow(b, -1, a), 128), (d, 256)]
    sample = b"".join(number.to_bytes(length, "big") for number, length in numbers)
    (here / f"sample{i}").write_bytes(sample + os.urandom(32))

padded = b"\0\2" + b"\x5a" * (256 - 3 - 7) + b"\0message"
(here / "pkcs1").write_bytes(pow(int.from_bytes(padded, "big"), 65537, n).to_bytes(256, "big"))
seed = b"\x17" * 32
block = hashlib.sha256(b"").digest() + b"\0" * (256 - 2 * 32 - 2 - 7) + b"\1message"
block = (int.from_bytes(block, "big") ^ mask(seed, len(block))).to_bytes(len(block), "big")
seed = (int.from_bytes(seed, "big") ^ mask(block, 32)).to_bytes(32, "big")
(here / "oaep").write_bytes(pow(int.from_bytes(b"\0" + seed + block, "big"), 65537, n).to_bytes(256, "big"))

pair = [prime((3,)).to_bytes(128, "big") for _ in range(2)]
for i, primes in enumerate([pair, pair[::-1]]):
    (here / f"prime{i}").write_bytes(b"".join(primes) + os.urandom(32))
