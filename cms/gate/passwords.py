"""Passwords that are on every list, also with something hung on to make them long enough."""

import re
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

HUNG_ON: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
REPEATED: Final = re.compile(r"(.+?)\1+")


class CommonCoreValidator:
    """Refuses one of the 20,000 commonest breached passwords between digits and signs or repeated,
    what has no letter, and what holds the name of the site."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords
        self.ours = settings.WAGTAIL_SITE_NAME.lower()

    def validate(self, password: str, user: Any = None) -> None:
        core = HUNG_ON.sub("", password.lower().strip())
        repeated = REPEATED.fullmatch(core)
        core = repeated[1] if repeated else core
        if len(core) < 2 or core in self.common or self.ours in password.lower():
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        return (
            "Choose words that are on no list: a common password with digits or signs around it, "
            "or repeated, is guessed first, and so is the name of this site."
        )
