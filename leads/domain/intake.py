"""What a submission says beside its answers, checked: contact, consent, and where from."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from email_validator import EmailNotValidError, validate_email

from assessment.domain.rubric import ContactPolicy, Rubric

CONTACT_FIELDS: Final = ("email", "name", "company", "role")
ATTRIBUTION_FIELDS: Final = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "page",
    "block",
    "referrer",
)
LONGEST_CONTACT: Final = 120
LONGEST_ATTRIBUTION: Final = 500


class FieldError(NamedTuple):
    """`path` as the public contract writes it: answers.<key>, contact.email, consent.text_id …"""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who answered and what they agreed to, as sent; `contact` is None where none was given."""

    contact: Mapping[str, str] | None = None
    follow_up: bool = False
    consent_text_id: str = ""
    attribution: Mapping[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        return (self.contact or {}).get("email", "").strip()


def particulars_errors(particulars: Particulars, rubric: Rubric) -> tuple[FieldError, ...]:
    """Everything that is wrong, in the contract's order; empty when all is well."""
    return (
        *_contact_errors(particulars, rubric.contact),
        *_consent_errors(particulars, rubric.consent_text_id),
        *_text_errors("attribution", particulars.attribution, ATTRIBUTION_FIELDS),
    )


def normal_email(address: str) -> str:
    """One person, one spelling. Raises ValueError with a sentence when it is no single address."""
    try:
        valid = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValueError("Enter one email address, such as name@example.com.") from error
    if len(valid.normalized) > 254:
        raise ValueError("This email address is too long to be delivered to.")
    return (valid.ascii_email or valid.normalized).lower()


def _contact_errors(particulars: Particulars, policy: ContactPolicy) -> Iterator[FieldError]:
    if particulars.contact is None:
        if policy is ContactPolicy.REQUIRED:
            yield FieldError("contact.email", "Enter the address your result should go to.")
        return
    if policy is ContactPolicy.NONE:
        yield FieldError("contact", "This assessment asks for no contact details. Leave them out.")
        return
    try:
        normal_email(particulars.email)
    except ValueError as error:
        yield FieldError("contact.email", str(error))
    named = {name: text for name, text in particulars.contact.items() if name != "email"}
    yield from _text_errors("contact", named, CONTACT_FIELDS)


def _consent_errors(particulars: Particulars, text_id: str) -> Iterator[FieldError]:
    if particulars.follow_up and particulars.contact is None:
        yield FieldError("consent.follow_up", "Leave an email address, or take the consent back.")
    elif (particulars.follow_up or particulars.consent_text_id) and (
        particulars.consent_text_id != text_id
    ):
        yield FieldError(
            "consent.text_id", "Name the consent text the reader saw: it is in the assessment."
        )


def _text_errors(
    group: str, texts: Mapping[str, str], known: tuple[str, ...]
) -> Iterator[FieldError]:
    longest = LONGEST_CONTACT if group == "contact" else LONGEST_ATTRIBUTION
    for name, text in texts.items():
        path = f"{group}.{name}"
        if name not in known:
            yield FieldError(path, f"There is no such field; there are {', '.join(known)}.")
        elif len(text) > longest:
            yield FieldError(path, f"Write at most {longest} characters.")
        elif any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
            yield FieldError(path, "Use one line of letters, digits and punctuation.")
