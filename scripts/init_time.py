"""How big Lambda functions are and how fast they start: zip, binary, exec until the first poll of the runtime API.

Usage: init_time.py BARE.zip FUNCTION.zip…        (ROUNDS=30 in the environment; needs a bootstrap this machine can run)

A start is the time from spawning `bootstrap` to its request for the first event, which is when Lambda's init ends. The
Runtime API here is a socket that never answers. The table is a socket that answers every call with an empty object, so
that a function that opens its connection during init is timed with that.

Times of one machine only compare rows. Functions therefore take turns, and "× bare" is the median over all turns of a
start divided by the start of BARE, the least function possible, in the same turn: a busy machine slows both.
"""

import os
import pathlib
import platform
import re
import signal
import socket
import statistics
import struct
import sys
import tempfile
import threading
import time
import zipfile

ZIP_MB_MAX = 2.5
START_RATIO_MAX = 1.5
# First starts read the binary from disk; they would say more about the disk than about the function.
WARM_UP_ROUNDS = 3
# Lambda itself gives an init ten seconds.
START_TIMEOUT_S = 10

ELF_MACHINES = {62: "x86_64", 183: "aarch64"}


def listen() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(START_TIMEOUT_S)
    return listener


def address(listener: socket.socket) -> str:
    return f"127.0.0.1:{listener.getsockname()[1]}"


def read_request(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one HTTP request; empty when the other side hung up."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return b"", b""
        received += chunk
    head, body = received.split(b"\r\n\r\n", 1)
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return head, body


def answer_table_calls(listener: socket.socket) -> None:
    """Plays a table that knows nothing but answers at once, until the process ends."""
    listener.settimeout(None)
    reply = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 2\r\n\r\n{}"

    def serve(connection: socket.socket) -> None:
        try:
            while read_request(connection)[0]:
                connection.sendall(reply)
        except OSError:
            pass  # the function was killed, as planned

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def environment(runtime: str, table: str) -> dict[str, str]:
    """What Lambda sets, and what the template sets."""
    return {
        "AWS_LAMBDA_RUNTIME_API": runtime,
        "AWS_LAMBDA_FUNCTION_NAME": "timed",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_GROUP_NAME": "timed",
        "AWS_LAMBDA_LOG_STREAM_NAME": "timed",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "TIMED",
        "AWS_SECRET_ACCESS_KEY": "timed",
        "AWS_SESSION_TOKEN": "timed",
        "AWS_ENDPOINT_URL_DYNAMODB": f"http://{table}",
        "RUST_LOG": "info",
        "SWITCHBOARD_TABLE": "timed",
        "SWITCHBOARD_KEY": "timed-timed-timed-timed-timed-timed-timed",
        "SWITCHBOARD_OWNER_EMAIL": "owner@example.com",
        "SWITCHBOARD_OWNER_PASSWORD": "timed-timed-timed",
        "SWITCHBOARD_CONNECTIONS_URL": f"http://{table}/socket",
        "SWITCHBOARD_SOCKET_URL": "wss://desk.example.com/socket",
        "PUBLIC_URL": "https://desk.example.com",
    }


def start_ms(bootstrap: pathlib.Path, table: str) -> float:
    with listen() as runtime:
        with open(os.devnull, "wb") as nowhere:
            quiet = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1), (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2)]
            variables = environment(address(runtime), table)
            began = time.perf_counter()
            child = os.posix_spawn(bootstrap, [str(bootstrap)], variables, file_actions=quiet)
        try:
            connection, _ = runtime.accept()
            with connection:
                connection.settimeout(START_TIMEOUT_S)
                head, body = read_request(connection)
                took = time.perf_counter() - began
        except TimeoutError:
            sys.exit(f"{bootstrap.name}: no poll within {START_TIMEOUT_S} s; run it by hand to see why")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if b"/invocation/next" not in head.split(b"\r\n")[0]:
            sys.exit(f"{bootstrap.name}: init failed: {body.decode(errors='replace')[:500]}")
        return took * 1000


def unpack(archive: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    bootstrap = folder / archive.parent.name
    with zipfile.ZipFile(archive) as packed:
        bootstrap.write_bytes(packed.read("bootstrap"))
    bootstrap.chmod(0o755)
    return bootstrap


def runs_here(bootstrap: pathlib.Path) -> bool:
    machine = struct.unpack_from("<H", bootstrap.read_bytes()[:20], 18)[0]
    return ELF_MACHINES.get(machine) == platform.machine()


def main() -> None:
    archives = [pathlib.Path(argument) for argument in sys.argv[1:]]
    if not archives:
        sys.exit(__doc__)
    rounds = int(os.environ.get("ROUNDS", "30"))
    table = listen()
    threading.Thread(target=answer_table_calls, args=(table,), daemon=True).start()

    with tempfile.TemporaryDirectory() as folder:
        bootstraps = [unpack(archive, pathlib.Path(folder)) for archive in archives]
        starts: list[list[float]] = [[] for _ in bootstraps]
        timed = all(map(runs_here, bootstraps))
        if timed:
            print(f"Starting each {rounds} times…", file=sys.stderr)
            for turn in range(WARM_UP_ROUNDS + rounds):
                for bootstrap, taken in zip(bootstraps, starts):
                    took = start_ms(bootstrap, address(table))
                    if turn >= WARM_UP_ROUNDS:
                        taken.append(took)
        else:
            print("These are for another processor: no starts timed.", file=sys.stderr)

        over = 0
        print(f"\n{'function':10} {'binary MB':>9} {'zip MB':>7} {'start ms':>9} {'× bare':>7}")
        for archive, bootstrap, taken in zip(archives, bootstraps, starts):
            zip_mb = archive.stat().st_size / 1e6
            row = f"{bootstrap.name:10} {bootstrap.stat().st_size / 1e6:9.2f} {zip_mb:7.2f}"
            exceeds = [f"zip over {ZIP_MB_MAX} MB"] if zip_mb > ZIP_MB_MAX else []
            if timed:
                ratio = statistics.median(start / bare for start, bare in zip(taken, starts[0]))
                row += f" {statistics.median(taken):9.2f} {ratio:7.2f}"
                if ratio > START_RATIO_MAX:
                    exceeds.append(f"start over {START_RATIO_MAX} × bare")
            over += bool(exceeds)
            print(f"{row}  {', '.join(exceeds)}".rstrip())
    print(f"\nGoal: zip at most {ZIP_MB_MAX} MB, start at most {START_RATIO_MAX} × {archives[0].parent.name}. ", end="")
    verdict = f"{over} over it" if over else "all within it"
    print(f"{verdict.capitalize()}{'' if timed else ', as far as sizes go'}.")


main()
