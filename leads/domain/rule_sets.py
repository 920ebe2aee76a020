"""Rules in order and a fallback: a routing policy in its frozen form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

from assessment.domain.documents import UNSTORABLE, DocumentInvalid, Fault, content_hash, step
from assessment.domain.parts import SLUG
from leads.domain.compiling import Verdicts, compile_explanation, compile_verdicts
from leads.domain.conditions import Condition, ConditionInvalid, from_document, to_document


class RuleSetInvalid(DocumentInvalid):
    """`errors`: every fault, as (JSON Pointer into the document, sentence)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `condition` holds, the lead goes to `lane`; `reason` says why, to reader and advisor.

    Raises RuleSetInvalid, naming every fault, when a key is no slug or a text is empty.
    """

    key: str
    label: str
    reason: str
    condition: Condition
    lane: str

    def __post_init__(self) -> None:
        texts = {name: getattr(self, name) for name in _RULE_TEXTS}
        if faults := tuple(_text_faults(texts, slugs=("key", "lane"))):
            raise RuleSetInvalid(faults)

    def to_document(self) -> dict[str, Any]:
        texts = {name: getattr(self, name) for name in _RULE_TEXTS}
        return texts | {"condition": to_document(self.condition)}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Ordered rules, keys unique; where none holds, `fallback` is the lane.

    `verdicts(facts)` answers for every rule, in order, and `explanation(facts)` adds the checks;
    both are written when the rule set is made. `content_hash` is the SHA-256 of the document.
    Raises RuleSetInvalid, naming every fault.
    """

    rules: tuple[Rule, ...]
    fallback: str
    fallback_reason: str
    by_key: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    content_hash: str = field(init=False, repr=False, compare=False)
    verdicts: Verdicts = field(init=False, repr=False, compare=False)
    explanation: Verdicts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        texts = {"fallback": self.fallback, "fallback_reason": self.fallback_reason}
        faults = [*_repeated_keys(self.rules), *_text_faults(texts, slugs=("fallback",))]
        if faults:
            raise RuleSetInvalid(faults)
        by_key = MappingProxyType({rule.key: rule for rule in self.rules})
        object.__setattr__(self, "by_key", by_key)
        conditions = [(rule.key, rule.condition) for rule in self.rules]
        object.__setattr__(self, "verdicts", compile_verdicts(conditions))
        object.__setattr__(self, "explanation", compile_explanation(conditions))
        object.__setattr__(self, "content_hash", content_hash(self.to_document()))

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """The compiled function stays behind when a rule set is pickled or copied."""
        return type(self), (self.rules, self.fallback, self.fallback_reason)

    def to_document(self) -> dict[str, Any]:
        """JSON-able; `from_document` makes an equal rule set of it."""
        return {
            "rules": [rule.to_document() for rule in self.rules],
            "fallback": self.fallback,
            "fallback_reason": self.fallback_reason,
        }

    @classmethod
    def from_document(cls, document: object) -> Self:
        """Total over anything JSON can say; raises RuleSetInvalid with every fault found."""
        faults = list(_shape_faults(document, ("rules", "fallback", "fallback_reason")))
        if not isinstance(document, Mapping):
            raise RuleSetInvalid(faults)
        rules = _read_rules(document.get("rules"), faults)
        texts = {name: document.get(name) for name in ("fallback", "fallback_reason")}
        faults += _text_faults(texts, slugs=("fallback",))
        if faults:
            raise RuleSetInvalid(faults)
        return cls(rules, document["fallback"], document["fallback_reason"])


_RULE_TEXTS = ("key", "label", "reason", "lane")


def _read_rules(documents: object, faults: list[Fault]) -> tuple[Rule, ...]:
    if not isinstance(documents, list | tuple):
        faults.append(Fault("/rules", "This must be a list of rules."))
        return ()
    rules = []
    for at, document in enumerate(documents):
        try:
            rules.append(_read_rule(document))
        except RuleSetInvalid as invalid:
            faults += (fault.inside(f"/rules/{at}") for fault in invalid.errors)
    return tuple(rules)


def _read_rule(document: object) -> Rule:
    faults = list(_shape_faults(document, (*_RULE_TEXTS, "condition")))
    if not isinstance(document, Mapping):
        raise RuleSetInvalid(faults)
    texts = {name: document.get(name) for name in _RULE_TEXTS}
    faults += _text_faults(texts, slugs=("key", "lane"))
    try:
        condition = from_document(document.get("condition"))
    except ConditionInvalid as invalid:
        raise RuleSetInvalid(
            [*faults, *(fault.inside("/condition") for fault in invalid.errors)]
        ) from None
    if faults:
        raise RuleSetInvalid(faults)
    return Rule(condition=condition, **{name: str(text) for name, text in texts.items()})


def _shape_faults(document: object, known: Sequence[str]) -> Iterator[Fault]:
    if not isinstance(document, Mapping):
        yield Fault("", f"This must be an object with: {', '.join(known)}.")
        return
    for name in document:
        if name not in known:
            yield Fault(f"/{step(str(name))}", "There is no field of this name.")


def _text_faults(texts: Mapping[str, object], *, slugs: Sequence[str]) -> Iterator[Fault]:
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            yield Fault(f"/{name}", "This cannot be empty.")
        elif name in slugs and not SLUG.fullmatch(text):
            yield Fault(f"/{name}", "Use small letters, digits and single hyphens.")
        elif UNSTORABLE.search(text):
            yield Fault(f"/{name}", "This holds characters that cannot be kept.")


def _repeated_keys(rules: Sequence[Rule]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, rule in enumerate(rules):
        if rule.key in seen:
            yield Fault(f"/rules/{at}/key", f"The key “{rule.key}” is already taken above.")
        seen.add(rule.key)
