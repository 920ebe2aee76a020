"""Whether somebody may be followed up at all."""


def may_follow_up(
    *, consent: bool, suppressed: bool, erased: bool = False, unconfirmed: bool = False
) -> bool:
    """Only who agreed to be followed up, has confirmed it where that is asked for, has not asked to
    be left alone, and is still known to us.

    To be asked when a follow-up is planned and again when it is sent: either answer can change.
    """
    return consent and not suppressed and not erased and not unconfirmed
