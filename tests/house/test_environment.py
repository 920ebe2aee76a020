"""One place says what can be set, and nothing starts on nonsense."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.conf import settings

from cms.environment import SERVICE_KEYS, EnvironmentInvalid
from tests.house.environment import HERE, READERS, names_read, written_in

PRODUCTION = written_in(HERE / "tests/house/production.env")
EXAMPLE = written_in(HERE / ".env.example", commented=True)
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "WEB_PORT"}
ANYMAIL_NAMES = {"ANYMAIL_WEBHOOK_SECRET"} | {
    f"ANYMAIL_{service.upper()}_{key}" for service, keys in SERVICE_KEYS.items() for key in keys
}
REQUIRED = {
    "SECRET_KEY": "SECRET_KEY is not set; sessions, result links and unsubscribe links",
    "ALLOWED_HOSTS": "ALLOWED_HOSTS is not set; requests for any other host are refused",
    "BASE_URL": "BASE_URL is not set; links in mails start with it",
    "DATABASE_URL": "DATABASE_URL is not set; SQLite",
    "REDIS_URL": "REDIS_URL is not set; web and workers find each other through it",
    "MAIL_URL": "MAIL_URL is not set; mails would end as files nobody reads",
    "DEFAULT_FROM_EMAIL": "DEFAULT_FROM_EMAIL is not set; every mail needs a sender",
}
REDIS_FAULT = "REDIS_URL is not an address such as redis://127.0.0.1:6379/0."
MALFORMED = [
    ("SECRET_KEY", "short", "SECRET_KEY is shorter than 50 characters"),
    ("ALLOWED_HOSTS", "www.example.com,*", "ALLOWED_HOSTS contains *"),
    ("BASE_URL", "www.example.com", "BASE_URL is not an address"),
    ("BASE_URL", "https://www.example.com/path", "BASE_URL is not an address"),
    ("BASE_URL", "https://www.example.com:port", "BASE_URL is not an address"),
    ("DATABASE_URL", "nonsense", "DATABASE_URL is not an address"),
    ("DATABASE_URL", "postgres://user:secret@host:port/name", "DATABASE_URL is not an address"),
    ("DATABASE_URL", "postgres://user:secret@host:5432", "DATABASE_URL is not an address"),
    ("DATABASE_URL", "mysql://user:secret@host/name", "DATABASE_URL names neither Postgres nor"),
    ("REDIS_URL", "http://host", "REDIS_URL is not an address"),
    ("REDIS_URL", "redis://host:port/0", "REDIS_URL is not an address"),
    ("MAIL_URL", "nonsense", "MAIL_URL is none of console:"),
    ("MAIL_URL", "smtp://host:port", "MAIL_URL is none of console:"),
    ("MAIL_URL", "smtp:", "MAIL_URL names no server"),
    ("MAIL_URL", "smtp://host:25?ssl=true", "MAIL_URL has an unknown option, ssl"),
    ("MAIL_URL", "smtp://host:25?tls=maybe", "MAIL_URL has a tls that is neither true nor false"),
    ("MAIL_URL", "anymail+pigeon:", "MAIL_URL names pigeon, a service Anymail does not know"),
    ("MAIL_URL", "anymail+resend:", "ANYMAIL_RESEND_API_KEY is not set"),
    ("ANYMAIL_WEBHOOK_SECRET", "", "ANYMAIL_WEBHOOK_SECRET is not of the form user:password"),
    ("ANYMAIL_WEBHOOK_SECRET", "word", "ANYMAIL_WEBHOOK_SECRET is not of the form user:password"),
    ("DEFAULT_FROM_EMAIL", "nobody", "DEFAULT_FROM_EMAIL is not an address"),
    ("SUBMISSION_RATE", "often", "SUBMISSION_RATE is not a rate"),
    ("PREVIEW_URL", "www.example.com/preview", "PREVIEW_URL is not an address"),
    ("FRONT_CACHE_URL", "varnish:80", "FRONT_CACHE_URL is not an address"),
    ("TRUSTED_PROXIES", "the-proxy", "TRUSTED_PROXIES is not a list of networks"),
    ("METRICS_TOKEN", "short", "METRICS_TOKEN is not 20 characters or more"),
    ("LOG_FORMAT", "xml", "LOG_FORMAT is neither json nor text"),
    ("API_TOKEN_DAYS", "0", "API_TOKEN_DAYS is not a number of days"),
    ("API_TOKEN_DAYS", "long", "API_TOKEN_DAYS: Not a valid integer"),
    ("STAFF_SECOND_FACTOR", "maybe", "STAFF_SECOND_FACTOR: Not a valid boolean"),
    ("DEBUG", "maybe", "DEBUG: Not a valid boolean"),
]


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run("manage.py", *arguments, environment=environment)


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=HERE,
        env=path | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def faults(monkeypatch):
    """The sentences the settings refuse an environment with; the environment is all there is."""

    def load(environment: dict[str, str]) -> list[str]:
        for name in set(os.environ) - {"PATH", "HOME"}:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(EnvironmentInvalid) as refused:
            runpy.run_path(str(HERE / "cms/settings.py"))
        return refused.value.faults

    return load


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("how", ["missing", "empty"])
def test_production_does_not_start_without(name, how, faults):
    environment = PRODUCTION | {name: ""}
    if how == "missing":
        del environment[name]
    (fault,) = faults(environment)
    assert fault.startswith(REQUIRED[name])


def test_the_editor_may_frame_the_front_end_that_draws_its_previews_and_no_other():
    asked = (
        "from cms.settings import ADMIN_CSP, SECURE_CSP; print(ADMIN_CSP['frame-src'], SECURE_CSP)"
    )
    front = {"PREVIEW_URL": "https://front.example.com/preview?draft=1"}
    told = run("-c", asked, environment=PRODUCTION | front).stdout
    assert "https://front.example.com'" in told
    assert told.count("front.example.com") == 1
    assert "front.example.com" not in run("-c", asked, environment=PRODUCTION).stdout


@pytest.mark.parametrize(("name", "value", "sentence"), MALFORMED)
def test_nothing_starts_on(name, value, sentence, faults):
    (fault,) = faults(PRODUCTION | {name: value})
    assert fault.startswith(sentence)
    assert fault.endswith(".")


def test_all_faults_are_told_at_once_and_nothing_starts():
    answer = manage("check", environment={"DEBUG": "false", "SUBMISSION_RATE": "often"})
    assert (answer.returncode, answer.stdout) == (1, "")
    first, *told = answer.stderr.replace("\n- ", "\n").splitlines()
    assert first == "Lanewise cannot start:"
    assert len(told) == len(REQUIRED) + 1
    assert all(any(fault.startswith(start) for fault in told) for start in REQUIRED.values())


def test_a_server_does_not_start_on_nonsense_either():
    settings = PRODUCTION | {"REDIS_URL": "nonsense", "DJANGO_SETTINGS_MODULE": "cms.settings"}
    answer = run("-c", "import cms.wsgi", environment=settings)
    assert answer.returncode == 1
    assert answer.stderr == f"Lanewise cannot start:\n- {REDIS_FAULT}\n"


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning")
@pytest.mark.parametrize("service", SERVICE_KEYS)
def test_without_a_secret_no_report_of_a_mail_service_is_believed(client, service):
    assert settings.ANYMAIL["WEBHOOK_SECRET"].startswith("nobody:")
    for kind in ("tracking", "inbound"):
        answer = client.post(f"/anymail/{service}/{kind}/", "{}", "application/json")
        assert answer.status_code in (400, 404)


def test_a_host_that_others_can_reach_makes_it_production(faults):
    told = faults({"ALLOWED_HOSTS": "www.example.com"})
    assert {fault.split()[0] for fault in told} == set(REQUIRED) - {"ALLOWED_HOSTS"}


def test_no_secret_is_repeated_in_a_fault(faults):
    told = faults(
        PRODUCTION | {"DATABASE_URL": "mysql://user:hush@host/name", "SECRET_KEY": "hush"}
    )
    assert "hush" not in " ".join(told)


def test_a_complete_production_environment_passes_the_deployment_checks():
    answer = manage("check", "--deploy", "--fail-level", "WARNING", environment=PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_the_example_names_what_the_settings_read_and_nothing_else():
    keys = {name for name in EXAMPLE if name in ANYMAIL_NAMES}
    assert set(EXAMPLE) - COMPOSE_ONLY - keys == names_read() - ANYMAIL_NAMES


def test_what_the_example_says_only_compose_reads_is_read_there():
    compose = (HERE / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{(\w+)", compose)) & COMPOSE_ONLY == COMPOSE_ONLY


def test_the_example_starts_once_its_key_is_filled_in():
    environment = written_in(HERE / ".env.example") | {"SECRET_KEY": "k" * 64}
    assert manage("check", environment=environment).returncode == 0


def test_every_name_of_the_example_has_a_comment():
    paragraphs = (HERE / ".env.example").read_text().split("\n\n")
    settings = [text for text in paragraphs if re.search(r"^#?[A-Z_]+=", text, re.MULTILINE)]
    assert len(settings) == len(EXAMPLE)
    assert all(re.match(r"# \w", text) for text in settings)


def test_nobody_else_reads_the_environment():
    readers = {"cms/settings.py", "cms/environment.py", "manage.py"}
    points_at_settings = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")'
    for room in ("cms", "pages", "leads", "assessment"):
        for path in (HERE / room).rglob("*.py"):
            source = path.read_text().replace(points_at_settings, "")
            if str(path.relative_to(HERE)) not in readers and "demo" not in str(path):
                assert "os.environ" not in source, path
                assert "getenv" not in source, path
    assert set(READERS) < readers
