"""Editors, Advisors and Operators: who may do what in the admin.

Editors is the group that Wagtail's own migration makes; here it also gets to publish, and what
surrounds the pages. Advisors get in, and see what is theirs by being the advisor of it. Operators
see everything about leads, keep the advisors, and deal with dead letters.
"""

from django.db import migrations

ADMIN = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
PAGES = {"add": "Can add page", "change": "Can change page", "publish": "Publish any page"}
COLLECTIONS = [("wagtailimages", "image"), ("wagtaildocs", "document")]
EDIT = ("add", "change", "view")
PUBLISH = (*EDIT, "publish", "lock", "unlock")

# What a group may do with a model: app, model, its name in a sentence, actions.
EDITED = [
    ("assessment", "assessment", "assessment", PUBLISH),
    ("leads", "routingpolicy", "routing policy", PUBLISH),
    ("leads", "lane", "lane", EDIT),
    ("pages", "calltoaction", "call to action", (*EDIT, "delete")),
    ("pages", "reusableblock", "reusable block", (*PUBLISH, "delete")),
    ("pages", "sitesettings", "words at the foot", ("change",)),
]
OPERATED = [
    ("leads", "lead", "lead", ("view",)),
    ("leads", "submission", "submission", ("view",)),
    ("leads", "decision", "decision", ("view",)),
    ("leads", "assignment", "assignment", ("view",)),
    ("leads", "delivery", "delivery", ("view",)),
    ("leads", "trackingevent", "tracking event", ("view",)),
    ("leads", "suppression", "suppression", ("view",)),
    ("leads", "outboxmessage", "outbox message", ("view", "change")),
    ("leads", "advisor", "advisor", EDIT),
    ("leads", "lane", "lane", ("view",)),
    ("leads", "routingpolicy", "routing policy", ("view",)),
]


def make_groups(apps, schema_editor):
    """Rows that Django makes only after all migrations are made here, by the same names."""
    database = schema_editor.connection.alias

    def objects(label):
        return apps.get_model(label).objects.using(database)

    def permission(app, model, codename, name):
        content_type, _ = objects("contenttypes.ContentType").get_or_create(
            app_label=app, model=model
        )
        found, _ = objects("auth.Permission").get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        return found

    def group(name, models):
        made, _ = objects("auth.Group").get_or_create(name=name)
        made.permissions.add(permission(*ADMIN))
        for app, model, words, actions in models:
            for action in actions:
                name = f"Can {action} {words}"
                made.permissions.add(permission(app, model, f"{action}_{model}", name))
        return made

    editors = group("Editors", EDITED)
    group("Advisors", [])
    group("Operators", OPERATED)

    page = apps.get_model("wagtailcore.Page")
    root = page.objects.using(database).get(depth=1)
    for action, name in PAGES.items():
        objects("wagtailcore.GroupPagePermission").get_or_create(
            group=editors,
            page=root,
            permission=permission("wagtailcore", "page", f"{action}_page", name),
        )
    collection = objects("wagtailcore.Collection").get(depth=1)
    for app, model in COLLECTIONS:
        for action in ("add", "change", "choose"):
            name = f"Can {action} {model}"
            objects("wagtailcore.GroupCollectionPermission").get_or_create(
                group=editors,
                collection=collection,
                permission=permission(app, model, f"{action}_{model}", name),
            )


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    # Undone by hand: a group may have members and permissions that were given since.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
