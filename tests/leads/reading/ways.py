"""An assessment that branches, and a reader who takes its steps."""

from typing import Any

from django.test import Client

from assessment.importing import load_assessment
from assessment.models import Assessment
from tests import make
from tests.leads.reading.browser import Form

START = "/assessments/way/"


def single(key: str, **more: Any) -> dict[str, Any]:
    choices = [
        {"key": "yes", "label": "Yes", "points": {"drag": 4}},
        {"key": "no", "label": "No", "points": {}},
    ]
    return {"key": key, "kind": "single", "text": f"Is it {key}?", "choices": choices} | more


def only_if(question: str, key: str) -> list[dict[str, Any]]:
    return [{"question": question, "operator": "is_any_of", "keys": [key]}]


WAY: dict[str, Any] = {
    "slug": "way",
    "title": "The Way",
    "minutes": 4,
    "pacing": "question",
    "contact": "optional",
    "dimensions": [{"key": "drag", "label": "Drag", "bands": make.BANDS}],
    "questions": [
        single("late", section="One"),
        single("deep", section="One", show_if=only_if("late", "yes")),
        {
            "key": "week",
            "kind": "split",
            "text": "Where do the hours go?",
            "section": "Two",
            "total": 40,
            "unit": "hours",
            "choices": [
                {"key": key, "label": key.title(), "points": {}}
                for key in ("status", "leading", "other")
            ],
        },
        {"key": "note", "kind": "text", "text": "What else?", "required": False, "section": "Two"},
    ],
}


def publish(**changes: Any) -> Assessment:
    return load_assessment(WAY | changes, publish=True)


def follow(form: Form, values: dict[str, Any] | None = None) -> Form:
    """Send the step and look where it leads."""
    answer = form.send(values)
    assert answer.status_code == 303, answer.content.decode()
    return Form.on(form.client, form.client.get(answer["Location"]))


def legends(form: Form) -> list[str]:
    return form.texts("legend")


def to_contact(client: Client) -> Form:
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    form = follow(form, {"answers.week.status": "30", "answers.week.leading": "10"})
    return follow(form)
