"""Merge fields are replaced from a list, and never evaluated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.merging import FIELDS, faults, merge

ROSA = {"first_name": "Rosa", "company": "", "lane": "The book"}


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("Hello {{ first_name|there }},", "Hello Rosa,"),
        ("Hello {{first_name|there}},", "Hello Rosa,"),
        ("At {{ company|your company }}.", "At your company."),
        ("At {{ company| }}.", "At ."),
        ("{{ lane }} and {{ lane }}", "The book and The book"),
        ("{% load x %}{{ settings.SECRET_KEY }}{{ __class__ }}", None),
        ("{ lane }", None),
    ],
)
def test_a_field_becomes_its_value_or_the_words_beside_it(text: str, merged: str | None) -> None:
    assert merge(text, ROSA) == (text if merged is None else merged)


def test_what_a_reader_wrote_is_words_whatever_it_looks_like() -> None:
    assert merge("{{ name| }}", {"name": "{{ lane }}", "lane": "The book"}) == "{{ lane }}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello {{ frist_name|there }}", "There is no field “frist_name”. There are: first_name, "),
        ("{{ lane.offer_page }}", "There is no field “lane.offer_page”."),
        ("Hello {{ first_name }}", "“first_name” is empty for some readers."),
        ("Hello {{ first_name|there", "A field is written {{ name }}"),
        ("Hello first_name }}", "A field is written {{ name }}"),
        ("{{ {{ lane }} }}", "A field is written {{ name }}"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_a_sentence(text: str, said: str) -> None:
    [sentence] = faults(text)
    assert sentence.startswith(said)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_on_the_list_may_be_used(name: str) -> None:
    assert faults(f"{{{{ {name}|other words }}}}") == ()


@given(
    st.text(st.sampled_from("{}| abclane_")), st.dictionaries(st.sampled_from([*FIELDS]), st.text())
)
def test_merging_never_fails_and_a_text_without_faults_loses_all_its_braces(
    text: str, values: dict[str, str]
) -> None:
    merged = merge(
        text, {name: value.replace("{", "").replace("}", "") for name, value in values.items()}
    )
    if not faults(text):
        assert "{{" not in merged
        assert "}}" not in merged
