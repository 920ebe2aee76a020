"""The routing policy that editors write, and the rule sets it has been published as."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from assessment.domain.documents import Fault
from assessment.domain.rubric import Rubric
from assessment.fields import LeanStreamField
from assessment.forms import FreezingForm
from assessment.models import Assessment
from assessment.models.publishing import FrozenWhenPublished, Publication
from leads.domain.routing import Names, RuleSet, RuleSetInvalid, check_references
from leads.models.frozen import FrozenModel
from leads.models.lanes import Lane
from leads.models.rule_blocks import RulesBlock
from leads.models.rule_freezing import conditions_error, freeze_rules, rules_error

FIELD_OF = {"fallback": "fallback_lane", "fallback_reason": "fallback_reason"}


class RoutingPolicyQuerySet(models.QuerySet["RoutingPolicy"]):
    def current_for(self, assessment: Any) -> "PublishedRuleSet | None":
        """The rule set that routes this assessment (or its id); None until one is published."""
        current = self.filter(assessment=assessment).values("current_rule_set")
        return PublishedRuleSet.objects.filter(pk__in=current).first()


class RoutingPolicy(
    FrozenWhenPublished,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    models.Model,
):
    """What editors write. No lead meets it, only the rule set it was last published as.

    It cannot be unpublished: a lead always has a rule set to go by.
    """

    title = models.CharField(max_length=120)
    assessment = models.OneToOneField(
        Assessment,
        on_delete=models.PROTECT,
        related_name="routing_policy",
        help_text="Whose readers are routed. An assessment has one policy.",
    )
    rules = LeanStreamField(
        RulesBlock, blank=True, help_text="From the top: the first rule that holds decides."
    )
    fallback_lane = models.ForeignKey(
        Lane,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where a lead goes when no rule holds.",
    )
    fallback_reason = models.TextField(
        help_text="Why this lane, told to the reader and the advisor in one sentence."
    )
    current_rule_set = models.ForeignKey(
        "PublishedRuleSet",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RoutingPolicyQuerySet.as_manager()

    frozen_in = "current_rule_set"
    edit_handler = ObjectList(
        [
            FieldPanel("title", required_on_save=True),
            FieldPanel("assessment"),
            FieldPanel("rules"),
            MultiFieldPanel(
                [FieldPanel("fallback_lane"), FieldPanel("fallback_reason")],
                heading="When no rule holds",
            ),
        ],
        base_form_class=FreezingForm,
    )

    class Meta:
        verbose_name = "routing policy"
        verbose_name_plural = "routing policies"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def freeze(self, *, rubric: Rubric | None = None) -> RuleSet:
        """The content as a rule set, for this rubric; without one, for the one readers answer.

        Raises ValidationError at every field that is wrong.
        """
        names = names_of(rubric) if rubric else self._names()
        try:
            rule_set = RuleSet(
                freeze_rules(self.rules), self.fallback_lane.key, self.fallback_reason
            )
        except RuleSetInvalid as invalid:
            raise _located(invalid.errors) from None
        except ValidationError as fault:
            raise ValidationError({"rules": fault}) from None
        self._check(rule_set, names)
        return rule_set

    def kept(self, publication: Publication) -> dict[str, Any]:
        current = PublishedRuleSet.objects.keep(publication.frozen, policy=self)
        return {"current_rule_set": current}

    def _names(self) -> Names:
        if self.assessment.current_rubric is None:
            raise ValidationError(
                {"assessment": "This assessment is not published. Publish it, then its routing."}
            )
        return names_of(self.assessment.current_rubric.rubric)

    def _check(self, rule_set: RuleSet, names: Names) -> None:
        places = {rule.key: at for at, rule in enumerate(rule_set.rules)}
        found: dict[int, list[str]] = {}
        for key, sentence in check_references(rule_set, names):
            if key is None:
                raise ValidationError({"fallback_lane": sentence})
            found.setdefault(places[key], []).append(sentence)
        if found:
            raise ValidationError({"rules": conditions_error(found)})


class PublishedRuleSet(FrozenModel):
    """One published wording of a routing policy. Never changes, never goes."""

    policy = models.ForeignKey(RoutingPolicy, on_delete=models.PROTECT, related_name="rule_sets")

    class Meta:
        ordering = ["policy", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "content_hash"], name="one_rule_set_per_content"
            ),
            models.UniqueConstraint(fields=["policy", "version"], name="one_rule_set_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, version {self.version}"

    @property
    def rule_set(self) -> RuleSet:
        """Read from the database, and compiled, once per process."""
        return _rule_set(self.content_hash)


@lru_cache(maxsize=64)
def _rule_set(content_hash: str) -> RuleSet:
    row = PublishedRuleSet.objects.filter(content_hash=content_hash).only("document").first()
    if row is None:
        raise PublishedRuleSet.DoesNotExist(content_hash)
    return RuleSet.from_document(row.document)


def names_of(rubric: Rubric) -> Names:
    """What rules for this assessment may speak of, with every lane there is."""
    return Names(
        dimensions={each.key for each in rubric.dimensions},
        questions={
            each.key: {choice.key for choice in each.choices} if each.choices else None
            for each in rubric.questions
        },
        lanes=set(Lane.objects.values_list("key", flat=True)),
    )


def _located(faults: Iterable[Fault]) -> ValidationError:
    """Faults of the whole rule set at their fields: keys that stand twice, and the fallback."""
    errors: dict[str, Any] = {}
    repeated: dict[int, dict[str, list[str]]] = {}
    for path, sentence in faults:
        match path.split("/")[1:]:
            case ["rules", at, name]:
                repeated.setdefault(int(at), {}).setdefault(name, []).append(sentence)
            case [name]:
                errors[FIELD_OF[name]] = sentence
    if repeated:
        errors["rules"] = rules_error(repeated)
    return ValidationError(errors)
