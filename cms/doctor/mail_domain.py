"""What mailboxes look up before they believe that a mail is ours: SPF, DKIM, DMARC."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.conf import settings

from cms.doctor.finding import Finding, fault, not_checked, well
from cms.doctor.names import Names, Unanswered
from leads.mail.senders import sending_domain

STAYS_HERE: Final = ("leads.mail.files.", "django.core.mail.backends.")
MOST_LOOKUPS: Final = 10  # RFC 7208, 4.6.4: beyond them a receiver gives up
LOOKS_UP: Final = re.compile(r"[+?~-]?(include:|a\b|mx\b|ptr\b|exists:)|redirect=", re.IGNORECASE)
LEADS_ON: Final = re.compile(r"[+?~-]?(?:include:|redirect=)(\S+)", re.IGNORECASE)

type Question = Callable[[Names, str], Finding]


def is_believed(names: Names) -> Iterator[Finding]:
    """SPF, DKIM and DMARC of the domain that mail comes from, and MX of the one it goes back to."""
    if settings.MAILERS["default"]["BACKEND"].startswith(STAYS_HERE):
        yield not_checked(
            "mail domain",
            "no mail leaves this machine",
            do="Set MAIL_URL to a mail service and ask again.",
        )
        return
    domain = sending_domain()
    for check, question in {"SPF": spf, "DKIM": dkim, "DMARC": dmarc}.items():
        yield _asked(check, question, names, domain)
    if settings.INBOUND_DOMAIN:
        yield _asked("MX", mx, names, settings.INBOUND_DOMAIN)


def _asked(check: str, question: Question, names: Names, domain: str) -> Finding:
    try:
        return question(names, domain)
    except Unanswered as why:
        return not_checked(check, f"DNS did not answer from here ({why})")


def spf(names: Names, domain: str) -> Finding:
    records = _spf_records(names, domain)
    if not records:
        return fault(
            "SPF",
            f"{domain} does not say who may send for it.",
            do=f"Publish at {domain} the TXT record v=spf1 with what your mail service names, "
            "ending in ~all.",
        )
    if why := _spf_fault(records, names, domain):
        return fault(
            "SPF",
            f"{domain} {why}: {' | '.join(records)}",
            do="Keep one record, with what your mail service names and at most ten lookups, "
            "ending in ~all or -all.",
        )
    return well("SPF", f"{domain}: {records[0]}")


def _spf_fault(records: list[str], names: Names, domain: str) -> str:
    terms = records[0].split()[1:]
    if len(records) > 1:
        return "has more than one record, which is as none"
    if terms == ["-all"]:
        return "says that nobody may send for it"
    if not terms or not re.fullmatch(r"[~-]all|redirect=\S+", terms[-1], re.IGNORECASE):
        return "does not say what to do with others"
    if _lookups(names, domain) > MOST_LOOKUPS:
        return f"takes more than {MOST_LOOKUPS} lookups, which is as none"
    return ""


def _lookups(names: Names, domain: str, *, depth: int = 0) -> int:
    """What a receiver would have to ask, includes included."""
    if depth > MOST_LOOKUPS:
        return depth
    count = 0
    for record in _spf_records(names, domain)[:1]:
        for term in record.split()[1:]:
            count += bool(LOOKS_UP.match(term))
            if found := LEADS_ON.fullmatch(term):
                count += _lookups(names, found[1], depth=depth + 1)
            if count > MOST_LOOKUPS:
                return count
    return count


def _spf_records(names: Names, domain: str) -> list[str]:
    return [text for text in names.texts(domain) if re.match(r"v=spf1(\s|$)", text, re.IGNORECASE)]


def dkim(names: Names, domain: str) -> Finding:
    if not settings.DKIM_SELECTORS:
        return not_checked(
            "DKIM",
            "DKIM_SELECTORS is not set",
            do="Set it to the selectors that your mail service shows beside its DKIM records.",
        )
    where = [f"{selector}._domainkey.{domain}" for selector in settings.DKIM_SELECTORS]
    without = [name for name in where if not any(map(_has_key, names.texts(name)))]
    if without:
        return fault(
            "DKIM",
            f"No key stands at {', '.join(without)}.",
            do="Publish there the record that your mail service shows, or correct DKIM_SELECTORS.",
        )
    return well("DKIM", f"a key at {', '.join(where)}")


def _has_key(text: str) -> bool:
    """An empty key is one that was withdrawn."""
    tags = _tags(text)
    return tags.get("v", "DKIM1") == "DKIM1" and bool(tags.get("p"))


def dmarc(names: Names, domain: str) -> Finding:
    for where in _and_above(domain):
        policies = [
            text for text in names.texts(f"_dmarc.{where}") if _tags(text).get("v") == "DMARC1"
        ]
        if len(policies) == 1 and _tags(policies[0]).get("p") in ("none", "quarantine", "reject"):
            return well("DMARC", f"_dmarc.{where}: {policies[0]}")
        if policies:
            return fault(
                "DMARC",
                f"_dmarc.{where} cannot be read: {' | '.join(policies)}",
                do="Keep one TXT record there, with v=DMARC1 and p=none, quarantine or reject.",
            )
    return fault(
        "DMARC",
        f"{domain} does not say what to do with mail that only claims to be its.",
        do=f"Publish at _dmarc.{domain} the TXT record v=DMARC1; p=none; rua=mailto:you@{domain}, "
        "and a stricter policy when the reports are clean.",
    )


def _and_above(domain: str) -> list[str]:
    """A domain and the ones it lies in, down to two names."""
    parts = domain.split(".")
    return [".".join(parts[at:]) for at in range(max(len(parts) - 1, 1))]


def _tags(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}


def mx(names: Names, domain: str) -> Finding:
    if servers := names.mail_servers(domain):
        return well("MX", f"{domain}: {', '.join(servers)}")
    return fault(
        "MX",
        f"{domain} takes no mail, and advisors' answers go there.",
        do=f"Publish at {domain} the MX record that your mail service names for inbound mail.",
    )
