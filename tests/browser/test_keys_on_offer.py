"""In the editor, conditions offer the questions and answers as they are typed."""

from html import escape

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from assessment.blocks import key_of

pytestmark = pytest.mark.browser

SCRIPT = settings.BASE_DIR / "cms" / "static" / "js" / "keys-on-offer.js"
WORDING = "Écrit à_la main, oui: now or never"
OWN = "questions-3-value-show_if-0-value"
OFFERS = {f"{OWN}-question": "question-keys", f"{OWN}-keys": "answer-keys"}


def question(at: int, kind: str, *, order: int | None = None, **held: str) -> dict[str, str]:
    """Its fields, named as the browser sends them."""
    place = f"questions-{at}"
    around = {"type": kind, "deleted": "", "order": str(at if order is None else order)}
    return {f"{place}-{name}": value for name, value in around.items()} | {
        f"{place}-value-{name.replace('__', '-')}": value for name, value in held.items()
    }


def answer(at: int, label: str, *, key: str = "", deleted: str = "") -> dict[str, str]:
    around = {"deleted": deleted, "order": str(at), "value__label": label, "value__key": key}
    return {f"choices__{at}__{name}": value for name, value in around.items()}


@pytest.fixture
def editor(browser: Browser) -> Page:
    fields = {
        **question(0, "split", text="A week?", key="week"),
        **question(
            1,
            "single",
            text=WORDING,
            key="",
            choices__count="3",
            **answer(0, "Yes, one", key="once"),
            **answer(1, "Taken back", key="gone", deleted="1"),
            **answer(2, WORDING),
        ),
        **question(2, "scale", text="Asked later?", key="later", order=4),
        **question(3, "number", text="How many?", key="many", **{"show_if-0-value-question": ""}),
        f"{OWN}-keys": "",
    }
    inputs = "".join(
        f'<input name="{name}" value="{escape(value)}" list="{OFFERS.get(name, "")}">'
        for name, value in fields.items()
    )
    lists = "".join(f'<datalist id="{name}"></datalist>' for name in OFFERS.values())
    page = browser.new_page()
    page.set_content(inputs + lists)
    page.add_script_tag(path=SCRIPT, type="module")
    return page


def on_offer(page: Page, name: str) -> dict[str, str]:
    page.focus(f'[name="{OWN}-{name}"]')
    options = page.evaluate(
        "[...document.activeElement.list.options].map((each) => [each.value, each.label])"
    )
    return dict(options)


def test_a_condition_offers_what_stands_above_it_as_it_is_typed(editor: Page) -> None:
    """Not what is below, not a split, not an answer taken back; keys as the server makes them."""
    made = key_of(WORDING)
    assert on_offer(editor, "question") == {made: WORDING}
    assert on_offer(editor, "keys") == {}
    editor.fill(f'[name="{OWN}-question"]', WORDING)
    assert on_offer(editor, "keys") == {"once": "Yes, one", made: WORDING}
    editor.fill(f'[name="{OWN}-keys"]', "once, ")
    assert list(on_offer(editor, "keys")) == ["once, once", f"once, {made}"]
    editor.fill('[name="questions-1-value-key"]', "by-hand")
    assert list(on_offer(editor, "question")) == ["by-hand"]
