"""The one action: a reader's answer under an article is checked and kept."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Site

from pages.feedback.readers import reader_of_article
from pages.models import ArticlePage, Feedback
from pages.models.feedback import LONGEST_COMMENT

TRAPPED = "trap filled"


class FeedbackInvalid(ValueError):
    """`errors`: pairs of field and sentence. Nothing was stored."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        self.errors = errors
        super().__init__("The feedback is not valid.")


@dataclass(frozen=True, slots=True)
class Answer:
    """`path` as in the article's address: /career/two-jobs/; `reader` as readers.py names them."""

    path: str
    useful: bool
    comment: str
    reader: str
    trap: str = ""


def give_feedback(answer: Answer, *, site: Site | None, now: datetime) -> ArticlePage:
    """Keeps the answer and says of which article. Raises FeedbackInvalid."""
    comment = answer.comment.replace("\x00", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise FeedbackInvalid(("comment", f"Write at most {LONGEST_COMMENT} characters."))
    article = article_at(answer.path, site=site)
    if article is None:
        raise FeedbackInvalid(("path", "There is no published article at this path."))
    feedback = Feedback(
        article=article,
        reader=reader_of_article(answer.reader, article.pk),
        useful=answer.useful,
        comment=comment,
        flag=TRAPPED if answer.trap else "",
    )
    Feedback.keep(feedback, now=now)
    return article


def article_at(path: str, *, site: Site | None) -> ArticlePage | None:
    """The published article that anybody may read at this path of the site."""
    if site is None or "\x00" in path:
        return None
    url_path = f"{site.root_page.url_path.rstrip('/')}/{path.strip('/')}/"
    found = ArticlePage.objects.live().public().filter(url_path=url_path)
    return found.defer_streamfields().first()
