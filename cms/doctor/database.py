"""The database: the queue and the truth."""

from collections.abc import Iterator

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from cms.doctor.finding import Finding, fault, well

OLDEST_POSTGRES = 15
CONNECTING = 5  # seconds for Postgres to be reached; unset, libpq waits for minutes
# Anything else can lose what a reader was told is stored, when the machine loses its power.
KEEPS_ITS_WORD = {"fsync": ("on",), "full_page_writes": ("on",)}
WAITS = ("on", "local", "remote_write", "remote_apply")
CROWDED = 0.8  # of the connections that there are


def answers() -> Finding:
    """Whether it can be asked at all."""
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", CONNECTING)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        return fault(
            "database",
            f"It does not answer: {said}",
            do="Start it, or correct DATABASE_URL; readers are told to try again meanwhile.",
        )
    return well("database", f"{connection.display_name} {_version()} answers")


def _version() -> str:
    return ".".join(map(str, connection.get_database_version()))


def missing_migrations() -> list[str]:
    """Those that this release has and the database has not, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(each) for each, _ in plan]


def migrations_are_applied() -> Iterator[Finding]:
    missing = missing_migrations()
    loader = MigrationLoader(connection)
    newer = sorted(
        key
        for key in loader.applied_migrations
        if key[0] in loader.migrated_apps and key not in loader.disk_migrations
    )
    if missing:
        yield fault(
            "migrations",
            f"{len(missing)} are not applied, the first is {missing[0]}.",
            do="Run manage.py migrate before the processes of this release start.",
        )
    if newer:
        yield fault(
            "migrations",
            f"{len(newer)} were applied by a newer release, such as {'.'.join(newer[0])}.",
            do="Deploy that release here too, or restore the backup that was made before it.",
        )
    if not missing and not newer:
        yield well("migrations", "all are applied")


def keeps_its_word() -> Iterator[Finding]:
    """What it must be set to, so that what was committed is still there after a power cut."""
    yield from _postgres() if connection.vendor == "postgresql" else _sqlite()


def _sqlite() -> Iterator[Finding]:
    mode, synchronous = _asked("PRAGMA journal_mode"), _asked("PRAGMA synchronous")
    if (mode, synchronous) == ("wal", 2):
        yield well("database settings", "WAL, synchronous FULL")
        return
    yield fault(
        "database settings",
        f"The journal is {mode} and synchronous is {synchronous}; they should be wal and 2.",
        do="Leave OPTIONS of DATABASES as cms/settings.py has them, and keep the file on a disk of "
        "this machine.",
    )


def _postgres() -> Iterator[Finding]:
    wanted = KEEPS_ITS_WORD | {"synchronous_commit": WAITS}
    wrong = {name: now for name, right in wanted.items() if (now := _shown(name)) not in right}
    for name, now in wrong.items():
        yield fault(
            "database settings",
            f"{name} is {now}: what was stored can be lost with the power.",
            do=f"ALTER SYSTEM SET {name} = on, then SELECT pg_reload_conf().",
        )
    if not wrong:
        yield well("database settings", "fsync, full_page_writes, synchronous_commit are on")
    if (version := connection.get_database_version()[0]) < OLDEST_POSTGRES:
        yield fault(
            "database version",
            f"This is Postgres {version}.",
            do=f"Move to Postgres {OLDEST_POSTGRES} or newer.",
        )
    yield _room()


def _room() -> Finding:
    most = int(_shown("max_connections"))
    used = int(_asked("SELECT count(*) FROM pg_stat_activity WHERE backend_type='client backend'"))
    says = f"{used} of {most} are in use"
    if used > CROWDED * most:
        return fault(
            "database connections",
            f"{says}.",
            do="Raise max_connections or put a pooler in front.",
        )
    return well("database connections", says)


def _shown(name: str) -> str:
    return str(_asked(f"SHOW {name}"))


def _asked(question: str) -> str | int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        answer: str | int = cursor.fetchone()[0]
    return answer
