"""Answers as they were agreed: tests/pages/golden/*.json. Keys and moments are named, not compared.

Delete a file and run its test once to have it written anew; then read what changed.
"""

import json
import re
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STORED = re.compile(r"_[A-Za-z0-9]{7}(?=\.(png|jpg|avif|webp)$)")  # where the name was taken
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


def settled(document: Any) -> Any:
    """Without what differs from run to run."""
    match document:
        case dict():
            return {
                name: "a key" if name == "id" and isinstance(value, int) else settled(value)
                for name, value in document.items()
            }
        case list():
            return [settled(each) for each in document]
        case str():
            return STORED.sub("", KEY.sub("a key", MOMENT.sub("a moment", document)))
    return document


def assert_golden(name: str, document: Any) -> None:
    file = GOLDEN / f"{name}.json"
    if not file.exists():
        file.write_text(json.dumps(settled(document), indent=2, ensure_ascii=False) + "\n")
        raise AssertionError(f"{file} was not there; it is now. Read it, then run again.")
    expected = json.loads(file.read_text())
    assert settled(document) == expected
