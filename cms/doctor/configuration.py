"""The settings, as `check --deploy` sees them, and whether addresses agree with one another."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from wagtail.models import Site

from cms.doctor.finding import Finding, fault, not_checked, well

PORTS = {"http": 80, "https": 443}


def settings_are_sound() -> Iterator[Finding]:
    """Every check of Django, Wagtail and our own; those for production only where it is one."""
    messages = [
        message
        for message in checks.run_checks(include_deployment_checks=settings.PRODUCTION)
        if message.level >= checks.WARNING and not message.is_silenced()
    ]
    for message in messages:
        do = message.hint or f"Change the setting it names; Django documents it as {message.id}."
        says = f"{message.id}: {' '.join(message.msg.split())}"
        yield fault("settings", says, do=" ".join(do.split()))
    if not messages:
        yield well("settings", "every check passes")
    if not settings.PRODUCTION:
        yield not_checked(
            "settings for production",
            "this runs for one person on this machine",
            do="DEBUG=false, or a host in ALLOWED_HOSTS that others reach, makes it production.",
        )


def addresses_agree() -> Iterator[Finding]:
    """Links in mails start with BASE_URL, canonical links with the default site's address."""
    base = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first()
    wanted = (base.hostname, base.port or PORTS[base.scheme])
    if site is None:
        yield fault(
            "site",
            "No site is the default one, so that no page has an address.",
            do=f"Make one in Settings → Sites, with the host {wanted[0]} and the port {wanted[1]}.",
        )
    elif (site.hostname, site.port) != wanted:
        yield fault(
            "site",
            f"The default site is {site.hostname}:{site.port}, BASE_URL is {settings.BASE_URL}.",
            do=f"Give the site the host {wanted[0]} and the port {wanted[1]} in Settings → Sites, "
            "or correct BASE_URL.",
        )
    else:
        yield well("site", f"the default site and BASE_URL are {settings.BASE_URL}")
    yield from _hosts(base.hostname or "")


def _hosts(base: str) -> Iterator[Finding]:
    served = {base, *Site.objects.values_list("hostname", flat=True)}
    refused = sorted(host for host in served if not _is_allowed(host))
    if refused:
        yield fault(
            "hosts",
            f"Requests for {', '.join(refused)} are refused.",
            do="Add what is to be served to ALLOWED_HOSTS, and remove other sites in "
            "Settings → Sites.",
        )
    else:
        yield well("hosts", f"ALLOWED_HOSTS names {', '.join(sorted(served))}")


def _is_allowed(host: str) -> bool:
    return any(
        host == allowed or (allowed.startswith(".") and f".{host}".endswith(allowed))
        for allowed in settings.ALLOWED_HOSTS
    )
