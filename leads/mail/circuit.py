"""The circuit: when a mail service gives no clear answer, one sender tries and the others wait.

Nobody knows whether a message was accepted when its answer is lost, so each try may make a copy too
many. While a service keeps silent, only one message at a time runs that risk.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models.functions import Now

from leads.domain.backoff import delay
from leads.models import Circuit
from leads.models.outbox import later

PROBE_LASTS = timedelta(seconds=60)  # above all network waits of one message
PROBE_TAKES = timedelta(seconds=5)  # about: when to ask again while somebody else is trying


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send one message. `probes`: the circuit waits for what comes of it."""

    service: str
    probes: bool = False


def ask(service: str) -> Permit | timedelta:
    """A permit, or how long to wait before asking again."""
    times = Circuit.objects.open_until(service)
    if times is None:
        return Permit(service)
    open_until, now = times
    if open_until > now:
        return open_until - now
    if Circuit.objects.take_probe(service, lasts=PROBE_LASTS):
        return Permit(service, probes=True)
    return PROBE_TAKES


def report(permit: Permit, *, answered: bool) -> None:
    """What came of it. Any clear answer to a probe, a no included, closes; silence opens.

    Only the first silence opens and only the probe's prolongs: ten senders who were cut off at once
    are one failure.
    """
    if answered:
        if permit.probes:
            _close(permit.service)
    elif permit.probes:
        _reopen(permit.service)
    else:
        _open(permit.service)


def hand_back(permit: Permit) -> None:
    """Nothing was sent after all; another may probe."""
    if permit.probes:
        Circuit.objects.filter(service=permit.service).update(probing_until=None)


def _open(service: str) -> None:
    Circuit.objects.bulk_create([Circuit(service=service)], ignore_conflicts=True)
    Circuit.objects.filter(service=service, open_until=None).update(
        opened_at=Now(), open_until=later(delay(1)), probing_until=None, failures=1
    )


def _reopen(service: str) -> None:
    failures = Circuit.objects.values_list("failures", flat=True).get(service=service) + 1
    Circuit.objects.filter(service=service).update(
        open_until=later(delay(failures)), probing_until=None, failures=failures
    )


def _close(service: str) -> None:
    Circuit.objects.filter(service=service).update(
        opened_at=None, open_until=None, probing_until=None, failures=0
    )
