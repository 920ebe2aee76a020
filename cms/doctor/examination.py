"""All of it, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from cms.doctor import (
    broker,
    clocks,
    configuration,
    database,
    mail_domain,
    mail_server,
    processes,
    storage,
)
from cms.doctor.finding import Finding, State, not_checked
from cms.doctor.names import Names

type Check = Callable[[], Iterable[Finding]]

NEED_NOBODY: Mapping[str, Check] = {
    "settings": configuration.settings_are_sound,
    "directories": storage.can_be_written,
    "disk": storage.there_is_room,
    "mail server": mail_server.lets_us_in,
}
NEED_THE_DATABASE: Mapping[str, Check] = {
    "database settings": database.keeps_its_word,
    "database clock": clocks.of_the_database,
    "migrations": database.migrations_are_applied,
}
NEED_ITS_TABLES: Mapping[str, Check] = {
    "site": configuration.addresses_agree,
    "sweeper and beat": processes.others_are_alive,
    "outbox": processes.work_gets_done,
}
NEED_THE_BROKER: Mapping[str, Check] = {
    "broker eviction": broker.never_evicts,
    "broker clock": clocks.of_the_broker,
}
NEED_BOTH: Mapping[str, Check] = {"workers": processes.workers_answer}


def examine(names: Names) -> Iterator[Finding]:
    """Every finding. What rests on something that is not there is told as not checked."""
    yield from _each(NEED_NOBODY)
    stored, rung = database.answers(), broker.answers()
    yield stored
    yield from _each(NEED_THE_DATABASE, missing=_away(stored))
    has_tables = stored.state is State.WELL and not database.missing_migrations()
    lacking = "" if has_tables else _away(stored) or "migrations are missing"
    yield from _each(NEED_ITS_TABLES, missing=lacking)
    yield rung
    yield from _each(NEED_THE_BROKER, missing=_away(rung))
    yield from _each(NEED_BOTH, missing=lacking or _away(rung))
    yield from mail_domain.is_believed(names)


def _each(checks: Mapping[str, Check], *, missing: str = "") -> Iterator[Finding]:
    for name, check in checks.items():
        if missing:
            yield not_checked(name, missing)
        else:
            yield from check()


def _away(finding: Finding) -> str:
    return "" if finding.state is State.WELL else f"the {finding.check} does not answer"
