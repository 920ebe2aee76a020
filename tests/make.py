"""The fixed cast, built through real actions. Each test bends one thing.

Ada and Ben advise individuals, Cleo advises executives, Dov (individuals) is away until Monday,
Rosa and Sam are readers. The compass is a small assessment whose arithmetic fits in the head:
`pace` moves personal drag, `forum` organizational drag, 0 or 100 each.
"""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models.functions import Now

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads import outbox
from leads.actions.loading import load_sequence
from leads.actions.policies import load_policy
from leads.actions.submissions import Sent, accept_submission
from leads.domain.intake import Particulars
from leads.handlers import HANDLERS
from leads.models import Absence, Advisor, FollowUpSettings, Lane, Membership, Sequence, Submission
from leads.models.outbox import QUEUE_OF, OutboxMessage, Topic

# The database has a clock of its own that no library freezes, so the cast lives now.
NOW = datetime.now(UTC)
CONSENT = "Send me one email a day after my result. I can stop them at any time."

BANDS = [
    {"key": "low", "label": "Low", "at_least": 0, "narrative": "Little drag. Keep it so."},
    {"key": "high", "label": "High", "at_least": 50, "narrative": "Much drag. Start here."},
]
COMPASS: dict[str, Any] = {
    "slug": "compass",
    "title": "The Compass",
    "introduction": "<p>Two questions.</p>",
    "minutes": 1,
    "pacing": "page",
    "contact": "optional",
    "consent_text": CONSENT,
    "dimensions": [
        {"key": "personal-drag", "label": "Personal drag", "description": "Yours.", "bands": BANDS},
        {
            "key": "organizational-drag",
            "label": "Organizational drag",
            "description": "The organization’s.",
            "bands": BANDS,
        },
    ],
    "questions": [
        {
            "key": "pace",
            "kind": "single",
            "text": "Who waits for whom?",
            "required": True,
            "choices": [
                {"key": "they-wait", "label": "They wait for me", "points": {"personal-drag": 10}},
                {"key": "nobody", "label": "Nobody waits", "points": {"personal-drag": 0}},
            ],
        },
        {
            "key": "forum",
            "kind": "single",
            "text": "Where do decisions go?",
            "required": True,
            "choices": [
                {"key": "nowhere", "label": "Nowhere", "points": {"organizational-drag": 10}},
                {"key": "made", "label": "They are made", "points": {"organizational-drag": 0}},
            ],
        },
        {"key": "note", "kind": "text", "text": "What else?", "required": False},
    ],
}
LANES = {
    "book": "The book",
    "individual-advisory": "Individual advisory",
    "executive-advisory": "Executive advisory",
}
POLICY: dict[str, Any] = {
    "rules": [
        {
            "key": "organization",
            "label": "The organization drags",
            "reason": "Most of your drag is the organization’s.",
            "lane": "executive-advisory",
            "condition": {"score": "organizational-drag", "operator": "at_least", "value": 50},
        },
        {
            "key": "person",
            "label": "The person drags",
            "reason": "Most of your drag is your own.",
            "lane": "individual-advisory",
            "condition": {"score": "personal-drag", "operator": "at_least", "value": 50},
        },
    ],
    "fallback": "book",
    "fallback_reason": "Little drags. The book is enough.",
}
# What a reader answers to end in each lane.
TO_EXECUTIVE = {"pace": "nobody", "forum": "nowhere"}
TO_INDIVIDUAL = {"pace": "they-wait", "forum": "made"}
TO_BOOK = {"pace": "nobody", "forum": "made"}

ROSA = {
    "email": "rosa@example.com",
    "name": "Rosa Almeida",
    "company": "Northquay Freight",
    "role": "VP, Programme Delivery",
}
SAM = {"email": "sam@example.com", "name": "Sam Osei", "company": "Halden", "role": "Director"}


