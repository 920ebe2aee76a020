"""The whole assessment with its policy as one document: out, in, and refused."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from jsonschema import Draft202012Validator

from assessment.domain.documents import DocumentInvalid
from assessment.domain.rubric import Rubric
from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.actions.importing import NotComplete, export_assessment, import_assessment
from leads.domain.document_schema import document_schema
from leads.models import Lane, RoutingPolicy
from tests import make
from tests.assessment.strategies import rubrics

SCHEMA = document_schema()
WHOLE: dict[str, Any] = {"assessment": make.COMPASS, "policy": make.POLICY | {"title": "Routing"}}


def valid(document: object) -> bool:
    return Draft202012Validator(SCHEMA).is_valid(document)


def exported(slug: str, *, draft: bool = False) -> dict[str, Any]:
    return export_assessment(Assessment.objects.get(slug=slug), draft=draft)


def said(command: str, *args: object, **options: object) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def written(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "assessment.json"
    path.write_text(json.dumps(document))
    return path


def refused(document: object, *, publish: bool = True) -> list[tuple[str, str]]:
    with pytest.raises(DocumentInvalid) as invalid:
        import_assessment(document, publish=publish)
    return [tuple(fault) for fault in invalid.value.errors]


@st.composite
def policies(draw: st.DrawFn, rubric: Rubric) -> dict[str, Any]:
    names = [dimension.key for dimension in rubric.dimensions]
    conditions = st.fixed_dictionaries(
        {
            "score": st.sampled_from(names),
            "operator": st.sampled_from(["at_least", "at_most", "above", "below"]),
            "value": st.integers(0, 100),
        }
    ) | st.sampled_from(
        [
            {"field": "contact.role", "operator": "is_present"},
            {"not": {"field": "contact.company", "operator": "contains", "value": "Board"}},
            {"answer": "mover", "operator": "is_any_of", "value": ["never", "often"]},
        ]
    )
    several = st.lists(conditions, min_size=2, max_size=3)
    groups = conditions | several.map(lambda each: {"any": each})
    rules = draw(st.lists(groups | several.map(lambda each: {"all": each}), max_size=3))
    return {
        "title": "Routing",
        "rules": [
            {"key": f"rule-{at}", "label": "A", "reason": "So.", "lane": "book", "condition": each}
            for at, each in enumerate(rules)
        ],
        "fallback": "book",
        "fallback_reason": "Else.",
    }


class AnyAssessment(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.data(), rubrics())
    def test_comes_back_out_as_it_went_in(self, data: st.DataObject, rubric: Rubric) -> None:
        Lane.objects.get_or_create(key="book", defaults={"name": "The book"})
        document = {"assessment": rubric.to_document(), "policy": data.draw(policies(rubric))}
        document = json.loads(json.dumps(document))
        Draft202012Validator(SCHEMA).validate(document)
        imported = import_assessment(document, publish=data.draw(st.booleans()))
        assert export_assessment(imported.assessment, draft=False) == document


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_what_is_published_comes_out_and_a_draft_only_when_asked_for(house: Assessment) -> None:
    load_assessment(make.COMPASS | {"title": "Another"}, publish=False)
    assert exported("compass")["assessment"]["title"] == "The Compass"
    assert exported("compass", draft=True)["assessment"]["title"] == "Another"
    assert valid(exported("compass"))


def test_what_comes_out_goes_in_again_and_changes_nothing(house: Assessment) -> None:
    before = exported("compass")
    imported = import_assessment(before, publish=True)
    assert exported("compass") == before
    assert imported.assessment.current_rubric.version == 1
    assert imported.policy is not None
    assert imported.policy.current_rule_set.version == 1


def test_a_draft_changes_nothing_that_is_published(house: Assessment) -> None:
    before = exported("compass")
    changed = json.loads(json.dumps(before))
    changed["assessment"]["title"] = "Another"
    changed["policy"]["fallback"] = "executive-advisory"
    import_assessment(changed, publish=False)
    assert exported("compass") == before
    assert exported("compass", draft=True) == changed


def test_without_a_policy_the_one_that_is_there_stays(house: Assessment) -> None:
    imported = import_assessment({"assessment": make.COMPASS}, publish=True)
    assert imported.policy is None
    assert RoutingPolicy.objects.get().revisions.count() == 1


def test_a_new_meaning_is_imported_as_one(house: Assessment) -> None:
    document = exported("compass")
    document["assessment"]["questions"][0]["weight"] = 3
    before = Assessment.objects.get().current_rubric
    after = import_assessment(document, publish=True).assessment.current_rubric
    assert (before.line, after.version, after.line != before.line) == (before.line, 2, True)


def test_rules_are_held_against_the_rubric_that_comes_with_them(house: Assessment) -> None:
    document = exported("compass")
    document["assessment"]["questions"][0]["key"] = "speed"
    document["policy"]["rules"][0]["condition"] = {
        "answer": "speed",
        "operator": "is",
        "value": "nobody",
    }
    import_assessment(document, publish=False)
    assert exported("compass", draft=True) == document


BAD = [
    ([], [("", "This must be an object with: assessment, policy.")]),
    ({}, [("/assessment", "This is missing.")]),
    (WHOLE | {"weights": 1}, [("/weights", "There is no field of this name.")]),
    (WHOLE | {"assessment": 3}, [("/assessment", "This must be an object.")]),
    (WHOLE | {"policy": None}, [("/policy", "This must be an object.")]),
    (
        WHOLE | {"policy": make.POLICY | {"title": " "}},
        [("/policy/title", "This cannot be empty.")],
    ),
    (
        WHOLE | {"policy": make.POLICY | {"title": "x" * 121}},
        [("/policy/title", "Write at most 120 characters.")],
    ),
    (
        WHOLE | {"assessment": make.COMPASS | {"minutes": 0, "comparison_minimum": 1}},
        [
            ("/assessment/minutes", "Minutes lie between 1 and 120."),
            ("/assessment/comparison_minimum", "Compare at least 5 results."),
        ],
    ),
    (
        {
            "assessment": make.COMPASS | {"title": ""},
            "policy": make.POLICY | {"fallback": "No", "title": 3},
        },
        [
            ("/assessment/title", "This cannot be empty."),
            ("/policy/title", "This cannot be empty."),
            ("/policy/fallback", "Use small letters, digits and single hyphens."),
        ],
    ),
]


@pytest.mark.parametrize(("document", "faults"), BAD)
def test_a_bad_document_is_refused_with_every_path_and_reason(
    db: None, document: object, faults: list[tuple[str, str]]
) -> None:
    make.make_house()
    before = exported("compass")
    assert refused(document) == faults
    assert not valid(document)
    assert exported("compass", draft=True) == before


def test_what_no_schema_can_say_is_refused_as_well_and_nothing_is_kept(db: None) -> None:
    make.make_lane("book", name="The book")
    rules = [
        make.POLICY["rules"][0] | {"condition": {"answer": "gone", "operator": "is", "value": "x"}}
    ]
    document = WHOLE | {"policy": make.POLICY | {"rules": rules}}
    assert valid(document)
    for publish in (True, False):
        assert refused(document, publish=publish) == [
            ("/policy/rules/0/lane", "There is no lane “executive-advisory”."),
            ("/policy/rules/0/condition", "There is no question “gone”."),
        ]
    assert not Assessment.objects.exists()


def test_a_draft_that_is_not_complete_cannot_be_exported(house: Assessment) -> None:
    house.questions = []
    house.save_revision()
    with pytest.raises(NotComplete, match="choose Publish to see what is missing"):
        exported("compass", draft=True)
    assert exported("compass")


def test_the_commands_take_a_document_out_and_in(house: Assessment, tmp_path: Path) -> None:
    document = json.loads(said("export_assessment", "compass"))
    assert document == exported("compass")
    file = written(tmp_path, document)
    assert said("import_assessment", file) == (
        "Imported “compass” and its routing policy as a draft. "
        "Look at it in the admin, then publish.\n"
    )
    assert said("import_assessment", file, publish=True) == (
        "Published “compass” and its routing policy, version 1.\n"
    )
    assert json.loads(said("import_assessment", file, json=True, publish=True)) == {
        "assessment": "compass",
        "policy": True,
        "published": True,
        "version": 1,
    }


def test_a_refusal_reports_every_fault_and_exits_with_an_error(db: None, tmp_path: Path) -> None:
    file = written(tmp_path, {"assessment": {}, "policy": {}})
    out = StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command("import_assessment", file, json=True, stdout=out)
    errors = json.loads(out.getvalue())["errors"]
    assert {"path": "/assessment/slug", "reason": "This is missing."} in errors
    assert "/policy/fallback: This cannot be empty." in str(stopped.value)


@pytest.mark.parametrize("content", ["", "{", '{"assessment": NaN}', "[" * 100_000])
def test_what_is_not_json_is_said_to_be_none(db: None, tmp_path: Path, content: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    with pytest.raises(CommandError, match="This is not JSON"):
        call_command("import_assessment", file)


def test_a_file_or_an_assessment_that_is_not_there_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_assessment", tmp_path / "gone.json")
    with pytest.raises(CommandError, match="There is no assessment “gone”"):
        call_command("export_assessment", "gone")
    with pytest.raises(CommandError, match="Name an assessment"):
        call_command("export_assessment")


def test_the_schema_is_published_and_written_alike(client: Any) -> None:
    assert client.get("/api/v1/schemas/assessment.json").json() == SCHEMA
    assert json.loads(said("export_assessment", schema=True)) == SCHEMA
