"""The two actions of a trial: it begins, and it ends with one of its variants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from pages.models.trials import WORDS, Exposure, Trial, Variant
from pages.snippets import CallToAction

STARTED = "pages.trial.start"
ENDED = "pages.trial.end"

NOT_SHOWN = "Readers do not see this call now. Publish it, and what it leads to, first."
NOTHING_TO_COUNT = (
    "This call does not lead to an assessment. What is counted are submissions, so a trial of it "
    "would say nothing."
)
DRAFTED = "This call has a draft or a schedule. Publish it or discard it first."
RUNNING = "A trial of this call is running. End it first."
SAME = "Variant B says the same as the call itself. Change its label, its line or its style."


class TrialRefused(ValueError):
    """A sentence that says why no trial was begun."""


@transaction.atomic
def start_trial(call: CallToAction, *, words: Mapping[str, str], user: Any, now: datetime) -> Trial:
    """From now on half of the readers see these words. Raises TrialRefused."""
    call = CallToAction.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if reason := why_not(call) or (SAME if call.words == dict(words) else ""):
        raise TrialRefused(reason)
    trial = Trial(call=call, started_at=now)
    for name in WORDS:
        setattr(trial, f"a_{name}", call.words[name])
        setattr(trial, f"b_{name}", words[name])
    trial.save()
    Exposure.objects.bulk_create(Exposure(trial=trial, variant=each) for each in Variant)
    CallToAction.objects.filter(pk=call.pk).update(trial=trial)
    log(call, STARTED, user=user, data={"label": trial.b_label})
    return trial


def why_not(call: CallToAction) -> str:
    """Why no trial of this call can begin; empty where one can."""
    if call.trial_id:
        return RUNNING
    if not call.is_open:
        return NOT_SHOWN
    if not call.leads_to_assessment:
        return NOTHING_TO_COUNT
    if call.has_unpublished_changes or call.scheduled_revision:
        return DRAFTED
    return ""


@transaction.atomic
def end_trial(trial: Trial, *, keep: str, user: Any, now: datetime) -> Trial:
    """All readers see what is kept. A trial that has ended stays as it ended."""
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if trial.ended_at:
        return trial
    trial.ended_at, trial.winner = now, Variant(keep).value
    trial.save(update_fields=["ended_at", "winner"])
    CallToAction.objects.filter(pk=trial.call_id).update(trial=None)
    call = CallToAction.objects.get(pk=trial.call_id)
    if keep == Variant.B:
        _adopt(call, trial.words(Variant.B), user=user)
    log(call, ENDED, user=user, data={"keep": trial.winner})
    return trial


def _adopt(call: CallToAction, words: Mapping[str, str], *, user: Any) -> None:
    """The words become the call's own; what it said before stays readable in its history. A call
    that was taken from readers meanwhile gets them as a draft."""
    if call.latest_revision_id is None:
        call.save_revision(user=user, changed=False)
    for name, text in words.items():
        setattr(call, name, text)
    revision = call.save_revision(user=user)
    if call.live:
        revision.publish(user=user)
