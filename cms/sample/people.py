"""The users of a demo, and the token another program would use."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import APIToken

from leads.models import Advisor

USERS = {"editor": "Editors", "advisor": "Advisors", "admin": ""}


def load_users() -> dict[str, str]:
    """The demo's users and their passwords, which follow from SECRET_KEY: the same in each run."""
    return {name: _load_user(name, group) for name, group in USERS.items()}


def make_api_token() -> str:
    """A new token for the admin; the one of the last run is revoked."""
    admin = get_user_model().objects.get(username="admin")
    older = APIToken.objects.filter(user=admin, name="demo", revoked_at=None)
    older.update(revoked_at=timezone.now())
    _, plain = APIToken.create_token(user=admin, name="demo")
    return str(plain)


def _load_user(name: str, group: str) -> str:
    password = salted_hmac("lanewise.demo.user", name, algorithm="sha256").hexdigest()[:16]
    user, made = User.objects.get_or_create(
        username=name,
        defaults={"email": f"{name}@example.com", "is_superuser": not group, "is_staff": not group},
    )
    if made or not user.check_password(password):
        user.set_password(password)
        user.save()
    if group:
        user.groups.set([Group.objects.get(name=group)])
    if name == "advisor":
        Advisor.objects.filter(email="cleo@example.com", user=None).update(user=user)
    return password
