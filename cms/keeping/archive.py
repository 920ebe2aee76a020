"""One file that holds everything: a line of JSON for each row, the uploads, and what vouches for
them.

`manifest.json` says of each table its columns, rows and digest, and of each upload its checksum.
The file holds personal data and password hashes: it is readable by its owner only.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.keeping.filling import Arrived, applied, fill, make_searchable, prepare
from cms.keeping.snapshots import one_moment
from cms.keeping.tables import Digest, Row, Table, line_of, tables

FORMAT: Final = 1
BLOCK: Final = 1 << 20


class Refused(Exception):
    """The archive cannot be restored here; the sentence says why."""


def make_archive(path: Path) -> dict[str, Any]:
    """Writes it beside its name and moves it there when it is whole. Its manifest."""
    draft = path.with_name(f"{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            manifest = _written(archive)
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _written(archive: zipfile.ZipFile) -> dict[str, Any]:
    with one_moment():
        migrations = applied("default")
        held = {table.name: _write_table(archive, table) for table in tables()}
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "versions": {name: version(name) for name in ("django", "wagtail")},
        "engine": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
        "key": key_mark(),
        "migrations": migrations,
        "tables": held,
        "media": dict(_write_media(archive)),
    }


def key_mark() -> str:
    """Tells one SECRET_KEY from another and says nothing about either."""
    return salted_hmac("lanewise.backup", "which key is it").hexdigest()[:16]


def _write_table(archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    digest = Digest()
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in digest.over(table.rows("default")):
            lines.write(f"{line_of(row)}\n".encode())
    return {"columns": table.columns, "rows": digest.rows, "digest": str(digest)}


def _write_media(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """After the rows: what a row names is there by then."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        name = path.relative_to(root).as_posix()
        archive.write(path, f"media/{name}", zipfile.ZIP_STORED)
        yield name, _checksum(path)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore_archive(path: Path) -> tuple[dict[str, Any], list[Arrived]]:
    """Into an empty database, all or nothing; then the uploads, and the index of the search.

    Raises Refused, NotEmpty or Differs.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        _refuse_uploads_that_stand(manifest)
        _refuse_other_releases(manifest, prepare())
        expected = {name: held["digest"] for name, held in manifest["tables"].items()}
        arrived = fill(lambda table: _rows(archive, table), expected=expected)
        _put_media(archive, manifest)
    make_searchable()
    return manifest, arrived


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Refused(f"{path} cannot be read as a backup: {error}.") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if "manifest.json" not in archive.namelist():
        raise Refused("This file has no manifest: it is no backup, or was not finished.")
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest.get("format") != FORMAT:
        raise Refused(f"This backup has the format {manifest.get('format')}; {FORMAT} is known.")
    return manifest


def _refuse_uploads_that_stand(manifest: dict[str, Any]) -> None:
    root = Path(settings.MEDIA_ROOT)
    standing = [name for name in manifest["media"] if (root / name).exists()]
    differing = [name for name in standing if _checksum(root / name) != manifest["media"][name]]
    if differing:
        raise Refused(f"{root / differing[0]} stands already and differs. Nothing was written.")


def _refuse_other_releases(manifest: dict[str, Any], here: list[str]) -> None:
    odd = sorted(set(manifest["migrations"]) ^ set(here))
    if odd:
        raise Refused(
            f"This backup was made by another release ({odd[0]} is in one of the two only). "
            "Restore it with the release that made it, then deploy this one."
        )


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[Row]:
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            yield table.read_back(line.decode())


def _put_media(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    root = Path(settings.MEDIA_ROOT).resolve()
    for name, checksum in manifest["media"].items():
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise Refused(f"{name} would be written outside {root}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(f"media/{name}") as source, path.open("wb") as target:
            while block := source.read(BLOCK):
                target.write(block)
        if _checksum(path) != checksum:
            raise Refused(f"{path} is not what it was: the backup is damaged.")
