"""`manage.py demo`: everything set up and running, and one sample reader sent through."""

import json
import os
import shutil
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.demo.processes import ProcessDied, Processes, free_port, is_free
from cms.demo.reader import Stuck
from cms.demo.site import Site


class Stopped(Exception):
    """SIGINT or SIGTERM: the end of a demo that goes on serving."""


class Command(BaseCommand):
    help = "Sets everything up, starts it, sends one sample reader through, and keeps serving."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="0: any free one (default 8000)")
        parser.add_argument("--data", type=Path, default=None, help="a directory (default var/)")
        parser.add_argument("--exit", action="store_true", help="stop when the reader is through")
        parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
        parser.add_argument("--fresh", action="store_true", help="empty the directory first")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        try:
            self._run(**options)
        except Stopped:
            self._say("Stopped.")
        except (Stuck, ProcessDied) as error:
            raise CommandError(str(error)) from error

    def _run(self, *, port: int, data: Path | None, fresh: bool, **options: Any) -> None:
        began = time.monotonic()
        if port and not is_free(port):
            raise CommandError(
                f"Port {port} is taken. Choose another: --port 0 takes any free one."
            )
        directory = _prepare(data or Path(os.environ.get("DATA_DIR") or "var"), fresh=fresh)
        site = Site(directory, port=port or free_port(), say=self._say)
        with site.broker() as broker_url:
            environment = site.environment(broker_url)
            with Processes(environment=environment, logs=directory / "logs") as processes:
                report = site.open(processes, environment=environment)
                report = {"base_url": site.base_url, "seconds": _since(began)} | report
                self._report(report, as_json=options["json"])
                while not options["exit"]:
                    processes.watch()
                    time.sleep(0.5)

    def _report(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report))
            self.stdout.flush()
            return
        self.stdout.write(_for_people(report))

    def _say(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)


def _prepare(directory: Path, *, fresh: bool) -> Path:
    directory = directory.resolve()
    if fresh and directory.exists():
        _empty(directory)
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _empty(directory: Path) -> None:
    """What a demo made, and nothing else: a mistyped --data must not cost anybody their files."""
    strange = [path.name for path in directory.iterdir() if path.name not in Site.MAKES]
    if strange:
        raise CommandError(
            f"{directory} holds what no demo made ({', '.join(sorted(strange)[:3])}). "
            "Nothing was emptied: name another directory."
        )
    shutil.rmtree(directory)


def _for_people(report: dict[str, Any]) -> str:
    users = "\n".join(f"  {name:<10}{word}" for name, word in report["users"].items())
    return f"""
One reader went through in {report["seconds"]} s and was routed to {report["lane"]}.

  The article      {report["article_url"]}
  The assessment   {report["assessment_url"]}
  Their result     {report["result_url"]}
  Their mail       {report["reader_mail"]}
  The brief        {report["advisor_mail"]}
                   to {report["advisor"]}

  The admin        {report["admin_url"]}
{users}
  API token        {report["api_token"]}
"""
