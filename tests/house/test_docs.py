"""What exists is named in the docs, and what the docs name exists."""

import re

import pytest
from django.core.management import get_commands

from cms.api import api
from tests.house.environment import HERE, names_read

DOCS = [HERE / "README.md", HERE / "CHANGELOG.md", *sorted((HERE / "docs").rglob("*.md"))]
TEXT = "\n".join(doc.read_text() for doc in DOCS)
README = (HERE / "README.md").read_text()
VERBS = set(re.findall(r"^([a-z]+):.* ## ", (HERE / "Makefile").read_text(), re.MULTILINE))
OURS = {"cms", "pages", "leads", "assessment"}
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("command", [name for name, app in get_commands().items() if app in OURS])
def test_every_command_is_named(command):
    assert re.search(rf"manage\.py {command}\b", TEXT)


@pytest.mark.parametrize("path", api.get_openapi_schema()["paths"])
def test_every_endpoint_is_named(path):
    assert re.search(rf"{re.escape(path)}[`\s]", TEXT)


@pytest.mark.parametrize("name", sorted(names_read()))
def test_every_setting_is_named(name):
    assert re.search(rf"\b{name}\b", TEXT)


def test_every_verb_is_named_and_every_named_verb_exists():
    named = set(re.findall(r"`make ([a-z]+)", README))
    assert named | {"help"} == VERBS  # `make` alone is help


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: str(doc.relative_to(HERE)))
def test_every_link_inside_the_house_leads_somewhere(doc):
    for target in LINK.findall(doc.read_text()):
        assert (doc.parent / target).exists(), target
