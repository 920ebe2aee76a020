"""A letter tried out: to look at, or sent to the person who asks, and to nobody else."""

from uuid import uuid4

from anymail.message import AnymailMessage

from leads.domain.sequences import Step
from leads.domain.statuses import Outcome
from leads.mail.compose import Rendered, rendered
from leads.mail.letters import SOMEBODY, Addressee, addressee, letter
from leads.mail.send import send
from leads.mail.senders import sender, sending_domain
from leads.models import Submission
from leads.models.deliveries import Kind, Stream

TAG = "test"


def reader_of(submission: Submission | None) -> Addressee:
    """A past lead as their mail would greet them; somebody made up where there is none. The link
    to unsubscribe leads nowhere: whoever tries a letter must not stop a reader's."""
    if submission is None or submission.lead is None:
        return SOMEBODY
    return addressee(submission, submission.lead, unsubscribe_url="#", preferences_url="#")


def tried(step: Step, reader: Addressee, *, test: bool = False) -> Rendered:
    return rendered(Kind.FOLLOW_UP, {**letter(step, reader), "test": test})


def send_test(step: Step, reader: Addressee, *, to: str) -> bool:
    """Whether the mail service took it. Marked as a test; in no ledger, and owed to nobody."""
    words, key = tried(step, reader, test=True), uuid4()
    message = AnymailMessage(
        subject=words.subject,
        body=words.text,
        from_email=sender(Stream.UPDATES),
        to=[to],
        headers={"Message-ID": f"<{key}@{sending_domain()}>", "Auto-Submitted": "auto-generated"},
        metadata={"delivery": str(key)},
        tags=[TAG],
    )
    message.attach_alternative(words.html, "text/html")
    return send(message).outcome is Outcome.SENT
