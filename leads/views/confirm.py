"""Where a reader says from their own address that they agreed: a page with one button."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from leads.actions.confirming import confirm_consent
from leads.domain.consent import Standing
from leads.models import Submission
from leads.models.tokens import submission_of_confirm_token
from leads.throttle import admit
from leads.views.keeping import keeping
from leads.views.secret import secret


# Mail programs open links in browsers without our cookie: the token in the path is the permission.
@csrf_exempt
@secret
@keeping
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows, a POST acts, as often as it likes. The link ends by itself."""
    submission = _submission_of(token)
    if submission is None:
        return render(request, "leads/confirm_unknown.html", status=404)
    if request.method != "POST":
        wording = submission.rubric.rubric.consent_text
        return render(request, "leads/confirm.html", {"wording": wording})
    admit(request, what="confirm")
    standing = confirm_consent(submission, now=timezone.now())
    stopped = standing is not Standing.AGREED
    return render(request, "leads/confirm_done.html", {"stopped": stopped})


def _submission_of(token: str) -> Submission | None:
    try:
        key = submission_of_confirm_token(token)
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        return None
    agreed = Submission.objects.filter(follow_up_consent=True, erased_at=None, lead__erased_at=None)
    return agreed.select_related("rubric", "lead").filter(pk=key, lead__isnull=False).first()
