"""An echo server over Python's ssl, TLS 1.3 only. Its arguments are explained in tests/README.md."""

import platform
import socket
import ssl
import sys
import threading

# The line on which a client is asked for its certificate.
ASK = b"**REAUTH**\n"


def lanes(arguments):
    """Cuts the arguments at every "--" and yields the flags of each listener."""
    lane = {}
    rest = iter(arguments)
    for flag in rest:
        if flag == "--":
            yield lane
            lane = {}
        else:
            lane[flag] = next(rest)
    yield lane


def context_of(lane):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(lane["--cert"], lane["--key"])
    if "--ca" in lane:
        context.load_verify_locations(lane["--ca"])
        context.verify_mode = ssl.CERT_REQUIRED
    if "--later" in lane:
        context.load_verify_locations(lane["--later"])
        context.verify_mode = ssl.CERT_OPTIONAL
        context.post_handshake_auth = True
    return context


def line_of(stream):
    heard = b""
    while not heard.endswith(b"\n"):
        more = stream.recv(4096)
        if not more:
            return b""
        heard += more
    return heard


def serve(context, connection):
    """Answers a line with the same line and closes when the client has."""
    try:
        with context.wrap_socket(connection, server_side=True) as stream:
            heard = line_of(stream)
            if heard == ASK and context.post_handshake_auth:
                stream.verify_client_post_handshake()
                heard = line_of(stream)
                print("asked:", stream.getpeercert().get("subject"), flush=True)
            stream.sendall(heard)
            while stream.recv(4096):
                pass
            stream.unwrap()
    except OSError as error:
        print(error, file=sys.stderr)


def accept(context, listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(context, connection), daemon=True).start()


def main():
    if sys.argv[1:] == ["--version"]:
        print(f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}")
        return
    for lane in lanes(sys.argv[1:]):
        context = context_of(lane)
        listener = socket.create_server(("127.0.0.1", 0))
        print("LISTEN", listener.getsockname()[1], flush=True)
        threading.Thread(target=accept, args=(context, listener), daemon=True).start()
    sys.stdin.read()  # ends with the process that started it


main()
