"""Reading the environment: every fault is found, each is one sentence, nothing starts.

`cms.settings` reads through this module and nothing else of ours does.
"""

import os
import re
import secrets
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import dj_database_url
import limits
from email_validator import EmailNotValidError, validate_email
from environs import Env, EnvValidationError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ANYMAIL_SERVICE = re.compile(r"anymail\+([a-z0-9_]+):")
MAIL_TIMEOUT = 10  # seconds; Django's own default for SMTP is none
# What each of Anymail's services cannot do without, to send and to be heard:
# ANYMAIL_POSTMARK_SERVER_TOKEN and the like.
SERVICE_KEYS = {
    "amazon_ses": (),  # boto3 finds its own credentials
    "brevo": ("API_KEY",),
    "mailersend": ("API_TOKEN", "SIGNING_SECRET"),
    "mailgun": ("API_KEY", "WEBHOOK_SIGNING_KEY"),
    "mailjet": ("API_KEY", "SECRET_KEY"),
    "mailtrap": ("API_TOKEN",),
    "mandrill": ("API_KEY", "WEBHOOK_KEY"),
    "postal": ("API_KEY", "API_URL", "WEBHOOK_KEY"),
    "postmark": ("SERVER_TOKEN",),
    "resend": ("API_KEY",),
    "scaleway": ("SECRET_KEY", "PROJECT_ID"),
    "sendgrid": ("API_KEY",),
    "sparkpost": ("API_KEY",),
    "unisender_go": ("API_KEY", "API_URL"),
}


class EnvironmentInvalid(SystemExit):
    """What is missing or malformed, one sentence a fault; Python prints it and exits with 1."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(["Lanewise cannot start:", *(f"- {fault}" for fault in faults)]))
        self.faults = faults


def malformed(env: Env) -> list[str]:
    """Seal the reader; what could not be parsed, one sentence each."""
    try:
        env.seal()
    except EnvValidationError as error:
        return [f"{name}: {' '.join(why)}" for name, why in sorted(error.error_messages.items())]
    return []


def kept_secret_key(data_dir: Path) -> str:
    """The embedded default's key: made once, readable by its owner only, kept beside the data."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(draft)  # two processes may start at once: the first one's key stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def is_loopback(hosts: list[str]) -> bool:
    return all(host in LOOPBACK for host in hosts)


def production_faults(values: dict[str, Any]) -> list[str]:
    """What a deployment that strangers can reach must name, and what it must not leave open."""
    why = {
        "SECRET_KEY": "sessions, result links and unsubscribe links are signed with it",
        "ALLOWED_HOSTS": "requests for any other host are refused",
        "BASE_URL": "links in mails start with it",
        "DATABASE_URL": "SQLite under DATA_DIR is the default for one person on one machine",
        "REDIS_URL": "web and workers find each other through it",
        "MAIL_URL": "mails would end as files nobody reads",
        "DEFAULT_FROM_EMAIL": "every mail needs a sender that your mail service accepts",
    }
    faults = [
        f"{name} is not set; {reason}." for name, reason in why.items() if not values.get(name)
    ]
    if 0 < len(values.get("SECRET_KEY") or "") < 50:
        faults.append("SECRET_KEY is shorter than 50 characters; make one of 64 random ones.")
    if "*" in (values.get("ALLOWED_HOSTS") or []):
        faults.append("ALLOWED_HOSTS contains *; name the hosts this site answers for.")
    return faults


def parts_of(url: str) -> SplitResult:
    """The address taken apart; one that cannot be, or whose port is no number, has no parts."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def base_url_faults(base_url: str) -> list[str]:
    parts = parts_of(base_url)
    if parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/"):
        return []
    return ["BASE_URL is not an address such as https://www.example.com, with no path."]


def origins(*addresses: str) -> list[str]:
    """Scheme and host of each that is set."""
    parts = [parts_of(address) for address in addresses if address]
    return [f"{each.scheme}://{each.netloc}" for each in parts]


def preview_url_faults(address: str) -> list[str]:
    parts = parts_of(address)
    if not address or (parts.scheme in ("http", "https") and parts.hostname):
        return []
    return ["PREVIEW_URL is not an address such as https://www.example.com/preview."]


def front_cache_faults(address: str) -> list[str]:
    parts = parts_of(address)
    if not address or (parts.scheme in ("http", "https") and parts.hostname):
        return []
    return ["FRONT_CACHE_URL is not an address such as http://varnish:80."]


def address_faults(**addresses: str) -> list[str]:
    """Faults of settings that are mail addresses, with a name before them or without."""
    faults = []
    for name, value in addresses.items():
        address = value.rpartition("<")[2].rstrip("> ")
        try:
            validate_email(address, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            faults.append(f"{name} is not an address: {error}")
    return faults


def database_from(url: str) -> tuple[dict[str, Any], list[str]]:
    """One entry of Django's DATABASES, and what is wrong with its address."""
    fault = "DATABASE_URL is not an address such as postgres://user:password@host:5432/name."
    try:
        database = dj_database_url.parse(
            url,
            conn_max_age=None,  # persistent connections are worth five times the throughput
            conn_health_checks=True,
        )
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        return {}, [fault]
    if not database["NAME"]:
        return {}, [fault]
    if database["ENGINE"].rpartition(".")[2] not in ("postgresql", "sqlite3"):
        return {}, ["DATABASE_URL names neither Postgres nor SQLite."]
    return dict(database), []


