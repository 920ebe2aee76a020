"""Directories that are written to, what is served from them, and the room that is left."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cms.doctor.finding import Finding, fault, well

LEAST = 2**30  # bytes; a day of an ordinary site is far less
GIGA = 1e9


def directories() -> dict[str, Path]:
    """Where this deployment writes, by what it keeps there."""
    found = {"media": Path(settings.MEDIA_ROOT)}
    if kept := settings.MAILERS["default"].get("OPTIONS", {}).get("directory"):
        found["mail"] = Path(kept)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        found["database"] = Path(database["NAME"]).parent
    return found


def can_be_written() -> Iterator[Finding]:
    for name, directory in directories().items():
        yield _writable(f"{name} directory", directory)
    yield from _collected()


def _writable(check: str, directory: Path) -> Finding:
    where = _standing(directory)
    try:
        with tempfile.TemporaryFile(dir=where):
            return well(check, f"{directory} can be written")
    except OSError as error:
        return fault(
            check,
            f"{where} cannot be written: {error.strerror}.",
            do="Give the directory to the user who runs Lanewise, or set DATA_DIR to another one.",
        )


def _standing(directory: Path) -> Path:
    """The directory, or what it will be made in."""
    return next(each for each in (directory, *directory.parents) if each.is_dir())


def _collected() -> Iterator[Finding]:
    """Without its list of names the site has no style sheet."""
    if "Manifest" not in settings.STORAGES["staticfiles"]["BACKEND"]:
        return
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield well("static files", f"collected in {settings.STATIC_ROOT}")
    else:
        yield fault(
            "static files",
            f"None are collected in {settings.STATIC_ROOT}.",
            do="Run manage.py collectstatic with each release.",
        )


def there_is_room() -> Iterator[Finding]:
    standing = {name: _standing(where) for name, where in directories().items()}
    disks = {where.stat().st_dev: where for where in standing.values()}
    for where in disks.values():
        free = shutil.disk_usage(where).free
        says = f"{free / GIGA:,.1f} GB are free at {where}"
        if free < LEAST:
            yield fault(
                "disk",
                f"{says}.",
                do="Make room or a larger disk; shorter retention periods help later, not now.",
            )
        else:
            yield well("disk", says)
