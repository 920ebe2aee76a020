"""Measures, prints, and writes docs/performance.md. A goal that is missed is marked.

`make bench` runs every section; `make bench ARGS="pages pipeline"` those that are
named. Each section runs in a process of its own and replaces its own part of the page.
"""

import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.bench import cores, page

SECTIONS: Final = {
    "engine": "tests.bench.engine",
    "submissions": "tests.bench.submitting",
    "pipeline": "tests.bench.piping",
    "pages": "tests.bench.reading",
}


def main(*names: str) -> int:
    if unknown := set(names) - set(SECTIONS):
        print(f"There is no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}.")  # noqa: T201
        return 2
    failed = 0
    for name in names or SECTIONS:
        failed += not _measured(name)
    return 1 if failed else 0


def _measured(name: str) -> bool:
    with tempfile.NamedTemporaryFile("r+") as told:
        command = [sys.executable, "-m", "tests.bench", "--here", name, told.name]
        if subprocess.run(command).returncode:
            return False
        body = Path(told.name).read_text()
    print(f"\n{body}", flush=True)  # noqa: T201
    page.put(import_module(SECTIONS[name]).TITLE, body)
    return True


def _here(name: str, path: str) -> None:
    """One section, on the core of whoever measures."""
    section = import_module(SECTIONS[name])
    with cores.on(cores.MEASURING):
        body = section.run()
    Path(path).write_text(f"{page.when(name)}\n\n{body}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        _here(*sys.argv[2:])
    else:
        sys.exit(main(*sys.argv[1:]))
