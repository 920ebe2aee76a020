"""An editor's preview for a front end elsewhere: a token that says which draft, and for how long.

The token is signed and dated; what it opens is a row that follows the editor. It ends with its
hour, with the row, and with the editor's own right to change the draft.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from pages.models.previews import Preview, place_of
from pages.snapshots import may_edit, restore, without_comments

SALT = "pages.preview"
LIFE = timedelta(hours=1)
UNSHARED = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def unshared[Answer: HttpResponse](response: Answer) -> Answer:
    """Kept by nobody, found by no search engine, and its address passed on to nobody."""
    for name, value in UNSHARED.items():
        response[name] = value
    return response


class NoSuchPreview(LookupError):
    """Wrong, over, revoked: whoever holds the token learns no more than that."""


def keep_preview(draft: Any, *, user: Any, follows: bool, now: datetime) -> str:
    """Keeps what the editor sees; the token that opens it for an hour."""
    forget_old_previews(now)
    values = {"content": without_comments(draft.serializable_data()), "shown_at": now}
    named = {
        "user": user,
        "content_type": ContentType.objects.get_for_model(draft),
        "place": place_of(draft),
        "follows_editor": follows,
    }
    if follows:
        preview, _ = Preview.objects.update_or_create(**named, defaults=values)
    else:
        preview = Preview.objects.create(**named, **values)
    return signing.dumps(str(preview.pk), salt=SALT)


def read_preview(token: str, *, content_type: str | None) -> Model:
    """The draft a token opens. Raises NoSuchPreview."""
    try:
        key = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature as error:
        raise NoSuchPreview from error
    preview = Preview.objects.select_related("user", "content_type").filter(pk=key).first()
    if preview is None or (content_type or "").lower() not in ("", name_of(preview.content_type)):
        raise NoSuchPreview
    draft = restore(preview.content_type.model_class(), preview.content)
    if draft is None or not may_edit(preview.user, draft):
        raise NoSuchPreview
    return draft


def revoke_previews(draft: Model) -> None:
    """No token of this draft opens anything any more, whoever's it was."""
    Preview.objects.of(draft).delete()


def forget_old_previews(now: datetime) -> None:
    """What no token opens any more."""
    Preview.objects.filter(shown_at__lte=now - LIFE).delete()


def name_of(kind: ContentType) -> str:
    return f"{kind.app_label}.{kind.model}"


def origin_of(address: str) -> str:
    """Scheme and host; empty for an empty address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


class ShownElsewhere:
    """Previewed by the front end elsewhere, where there is one: settings.PREVIEW_URL."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if not settings.PREVIEW_URL or not request.user.is_authenticated:
            return super().serve_preview(request, mode_name)  # type: ignore[misc]
        editing = getattr(request, "is_editing", False)
        now = timezone.now()
        token = keep_preview(self, user=request.user, follows=editing, now=now)
        asked = {
            "content_type": name_of(ContentType.objects.get_for_model(self)),
            "token": token,
        }
        if getattr(request, "in_preview_panel", False):
            asked["in_preview_panel"] = "true"
        joint = "&" if "?" in settings.PREVIEW_URL else "?"
        address = f"{settings.PREVIEW_URL}{joint}{urlencode(asked)}"
        return unshared(HttpResponseRedirect(address))