LETTER = {
    "key": "first",
    "subject": "The first step",
    "wait": {"amount": 24, "unit": "hours"},
    "body": [
        {
            "kind": "text",
            "words": "<p>Hello {{ first_name|there }},</p><p>Yesterday you measured it.</p>"
            "<p>Today you name it.</p>",
        }
    ],
}


def make_house() -> Assessment:
    """The compass published, three lanes, four advisors, the policy published; each lane has a
    sequence of one step, a day later, and mail goes at any hour."""
    compass = load_assessment(COMPASS, publish=True)
    for key, name in LANES.items():
        make_lane(key, name=name)
    make_advisor("Ada", lane="individual-advisory")
    make_advisor("Ben", lane="individual-advisory")
    make_advisor("Cleo", lane="executive-advisory")
    dov = make_advisor("Dov", lane="individual-advisory")
    Absence.objects.create(
        advisor=dov, starts_at=NOW - timedelta(days=7), ends_at=NOW + timedelta(days=6)
    )
    load_policy(POLICY, assessment=compass, publish=True)
    FollowUpSettings.objects.create(per_day=9, per_week=30, quiet_from=time(), quiet_until=time())
    for key in LANES:
        make_sequence(LETTER, lane=key)
    return compass


def make_sequence(*steps: dict[str, Any], lane: str, **more: Any) -> Sequence:
    """Published. Every step is LETTER, but for what it says itself."""
    written = [LETTER | step for step in steps]
    document = {"title": f"After {lane}", "lanes": [lane], "steps": written, **more}
    return load_sequence(document, publish=True)


def make_lane(key: str, *, name: str) -> Lane:
    return Lane.objects.create(
        key=key,
        name=name,
        summary=f"{name}, in a sentence.",
        reader_heading=f"Your next step: {name}",
        reader_text="This is what happens next.",
        suggested_opening="I have read your answers.",
    )


def make_advisor(name: str, *, lane: str, weight: int = 1, daily_cap: int | None = None) -> Advisor:
    advisor = Advisor.objects.create(
        name=name, email=f"{name.lower()}@example.com", weight=weight, daily_cap=daily_cap
    )
    Membership.objects.create(advisor=advisor, lane=Lane.objects.get(key=lane))
    return advisor


def sent(
    answers: dict[str, object] | None = None,
    *,
    contact: dict[str, str] | None = None,
    follow_up: bool = False,
    flag: str = "",
    submission_id: uuid.UUID | None = None,
    **attribution: str,
) -> Sent:
    """What a browser sends; without more, Rosa's answers with no address."""
    compass = Assessment.objects.select_related("current_rubric").get(slug="compass")
    rubric = compass.current_rubric.rubric
    particulars = Particulars(
        contact=contact,
        follow_up=follow_up,
        consent_text_id=rubric.consent_text_id if follow_up else "",
        attribution=attribution,
    )
    return Sent(submission_id or uuid.uuid4(), answers or TO_EXECUTIVE, particulars, flag)


def submit(
    answers: dict[str, object] | None = None,
    *,
    contact: dict[str, str] | None = ROSA,
    now: datetime = NOW,
    **more: Any,
) -> Submission:
    """One reader's submission, accepted and not yet processed."""
    compass = Assessment.objects.select_related("current_rubric").get(slug="compass")
    return accept_submission(
        compass.current_rubric, sent(answers, contact=contact, **more), now=now
    )


def work_through(*queues: str) -> None:
    """What workers and sweeper would do now: everything that is due, in this process."""
    for queue in queues or sorted(set(QUEUE_OF.values()), reverse=True):
        outbox.drain(queue, HANDLERS)


def let_steps_come() -> None:
    """It is the time of every step that is planned: judged, and its mail queued or skipped."""
    steps = OutboxMessage.objects.pending().filter(topic=Topic.STEP_DUE)
    steps.update(available_at=Now())
    work_through("pipeline")


def route(answers: dict[str, object] | None = None, **more: Any) -> Submission:
    """Submitted and processed, its mail planned and not yet sent."""
    submission = submit(answers, **more)
    work_through("pipeline")
    submission.refresh_from_db()
    return submission
