"""The link at which a reader books a conversation, their details filled in."""

from leads.domain.assignments_life import State
from leads.domain.bookings import filled
from leads.models import Assignment, Lane, Submission
from leads.models.tokens import booking_mark


def booking_link(submission: Submission, *, lane: Lane, turn: Assignment | None = None) -> str:
    """Of the advisor who has accepted the lead, else of the lane; "" where they have none.

    Whoever was only asked may still decline, so nobody books with them yet.
    """
    theirs = turn.advisor.booking_link if turn and turn.state == State.ACCEPTED else ""
    return filled(
        theirs or lane.booking_link,
        name=submission.name,
        email=submission.email,
        mark=booking_mark(submission.pk),
    )
