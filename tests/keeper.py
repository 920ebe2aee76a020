"""Runs one server and outlives nobody: `python keeper.py DIRECTORY SIGNAL OWNER COMMAND…`.

The keeper's standard input is a pipe held by the test process. When that closes, in whatever way
the test process ended, the server is sent SIGNAL and its DIRECTORY is removed. OWNER, uid:gid,
is whom the server runs as. The first line of standard output is the server's process id.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import Any

PATIENCE = 10  # seconds between asking a server to end and killing it


def main(directory: str, how: str, owner: str, *command: str) -> None:
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, cwd=directory, **run_as(owner)
    )
    print(server.pid, flush=True)  # noqa: T201
    threading.Thread(target=server.wait, daemon=True).start()  # one that is killed leaves no zombie
    sys.stdin.read()
    end(server, signal.Signals[how])
    shutil.rmtree(directory, ignore_errors=True)


def run_as(owner: str) -> dict[str, Any]:
    uid, gid = map(int, owner.split(":"))
    if uid == os.geteuid():
        return {}
    return {"user": uid, "group": gid, "extra_groups": []}


def end(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    server.send_signal(signal.SIGCONT)  # a test may have stopped it, and the stopped hear nothing
    server.send_signal(how)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
