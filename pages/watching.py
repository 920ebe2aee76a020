"""What the database is taught after each migration: to note what changes, and to find by path.

A trigger sees what no signal does: `update()`, bulk writes, moves in the tree, SQL by hand. It is
made again after each `migrate`, and not by a migration, because SQLite rebuilds a table to alter it
and forgets what hung on it. The index on the paths of pages is made here for the same reason.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model
from wagtail.models import Locale, Page, PageViewRestriction, Site

PREFIX = "shown_"
# What an editor's draft touches and no reader sees.
UNSEEN = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "owner",
}
# What readers see besides pages, by model. A test asks that all a page can refer to is here.
BESIDES = (
    "assessment.Assessment",
    "pages.CallToAction",
    "pages.ReusableBlock",
    "pages.SiteSettings",
    "wagtailimages.Image",
    "wagtailimages.Rendition",
)

NOTE = """
CREATE OR REPLACE FUNCTION pages_note_change() RETURNS trigger AS $$
DECLARE
  changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  IF changed ? 'page_ptr_id' THEN
    IF NOT EXISTS (SELECT 1 FROM wagtailcore_page
                   WHERE id = (changed ->> 'page_ptr_id')::int AND live) THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO pages_change ("table", "row", path)
  VALUES (TG_TABLE_NAME, (changed ->> TG_ARGV[0])::bigint, COALESCE(changed ->> 'url_path', ''));
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'url_path' <> changed ->> 'url_path' THEN
    INSERT INTO pages_change ("table", "row", path)
    VALUES (TG_TABLE_NAME, (changed ->> TG_ARGV[0])::bigint, to_jsonb(OLD) ->> 'url_path');
  END IF;
  RETURN NULL;
END $$ LANGUAGE plpgsql
"""


def watched() -> Iterator[type[Model]]:
    """Every model whose rows readers see."""
    yield from (Page, Site, Locale, PageViewRestriction)
    yield from (model for model in apps.get_app_config("pages").get_models() if is_page(model))
    yield from (apps.get_model(label) for label in BESIDES)


def is_page(model: type[Model]) -> bool:
    return issubclass(model, Page) and model is not Page


def teach(using: str = "default", **_: Any) -> None:
    """Brings triggers and index to what they should be, and begins a new edition if it had to."""
    connection = connections[using]
    statements = dict(_postgres() if connection.vendor == "postgresql" else _sqlite())
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {"pages_change", *(model._meta.db_table for model in watched())} <= tables:
            return  # migrated in part: not yet
        _index(cursor, connection.vendor)
        installed = _installed(cursor, connection.vendor)
        if installed.keys() == statements.keys():
            return
        for name, table in installed.items():
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on}')
        if connection.vendor == "postgresql":
            cursor.execute(NOTE)
        for statement in statements.values():
            cursor.execute(statement)
        cursor.execute('INSERT INTO pages_change ("table", "row") VALUES (\'\', 0)')


def _index(cursor: Any, vendor: str) -> None:
    """Postgres keeps no tree of texts over 2.7 kB, and a path has no greatest length."""
    kind = "USING hash (url_path)" if vendor == "postgresql" else "(url_path)"
    cursor.execute(f"CREATE INDEX IF NOT EXISTS pages_by_url_path ON wagtailcore_page {kind}")
    cursor.execute(
        "CREATE INDEX IF NOT EXISTS pages_in_menu ON wagtailcore_page (depth) WHERE show_in_menus"
    )


def _installed(cursor: Any, vendor: str) -> dict[str, str]:
    """Our triggers in this database, by name, with their table."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname LIKE 'shown\\_%%' AND relnamespace = current_schema()::regnamespace"
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'shown\\_%' ESCAPE '\\'"
        )
    return dict(cursor.fetchall())


def _seen(model: type[Model]) -> list[str]:
    """The columns whose change a reader could notice."""
    fields = model._meta.local_concrete_fields
    return [field.column for field in fields if field.name not in UNSEEN]


def _named(body: str, table: str, event: str) -> str:
    """The trigger's name, which tells what it does: another body, another name."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:8]
    return f"{PREFIX}{table[:40]}_{event}_{digest}"


def _postgres() -> Iterator[tuple[str, str]]:
    """(name, statement) of each trigger."""
    for model in watched():
        table, key = model._meta.db_table, model._meta.pk.column
        differs = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in _seen(model))
        conditions = {"UPDATE": differs}
        if not is_page(model):
            conditions |= {"INSERT": "true", "DELETE": "true"}
        if model is Page:
            conditions = {
                "INSERT": "NEW.live",
                "UPDATE": f"(OLD.live OR NEW.live) AND ({differs})",
                "DELETE": "OLD.live",
            }
        for event, condition in conditions.items():
            body = (
                f'AFTER {event} ON "{table}" FOR EACH ROW WHEN ({condition}) '
                f"EXECUTE FUNCTION pages_note_change('{key}')"
            )
            name = _named(body + NOTE, table, event.lower())
            yield name, f'CREATE TRIGGER "{name}" {body}'


def _sqlite() -> Iterator[tuple[str, str]]:
    """(name, statement) of each trigger."""
    for model in watched():
        table = model._meta.db_table
        for event, condition, notes in _sqlite_events(model):
            body = (
                f'AFTER {event} ON "{table}" FOR EACH ROW WHEN {condition} '
                f"BEGIN {' '.join(notes)} END"
            )
            name = _named(body, table, event.lower())
            yield name, f'CREATE TRIGGER "{name}" {body}'


def _sqlite_events(model: type[Model]) -> Iterator[tuple[str, str, list[str]]]:
    """(event, condition, what to do) for each event of this table that readers may notice."""
    table, key = model._meta.db_table, model._meta.pk.column
    differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in _seen(model))

    def note(row: str, where: str = "") -> str:
        path = f"{row}.url_path" if model is Page else "''"
        values = f"'{table}', {row}.\"{key}\", {path}"
        return f'INSERT INTO pages_change ("table", "row", path) SELECT {values}{where};'

    if model is Page:
        moved = " WHERE OLD.url_path IS NOT NEW.url_path"
        yield "INSERT", "NEW.live", [note("NEW")]
        yield "UPDATE", f"(OLD.live OR NEW.live) AND ({differs})", [note("NEW"), note("OLD", moved)]
        yield "DELETE", "OLD.live", [note("OLD")]
    elif is_page(model):
        live = f'SELECT 1 FROM wagtailcore_page WHERE id = NEW."{key}" AND live'  # noqa: S608
        yield "UPDATE", f"({differs}) AND EXISTS ({live})", [note("NEW")]
    else:
        yield "INSERT", "1", [note("NEW")]
        yield "UPDATE", differs, [note("NEW")]
        yield "DELETE", "1", [note("OLD")]
