"""The groups that a migration makes, on a database of any age."""

from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.models import Count
from wagtail.models import DraftStateMixin, GroupCollectionPermission, GroupPagePermission, Page

from leads import migrations

DRAFTS = ("publish", "lock", "unlock")
MODULES = [
    import_module(f"leads.migrations.{each.name}") for each in iter_modules(migrations.__path__)
]
# The first makes the groups; what came later allows them one thing more.
STEPS = [
    step
    for module in MODULES
    for name in ("make_groups", "allow")
    if (step := getattr(module, name, None))
]

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def run() -> None:
    for step in STEPS:
        step(apps, SimpleNamespace(connection=connection))


def everything() -> dict[str, Any]:
    return {
        "groups": list(Group.objects.order_by("name").values_list("name", flat=True)),
        "permissions": list(
            Group.objects.order_by("pk", "permissions").values_list("name", "permissions")
        ),
        "pages": list(GroupPagePermission.objects.order_by("pk").values()),
        "collections": list(GroupCollectionPermission.objects.order_by("pk").values()),
        "rows": Permission.objects.count(),
    }


def test_running_it_twice_changes_nothing() -> None:
    before = everything()
    run()
    assert everything() == before


def test_it_makes_again_what_is_missing() -> None:
    before = everything()
    Group.objects.get(name="Operators").permissions.clear()
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    run()
    assert everything()["permissions"] == before["permissions"]


def test_no_permission_is_there_twice() -> None:
    twice = Permission.objects.values("content_type", "codename").annotate(count=Count("pk"))
    assert not twice.filter(count__gt=1)


def test_every_permission_is_one_that_wagtail_or_django_knows() -> None:
    """A misspelt one would be a row that nothing ever asks about."""
    for permission in Permission.objects.filter(group__isnull=False).distinct():
        model = permission.content_type.model_class()
        if permission.codename != "access_admin":
            action, _, name = permission.codename.rpartition("_")
            assert model is not None, permission
            assert name == model._meta.model_name
            assert action in ("add", "change", "delete", "view", "choose", *DRAFTS), permission
            assert action not in DRAFTS or issubclass(model, DraftStateMixin), permission


def can(group: str, permission: str) -> bool:
    user, _ = User.objects.get_or_create(username=group)
    user.groups.add(Group.objects.get(name=group))
    return user.has_perm(permission)


def test_editors_edit_and_publish_and_see_no_lead() -> None:
    for allowed in (
        "wagtailadmin.access_admin",
        "assessment.publish_assessment",
        "leads.publish_routingpolicy",
        "leads.change_lane",
        "pages.change_calltoaction",
        "pages.publish_reusableblock",
        "pages.change_sitesettings",
    ):
        assert can("Editors", allowed), allowed
    owned = Permission.objects.filter(group__name="Editors", content_type__app_label="leads")
    models = set(owned.values_list("content_type__model", flat=True))
    assert models == {"routingpolicy", "lane", "sequence", "followupsettings"}


def test_editors_publish_every_page() -> None:
    can("Editors", "")
    user = User.objects.get(username="Editors")
    root = Page.objects.get(depth=1)
    allowed = root.get_children().first().permissions_for_user(user)
    assert allowed.can_edit()
    assert allowed.can_publish()
    assert allowed.can_add_subpage()


def test_advisors_get_in_and_nothing_more() -> None:
    owned = Permission.objects.filter(group__name="Advisors")
    assert list(owned.values_list("codename", flat=True)) == ["access_admin"]


def test_operators_change_advisors_and_dead_letters_and_nothing_else() -> None:
    owned = Permission.objects.filter(group__name="Operators")
    changing = owned.exclude(codename__startswith="view_").values_list("codename", flat=True)
    assert set(changing) == {
        "access_admin",
        "add_advisor",
        "add_lead",  # imports them
        "add_webhookendpoint",
        "change_advisor",
        "change_lead",  # notes, outcomes, another advisor or lane
        "change_followupsettings",
        "change_outboxmessage",
        "change_submission",  # closes the link to a result
        "change_retentionperiods",
        "change_suppression",  # lifts it, with a reason
        "change_webhookendpoint",
        "delete_lead",  # erases the person
    }


def test_wagtails_moderators_are_left_as_they_were() -> None:
    owned = Permission.objects.filter(group__name="Moderators")
    assert not owned.filter(content_type__app_label__in=["leads", "assessment", "pages"])
