"""The trials of a call to action in the admin: what each says so far, how one begins and ends."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.permissions import policy_registry

from cms.attribution.counting import counts_of
from pages.domain.confidence import LEAST_SEEN, LEAST_SUBMISSIONS, judge
from pages.models import CallToAction
from pages.models.trials import WORDS, Trial, Variant
from pages.trials.running import TrialRefused, end_trial, start_trial, why_not


class TrialForm(forms.ModelForm):
    """What variant B says."""

    class Meta:
        model = Trial
        fields = tuple(f"b_{name}" for name in WORDS)

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"b_{name}"] for name in WORDS}


@require_http_methods(["GET", "HEAD", "POST"])
def trials_of_call(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET lists them and offers to begin one; a POST begins it."""
    call = get_object_or_404(CallToAction, pk=pk)
    _permit(request, call, "publish" if request.method == "POST" else "change")
    form = TrialForm(request.POST or None, initial=_initial(call))
    if request.method == "POST" and form.is_valid():
        try:
            trial = start_trial(call, words=form.words, user=request.user, now=timezone.now())
        except TrialRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The trial has begun. Half of the readers see variant B.")
            return redirect("trial", pk=trial.pk)
    context = {
        "call": call,
        "form": form,
        "trials": call.trials.all(),
        "refusal": why_not(call),
        "may_publish": _may(request, call, "publish"),
    }
    status = 422 if form.errors else 200
    return render(request, "cms/trials/of_call.html", context, status=status)


@require_GET
def trial_so_far(request: HttpRequest, pk: int) -> HttpResponse:
    trial = get_object_or_404(Trial.objects.select_related("call"), pk=pk)
    _permit(request, trial.call, "change")
    counts = counts_of(trial)
    context = {
        "trial": trial,
        "rows": [
            {"variant": each, "words": trial.words(each), "count": counts[each]}
            for each in Variant.values
        ],
        "verdict": judge(counts[Variant.A], counts[Variant.B]),
        "least_seen": LEAST_SEEN,
        "least_submissions": LEAST_SUBMISSIONS,
        "may_publish": _may(request, trial.call, "publish"),
    }
    return render(request, "cms/trials/trial.html", context)


@require_POST
def trial_ends(request: HttpRequest, pk: int) -> HttpResponse:
    trial = get_object_or_404(Trial.objects.select_related("call"), pk=pk)
    _permit(request, trial.call, "publish")
    keep = request.POST.get("keep", "")
    if keep not in Variant.values:
        messages.error(request, "Say which variant is kept: A or B.")
        return redirect("trial", pk=pk)
    ended = end_trial(trial, keep=keep, user=request.user, now=timezone.now())
    messages.success(request, f"The trial has ended. Variant {ended.winner.upper()} was kept.")
    return redirect("trial", pk=pk)


def _initial(call: CallToAction) -> dict[str, str]:
    return {f"b_{name}": text for name, text in call.words.items()}


def _permit(request: HttpRequest, call: CallToAction, action: str) -> None:
    if not _may(request, call, action):
        raise PermissionDenied


def _may(request: HttpRequest, call: CallToAction, action: str) -> Any:
    policy = policy_registry.get_by_type(CallToAction)
    return policy.user_has_permission_for_instance(request.user, action, call)
