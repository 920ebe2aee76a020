"""One of every block, as an article holds them."""

from typing import Any

from pages.models import HomePage, PillarPage
from pages.snippets import ReusableBlock
from tests.pages.building import make_article, make_assessment_page, make_call, make_image

TABLE = {
    "columns": [{"type": "text", "heading": "Spent on"}, {"type": "number", "heading": "Hours"}],
    "rows": [{"values": ["Management", "31"]}, {"values": ["Leadership", "8"]}],
    "caption": "One week",
}


def item(title: str) -> dict[str, str]:
    return {"title": title, "text": f"<p>{title}, in a sentence.</p>"}


def anatomy(home: HomePage, pillar: PillarPage) -> list[dict[str, Any]]:
    """Every block once, in the order of the brief; what they point at is made on the way."""
    assessment_page = make_assessment_page(home)
    take = make_call("take-it", page=assessment_page, supporting_line="Five minutes.").pk
    book = make_call("read-the-book", url="https://example.com/book", style="quiet").pk
    other = make_article(pillar, title="The decision nobody owns")
    steps = ReusableBlock.objects.create(
        key="operational",
        title="Operational next steps",
        body=[
            ("text", "<p>These take an hour.</p>"),
            ("call_to_action", make_call("block-friday", page=assessment_page)),
        ],
    )
    values: list[tuple[str, Any]] = [
        ("text", f'<p>It is Tuesday. See <a linktype="page" id="{other.pk}">this</a>.[1]</p>'),
        (
            "quotes",
            {
                "lead_in": "They say",
                "quotes": [
                    {"text": "I use my judgement.", "said_by": "A director"},
                    "“It comes back.”",
                ],
            },
        ),
        ("contrast", {"heading": "Two", "left": item("Management"), "right": item("Leadership")}),
        ("patterns", {"heading": "Stuck", "items": [item("The boss defers")]}),
        (
            "concept",
            {"name": "Decision Debt", "definition": "<p>It compounds.</p>", "points": [item("It")]},
        ),
        ("framework", {"name": "ED", "parts": [item("Expose"), item("Designate")]}),
        (
            "exercise",
            {"title": "Hour log", "duration": "One week", "steps": ["<p>Log.</p>", "<p>Add.</p>"]},
        ),
        (
            "fork",
            {
                "heading": "Whose drag?",
                "ways": [
                    item("Yours") | {"call_to_action": take},
                    item("Theirs") | {"call_to_action": book},
                ],
            },
        ),
        ("related_read", {"page": other.pk, "lead_in": "Read this next."}),
        ("call_to_action", take),
        ("next_steps", {"heading": "Next", "items": ["<p>Name one.</p>", "<p>Take it.</p>"]}),
        ("next_step_row", {"heading": "Start here", "calls": [take, book]}),
        ("reusable", steps.pk),
        (
            "image",
            {
                "image": {"image": make_image().pk, "alt_text": "A grid.", "decorative": False},
                "caption": "One week.",
            },
        ),
        ("table", {"table": TABLE, "names_rows": True, "source": "Our count."}),
        (
            "embed",
            {
                "url": "https://www.example.com/talk",
                "title": "Who owns it?",
                "kind": "video",
                "note": "",
            },
        ),
        (
            "assessment",
            {"assessment": assessment_page.assessment_id, "lead_in": "Try it.", "label": "Begin"},
        ),
        ("notes", {"heading": "Notes", "notes": ["<p>Counted by hand.</p>", "<p>Never.</p>"]}),
    ]
    return [
        {"type": name, "value": value, "id": f"block-{number}"}
        for number, (name, value) in enumerate(values)
    ]
