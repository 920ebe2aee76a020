"""What a log line must not show: the token in the path of a private link opens what it leads to."""

import logging
import re

# The API's own addresses of an assessment hold no token.
TOKEN = re.compile(
    r"(/(?:results|unsubscribe|confirm|preferences|drafts)/|(?<!/admin)/leads/"
    r"|(?<!/v1)/assessments/[^/\s]+/|[?&]token=)[^/\s&\"]+"
)


class WithoutTokens(logging.Filter):
    """Django writes the path of a request that broke; of a private link it keeps the beginning."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = TOKEN.sub(r"\1…", record.getMessage()), None
        return True
