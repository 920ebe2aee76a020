"""A trial begins and ends, once; what it was about stays readable."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from pages.models import CallToAction, Trial
from pages.trials import running
from pages.trials.running import TrialRefused, end_trial, start_trial
from tests.make import NOW
from tests.pages.building import make_call
from tests.pages.trials.conftest import WORDS

LATER = NOW + timedelta(days=7)


def fresh(call: CallToAction) -> CallToAction:
    return CallToAction.objects.get(pk=call.pk)


def test_a_call_names_the_trial_that_runs(call, trial):
    assert fresh(call).trial == trial
    assert trial.words("a") == call.words
    assert trial.words("b") == WORDS
    assert sorted(trial.exposures.values_list("variant", "readers")) == [("a", 0), ("b", 0)]


@pytest.mark.postgres
def test_no_call_has_two_trials_at_once(call, trial):
    with pytest.raises(TrialRefused, match="End it first"):
        start_trial(call, words=WORDS, user=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(call=call, a_label="A", b_label="B", started_at=NOW)


@pytest.mark.postgres
@pytest.mark.parametrize("end", [{"winner": "a"}, {"ended_at": NOW}])
def test_an_end_without_a_winner_and_a_winner_without_an_end_cannot_be_stored(trial, end):
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(**end)


def test_what_cannot_be_counted_is_not_tried(home, call):
    elsewhere = make_call("read-it", page=home)
    with pytest.raises(TrialRefused) as refused:
        start_trial(elsewhere, words=WORDS, user=None, now=NOW)
    assert str(refused.value) == running.NOTHING_TO_COUNT


def test_a_call_that_nobody_sees_is_not_tried(call):
    call.unpublish()
    with pytest.raises(TrialRefused) as refused:
        start_trial(call, words=WORDS, user=None, now=NOW)
    assert str(refused.value) == running.NOT_SHOWN


def test_a_call_with_a_draft_is_not_tried(call):
    call.label = "Not yet"
    call.save_revision()
    with pytest.raises(TrialRefused) as refused:
        start_trial(call, words=WORDS, user=None, now=NOW)
    assert str(refused.value) == running.DRAFTED


def test_the_same_words_are_no_variant(call):
    with pytest.raises(TrialRefused) as refused:
        start_trial(call, words=call.words, user=None, now=NOW)
    assert str(refused.value) == running.SAME


def test_keeping_b_publishes_its_words_and_what_it_said_before_stays_readable(call, trial):
    end_trial(trial, keep="b", user=None, now=LATER)
    kept = fresh(call)
    assert kept.words == WORDS
    assert kept.trial is None
    assert not kept.has_unpublished_changes
    said = [each.as_object().label for each in kept.revisions.order_by("pk")]
    assert said == ["Take it", "See where it drags"]


def test_keeping_a_changes_no_word_and_the_loser_stays_readable_in_the_trial(call, trial):
    end_trial(trial, keep="a", user=None, now=LATER)
    assert fresh(call).words == call.words
    assert fresh(call).trial is None
    assert call.trials.get().words("b") == WORDS


def test_ended_twice_is_ended_once(call, trial):
    end_trial(trial, keep="a", user=None, now=LATER)
    end_trial(trial, keep="b", user=None, now=LATER + timedelta(days=1))
    ended = Trial.objects.get()
    assert (ended.winner, ended.ended_at) == ("a", LATER)
    assert fresh(call).words == call.words


def test_another_trial_may_follow(call, trial):
    end_trial(trial, keep="b", user=None, now=LATER)
    again = start_trial(call, words=WORDS | {"label": "Measure it"}, user=None, now=LATER)
    assert fresh(call).trial == again
    assert again.words("a") == WORDS


def test_the_words_of_a_call_are_not_changed_while_they_are_tried(call, trial):
    call = fresh(call)
    call.label = "Go"
    with pytest.raises(ValidationError, match="End it before you change its words"):
        call.full_clean()


def test_who_read_the_call_before_does_not_undo_the_trial(call, trial):
    call.url = ""
    call.save()
    call.save_revision().publish()
    assert fresh(call).trial == trial


def test_a_call_that_expires_under_trial_is_shown_to_nobody_and_ends_as_a_draft(call, trial):
    call = fresh(call)
    call.expire_at = timezone.now() + timedelta(days=2)
    call.save_revision().publish()
    assert fresh(call).trial == trial
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        call_command("publish_scheduled")
        assert not fresh(call).is_open
        end_trial(trial, keep="b", user=None, now=timezone.now())
    kept = fresh(call)
    assert not kept.live
    assert kept.label == "Take it"
    assert kept.get_latest_revision_as_object().label == WORDS["label"]
