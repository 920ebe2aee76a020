"""Lanewise's settings: one file, top to bottom, everything from the environment.

With nothing set this is the embedded default: SQLite, files for mail, a key kept in DATA_DIR, and
answers to this machine only. DEBUG=false, or any host that others can reach, makes it production:
then all that production needs must be there, or nothing starts. `.env.example` documents each name.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

from cms import browser_rules, environment
from cms.observing.configuration import lines_to_stderr

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment ------------------------------------------------------------------------------

env = Env(eager=False)
given = {
    "SECRET_KEY": env.str("SECRET_KEY", ""),
    "ALLOWED_HOSTS": env.list("ALLOWED_HOSTS", []),
    "BASE_URL": env.str("BASE_URL", ""),
    "DATABASE_URL": env.str("DATABASE_URL", ""),
    "REDIS_URL": env.str("REDIS_URL", ""),
    "MAIL_URL": env.str("MAIL_URL", ""),
    "DEFAULT_FROM_EMAIL": env.str("DEFAULT_FROM_EMAIL", ""),
}
debug = env.bool("DEBUG") if env.str("DEBUG", "") else None  # empty is as good as unset
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").resolve()
BASE_URL = (given["BASE_URL"] or "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = given["ALLOWED_HOSTS"] or list(environment.LOOPBACK)
REDIS_URL = given["REDIS_URL"] or "redis://127.0.0.1:6379/0"
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", "")
DEFAULT_FROM_EMAIL = given["DEFAULT_FROM_EMAIL"] or "Lanewise <hello@example.com>"
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", [])
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", [])
CALCOM_WEBHOOK_SECRET = env.str("CALCOM_WEBHOOK_SECRET", "")
CALENDLY_WEBHOOK_SIGNING_KEY = env.str("CALENDLY_WEBHOOK_SIGNING_KEY", "")
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", "").strip().lower()
DKIM_SELECTORS = [each.strip() for each in env.list("DKIM_SELECTORS", []) if each.strip()]
SUBMISSION_RATE = env.str("SUBMISSION_RATE", "") or "600/minute"
FAIL_POINT = env.str("FAIL_POINT", "")
LOG_FORMAT = env.str("LOG_FORMAT", "")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
SENTRY_DSN = env.str("SENTRY_DSN", "")
PREVIEW_URL = env.str("PREVIEW_URL", "")
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS") if env.str("API_TOKEN_DAYS", "") else 365
second_factor = env.bool("STAFF_SECOND_FACTOR") if env.str("STAFF_SECOND_FACTOR", "") else None
FRONT_CACHE_URL = env.str("FRONT_CACHE_URL", "")
faults = environment.malformed(env)

DEBUG = bool(debug)
PRODUCTION = debug is False or not environment.is_loopback(ALLOWED_HOSTS)
if PRODUCTION:
    faults += environment.production_faults(given)
faults += environment.base_url_faults(BASE_URL)
faults += environment.preview_url_faults(PREVIEW_URL)
faults += environment.front_cache_faults(FRONT_CACHE_URL)
faults += environment.redis_faults(REDIS_URL)
faults += environment.address_faults(DEFAULT_FROM_EMAIL=DEFAULT_FROM_EMAIL)
if OPERATOR_EMAIL:
    faults += environment.address_faults(OPERATOR_EMAIL=OPERATOR_EMAIL)
faults += environment.days_faults(API_TOKEN_DAYS=API_TOKEN_DAYS)
faults += environment.rate_faults(SUBMISSION_RATE)
faults += environment.log_format_faults(LOG_FORMAT)
faults += environment.metrics_token_faults(METRICS_TOKEN)
faults += environment.sentry_faults(SENTRY_DSN)
faults += environment.network_faults(
    TRUSTED_PROXIES=TRUSTED_PROXIES, WEBHOOK_NETWORKS=WEBHOOK_NETWORKS
)
database, database_faults = environment.database_from(
    given["DATABASE_URL"] or f"sqlite:///{DATA_DIR / 'lanewise.sqlite3'}"
)
mailer, mail_faults = environment.mailer_from(given["MAIL_URL"] or "file:", data_dir=DATA_DIR)
if faults := faults + database_faults + mail_faults:
    raise environment.EnvironmentInvalid(faults)

SECRET_KEY = given["SECRET_KEY"] or environment.kept_secret_key(DATA_DIR)
HTTPS = urlsplit(BASE_URL).scheme == "https"

# --- The house ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cms",
    "pages",
    "leads",
    "assessment",
    "wagtail.api.v3",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "ninja",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",  # Wagtail's search index there asks for it
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "cms.observing.access.RequestIds",
    "cms.middleware.AddressBehindProxies",
    "django.middleware.security.SecurityMiddleware",
    "cms.middleware.ContentSecurityPolicyByPath",
    "cms.middleware.BrowserFeatures",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.gate.sessions.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- The database: the queue and the truth --------------------------------------------------------

DATABASES = {"default": database}
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = {
        # A write lock taken at the first statement waits its turn; one taken late fails at once.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)

# --- The broker: a doorbell, never the truth ------------------------------------------------------
# cms/celery.py argues for each of its settings. Wagtail's own background work goes the same way.

TASKS = {"default": {"BACKEND": "cms.tasks_backend.CeleryBackend"}}
# Per process and in memory: rate limits and Wagtail's look-ups work with Redis away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Failed logins are counted here: a flood of names must not push out the one that counts.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Pages as they were answered. Each is named after the edition it shows, so what one process
    # keeps is never older than what another publishes.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},  # about 15 MB
    },
}

# --- Mail -----------------------------------------------------------------------------------------

MAILERS = {"default": mailer}
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DAILY_LIMIT = 2  # result mails to one address in a day, whatever is posted
# A service without metadata or tags still gets the mail; its reports then find it by message id.
ANYMAIL = {
    "REQUESTS_TIMEOUT": environment.MAIL_TIMEOUT,
    "IGNORE_UNSUPPORTED_FEATURES": True,
} | environment.anymail_settings()

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
PUBLIC_BODY_LIMIT = 64 * 1024  # bytes of a reader's form or a body sent to our API
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of an article, a mail service's batch
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # one complex page in the editor can pass Django's 1,000

# --- Wagtail --------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Lanewise"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILAPI_BASE_URL = BASE_URL
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False  # nothing leaves this machine unasked
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Without an address nothing is purged, and a change is seen when the shared cache asks again.
WAGTAILFRONTENDCACHE = (
    {"front": {"BACKEND": "pages.purging.backend.FrontCache", "LOCATION": FRONT_CACHE_URL}}
    if FRONT_CACHE_URL
    else {}
)
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]

# --- Security -------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cms.gate.passwords.CommonCoreValidator"},
]
# Everybody who logs in is staff. Off where strangers cannot come: the demo prints its passwords.
STAFF_SECOND_FACTOR = PRODUCTION if second_factor is None else second_factor
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/staff/login/"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.gate.resetting.ResetForm"  # noqa: S105, a class
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "cms.gate.adapters.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth checks that they fit
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_ADAPTER = "cms.gate.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a passkey is two factors: what one has, and what opens it
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
API_TOKEN_LASTS = timedelta(days=API_TOKEN_DAYS)
SESSION_COOKIE_AGE = 30 * 60  # without a sign of life; cms.gate.sessions renews it
SESSION_LONGEST = 12 * 60 * 60  # whatever happens
# Over plain HTTP a browser would refuse the prefix, and with it every login.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
# The probes of a container come over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of its own origin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY; the line above says why not
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = browser_rules.FEATURES
SECURE_CSP = browser_rules.SITE
ADMIN_CSP = browser_rules.admin(previews=environment.origins(PREVIEW_URL))

# --- Logs: to standard error, never with personal data --------------------------------------------

LOGGING = lines_to_stderr(LOG_FORMAT or ("json" if PRODUCTION else "text"), frank=DEBUG)