def redis_faults(url: str) -> list[str]:
    parts = parts_of(url)
    if parts.scheme in ("redis", "rediss") and parts.hostname:
        return []
    return ["REDIS_URL is not an address such as redis://127.0.0.1:6379/0."]


def rate_faults(rate: str) -> list[str]:
    try:
        limits.parse(rate)
    except ValueError:
        return ["SUBMISSION_RATE is not a rate such as 600/minute."]
    return []


def log_format_faults(name: str) -> list[str]:
    return [] if name in ("", "json", "text") else ["LOG_FORMAT is neither json nor text."]


def days_faults(**named: int | None) -> list[str]:
    """None is what could not be read as a number, which `malformed` says."""
    return [
        f"{name} is not a number of days, such as 365."
        for name, days in named.items()
        if isinstance(days, int) and not 1 <= days <= 36_500
    ]


def sentry_faults(dsn: str) -> list[str]:
    parts = parts_of(dsn)
    if dsn and not (parts.scheme in ("http", "https") and parts.username and parts.hostname):
        return ["SENTRY_DSN is not an address as Sentry gives it."]
    if dsn and find_spec("sentry_sdk") is None:
        return ["SENTRY_DSN needs the extra observability: uv sync --extra observability."]
    return []


def metrics_token_faults(token: str) -> list[str]:
    if not token or (token.isascii() and len(token) >= 20):
        return []
    return ["METRICS_TOKEN is not 20 characters or more of plain ASCII."]


def network_faults(**named: list[str]) -> list[str]:
    """Each is a list of addresses or networks, such as 10.0.0.0/8."""
    return [
        f"{name} is not a list of networks such as 10.0.0.0/8,127.0.0.1."
        for name, networks in named.items()
        if not all(map(_is_network, networks))
    ]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def anymail_settings() -> dict[str, str]:
    """Anymail's own variables, by its own names, without their ANYMAIL_.

    Without a secret Anymail would believe any report of a bounce. So there always is one; unset, it
    is one that nobody knows.
    """
    given = {
        name.removeprefix("ANYMAIL_"): value
        for name, value in os.environ.items()
        if name.startswith("ANYMAIL_") and value
    }
    return {"WEBHOOK_SECRET": f"nobody:{secrets.token_urlsafe(32)}"} | given


def mailer_from(url: str, *, data_dir: Path) -> tuple[dict[str, Any], list[str]]:
    """One entry of Django's MAILERS for a MAIL_URL of the contract, and what is wrong with it."""
    parts = parts_of(url)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}, []
    if parts.scheme == "file":
        directory = unquote(parts.netloc + parts.path) or str(data_dir / "mail")
        options = {"directory": directory}
        return {"BACKEND": "leads.mail.files.EmlFileBackend", "OPTIONS": options}, []
    if parts.scheme in ("smtp", "smtps"):
        return _smtp(parts)
    if service := ANYMAIL_SERVICE.match(url):
        return {"BACKEND": f"anymail.backends.{service[1]}.EmailBackend"}, _service_faults(
            service[1]
        )
    return {}, [
        "MAIL_URL is none of console:, file:DIR, smtp://HOST, smtps://HOST, anymail+SERVICE:."
    ]


def _service_faults(service: str) -> list[str]:
    if service not in SERVICE_KEYS:
        return [f"MAIL_URL names {service}, a service Anymail does not know."]
    if service == "amazon_ses" and find_spec("boto3") is None:
        return ["MAIL_URL names amazon_ses, which needs the package boto3."]
    names = [f"ANYMAIL_{service.upper()}_{key}" for key in SERVICE_KEYS[service]]
    faults = [
        f"{name} is not set; {service} cannot be used without it."
        for name in names
        if not os.environ.get(name)
    ]
    if ":" not in os.environ.get("ANYMAIL_WEBHOOK_SECRET", ""):
        faults.append(
            "ANYMAIL_WEBHOOK_SECRET is not of the form user:password; bounces are not heard of."
        )
    return faults


def _smtp(parts: SplitResult) -> tuple[dict[str, Any], list[str]]:
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    faults = [f"MAIL_URL has an unknown option, {name}." for name in sorted(set(options) - {"tls"})]
    if options.get("tls", "true") not in ("true", "false"):
        faults.append("MAIL_URL has a tls that is neither true nor false.")
    if not parts.hostname:
        faults.append("MAIL_URL names no server: write smtp://user:password@mail.example.com:587.")
    implicit = parts.scheme == "smtps"
    mailer = {
        "host": parts.hostname,
        "port": parts.port or (465 if implicit else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": implicit,
        "use_tls": not implicit and options.get("tls", "true") == "true",
        "timeout": MAIL_TIMEOUT,
    }
    return {"BACKEND": "leads.mail.smtp.DotLatchBackend", "OPTIONS": mailer}, faults
