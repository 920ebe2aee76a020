"""Who works on the pages, logged in: Edith edits, Vera only writes, Ada advises."""

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from wagtail.models import GroupPagePermission, Page


def browser_of(name: str, group: str | None = None, **fields: Any) -> Client:
    """A browser in which this person is logged in."""
    user = User.objects.create_user(name, email=f"{name}@example.com", **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def make_writers() -> Group:
    """A group that writes and does not publish: what its members submit is moderated."""
    writers, _ = Group.objects.get_or_create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    root = Page.get_first_root_node()
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=writers, page=root, permission=Permission.objects.get(codename=codename)
        )
    return writers


def user_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])
