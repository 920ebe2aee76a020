"""The demo's processes: started with their own logs, watched, and all stopped at the end."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
PATIENCE = 25  # seconds for a clean stop: above the workers' soft shutdown of 20


class ProcessDied(RuntimeError):
    """One of the processes ended by itself; the message names it and its log."""


class Processes:
    """A context: whatever was started in it is stopped when it ends, newest first."""

    def __init__(self, *, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = dict(environment)
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, name: str, *command: str) -> None:
        """In a session of its own, so that Ctrl-C reaches us alone and we stop it in order."""
        with self.log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 (our own programs)
                [sys.executable, "-m", *command],
                env=self._environment,
                cwd=Path(MANAGE).parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def watch(self) -> None:
        """Raises ProcessDied as soon as one of them is not running any more."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ProcessDied(
                    f"{name} stopped by itself with {process.returncode}: see {self.log(name)}"
                )

    def stop(self) -> None:
        """Ask all to stop, wait, then end the sessions of those that would not."""
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self._running.values()):
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=PATIENCE)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()


def run_command(*arguments: str, environment: Mapping[str, str]) -> str:
    """One management command to its end; what it printed. Its talk goes to our standard error."""
    done = subprocess.run(  # noqa: S603 (our own manage.py)
        [sys.executable, MANAGE, *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
