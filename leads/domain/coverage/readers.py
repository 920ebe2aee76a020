"""Kinds of reader: every way in which what rules ask of contact and origin can come out.

A reader who leaves no address leaves no contact at all. The domain is the address's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from assessment.domain.rubric import ContactPolicy
from leads.domain.conditions import Facts, FieldCondition, FieldOperator, holds
from leads.domain.coverage.limits import TooLarge
from leads.domain.coverage.words import candidates

type Reader = Mapping[str, str]  # by field; one that is missing is blank

EMAIL, DOMAIN = "contact.email", "contact.email_domain"
MOST_KINDS = 5_000
TRIED = 20_000
SOMEWHERE = "somewhere.test"


def kinds_of_reader(
    leaves: Sequence[FieldCondition], contact: ContactPolicy
) -> dict[tuple[bool, ...], Reader]:
    """One reader of each kind, by the truth of each comparison. Raises TooLarge."""
    found: dict[tuple[bool, ...], Reader] = {(): {}}
    for group in _groups(leaves, contact):
        fresh: dict[tuple[bool, ...], Reader] = {}
        for truths, reader in found.items():
            for more, fields in group.items():
                fresh.setdefault(truths + more, {**reader, **fields})
        if len(fresh) > MOST_KINDS:
            raise TooLarge(
                f"The rules tell apart more than {MOST_KINDS} kinds of reader by contact and "
                "origin. Ask for fewer fields."
            )
        found = fresh
    order = [leaf for group in _parted(leaves) for leaf in group]
    places = [order.index(leaf) for leaf in leaves]
    return {tuple(truths[at] for at in places): reader for truths, reader in found.items()}


def _parted(leaves: Sequence[FieldCondition]) -> list[list[FieldCondition]]:
    """Contact belongs together: it is all left out, or not. Every other field stands alone."""
    contact = [leaf for leaf in leaves if leaf.field.startswith("contact.")]
    others = [leaf for leaf in leaves if leaf not in contact]
    fields = dict.fromkeys(leaf.field for leaf in others)
    return [contact, *([leaf for leaf in others if leaf.field == field] for field in fields)]


def _groups(
    leaves: Sequence[FieldCondition], contact: ContactPolicy
) -> Iterator[dict[tuple[bool, ...], Reader]]:
    known, *others = _parted(leaves)
    yield _told_apart(known, _contacts(known, contact))
    for group in others:
        yield _told_apart(group, _texts(group, group[0].field))


def _told_apart(
    leaves: Sequence[FieldCondition], readers: Iterator[Reader]
) -> dict[tuple[bool, ...], Reader]:
    found: dict[tuple[bool, ...], Reader] = {}
    for tried, reader in enumerate(readers):
        if tried > TRIED:
            raise TooLarge("The rules ask for too many words of contact and origin. Ask for fewer.")
        facts = Facts({}, {}, reader)
        found.setdefault(tuple(holds(leaf, facts) for leaf in leaves), reader)
    return found


def _texts(leaves: Sequence[FieldCondition], field: str) -> Iterator[Reader]:
    """The field left blank, then every text that is told apart."""
    yield {}
    values, endings = _asked(leaves, field)
    for text in candidates(values, endings):
        yield {field: text}


def _asked(leaves: Sequence[FieldCondition], *fields: str) -> tuple[list[str], list[str]]:
    asked = [leaf for leaf in leaves if leaf.field in fields and leaf.value]
    endings = [leaf.value for leaf in asked if leaf.operator is FieldOperator.ENDS_WITH]
    return [leaf.value for leaf in asked], endings


def _contacts(leaves: Sequence[FieldCondition], policy: ContactPolicy) -> Iterator[Reader]:
    if policy is not ContactPolicy.REQUIRED:
        yield {}
    if policy is ContactPolicy.NONE:
        return
    named = dict.fromkeys(leaf.field for leaf in leaves) if leaves else {}
    others = [field for field in named if field not in (EMAIL, DOMAIN)]
    apart = [
        _told_apart(
            [leaf for leaf in leaves if leaf.field == field], _texts(leaves, field)
        ).values()
        for field in others
    ]
    addressed = [leaf for leaf in leaves if leaf.field in (EMAIL, DOMAIN)]
    addresses = _told_apart(addressed, _addresses(addressed)).values()
    for address, *rest in product(addresses, *apart):
        yield dict(item for fields in (address, *rest) for item in fields.items())


def _addresses(leaves: Sequence[FieldCondition]) -> Iterator[Reader]:
    values, endings = _asked(leaves, EMAIL, DOMAIN)
    whole = [value for value in values if "@" in value]
    locals_ = ["reader", *(value.partition("@")[0] for value in whole)]
    parts = [part for value in values for part in value.partition("@")[::2] if part]
    domains = [SOMEWHERE, *candidates(parts, [end.rpartition("@")[2] for end in endings])]
    names = [*locals_, *candidates(parts)]
    for name, domain in product(dict.fromkeys(names), dict.fromkeys(domains)):
        if name and domain and not any(each.isspace() or each == "@" for each in name + domain):
            yield {EMAIL: f"{name}@{domain}", DOMAIN: domain}
