"""Django's settings: every value that differs between machines comes from env.py."""

from datetime import timedelta

from django.utils.csp import CSP
from whitenoise.compress import Compressor

from collections_app import env
from collections_app.mail import MOST_BYTES_OF_A_MAIL, mail_place, mailer
from collections_app.servers.joining import DATABASE

SECRET_KEY = env.SECRET_KEY
DEBUG = env.DEBUG
# A health check asks from the machine itself.
ALLOWED_HOSTS = [*env.ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
PUBLIC_BASE_URL = env.PUBLIC_BASE_URL

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "lucide",
    "templated_email",
    "collections_app.history",
    "collections_app.companies",
    "collections_app.users",
    "collections_app.customers",
    "collections_app.invoices",
    "collections_app.tasks",
    "collections_app.communications",
    "collections_app.payments",
    "collections_app.disputes",
    "collections_app.promises",
    "collections_app.dunning",
    "collections_app.intake",
    "collections_app.replies",
    "collections_app.reports",
    "collections_app.jobs",
    "collections_app.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "collections_app.web.logged_out.AsksToLogIn",
    "collections_app.web.asked_anew.IsAskedAnew",
    "collections_app.web.acting.NamesTheActor",
    "collections_app.web.sessions.MarksSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "collections_app.web.second_factor.LeadsToSecondFactor",
    "collections_app.web.set_up.LeadsToFirstCompany",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "collections_app.urls"
WSGI_APPLICATION = "collections_app.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [env.ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

if env.DATABASE_URL:
    DATABASES = {"default": env.read.db_url_config(env.DATABASE_URL)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "collections_app.servers",
            "NAME": DATABASE,
            "USER": "postgres",
            "HOST": str(env.POSTGRES.sockets),
        }
    }
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    options=(
        # A forgotten session must not hold the customers' locks for ever.
        "-c lock_timeout=30s -c statement_timeout=10min "
        "-c idle_in_transaction_session_timeout=10min "
        # What is prepared (a `Question`) is planned once, not anew for the first values.
        "-c plan_cache_mode=force_generic_plan "
        # Who changes a row where no person does; what is neither came past the product.
        f'-c pghistory.context_metadata={{"by":"program:{env.PROGRAM}"}}'
    ),
    prepare_threshold=0,
)
CACHES = {
    # How often somebody tried to get in: it is not lost with the broker, and all processes know it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "users_tries",
    },
    "hints": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.CACHE_URL,
        "KEY_PREFIX": env.INSTALLATION_ID,
        "OPTIONS": {
            # No page waits for what is only a hint, nor unpacks more than plain values.
            "socket_connect_timeout": 0.2,
            "socket_timeout": 0.2,
            "serializer": "django.core.signing.JSONSerializer",
        },
    },
}
AUTH_USER_MODEL = "users.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Log-ins: who guesses is axes' business, all else allauth's ---
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "collections_app.users.at_the_door.Backend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # those set before
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "collections_app.web.session_store"
SESSION_IDLE = timedelta(minutes=env.SESSION_IDLE_MINUTES)
SESSION_LENGTH = timedelta(hours=env.SESSION_HOURS)

ALLAUTH_TRUSTED_PROXY_COUNT = env.PROXIES
ACCOUNT_ADAPTER = "collections_app.web.log_in.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation went there
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "collections_app.web.second_factor.SecondFactors"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Dunwell"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # it says how long, and means it
AXES_RESET_ON_SUCCESS = True
# By both: a stranger locks out nobody but who shares their address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "collections_app.web.log_in.address_of"
AXES_LOCKOUT_CALLABLE = "collections_app.web.log_in.locked"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "login", "password", "code", "next"]
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
# A trial serves the sources, so that it starts in a moment.
STATIC_ROOT = env.ROOT / "staticfiles" if env.PRODUCTION else None
STATICFILES_DIRS = [env.ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "collections_app.static_files.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Maps are read by developers alone, and slow to compress.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
WHITENOISE_USE_FINDERS = not env.PRODUCTION
MEDIA_ROOT = env.VAR / "media"
INSTALLATION_DIR = env.VAR / "installation"
INSTALLATION_ID = env.INSTALLATION_ID
SENDING = env.SENDING
PER_MINUTE = {
    "email": env.EMAIL_PER_MINUTE,
    "sms": env.SMS_PER_MINUTE,
    "voice": env.VOICE_PER_MINUTE,
}
LETTER_FONTS = env.ROOT / "node_modules" / "@fontsource" / "inter" / "files"
MAIL_LOG = env.MAIL_LOG
MAILERS = {"default": mailer(env.EMAIL_URL)}
MAILBOX = mail_place(env.MAILBOX_URL)
MAIL_PROVIDER = env.MAIL_PROVIDER
MAIL_WEBHOOK_SECRET = env.MAIL_WEBHOOK_SECRET
MAIL_SIGNING_KEY = env.MAIL_SIGNING_KEY
# A mail with its attachments comes as one field; Django's own limit would lose it.
if MAIL_PROVIDER:
    DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES_OF_A_MAIL
TWILIO_ACCOUNT_SID = env.TWILIO_ACCOUNT_SID
TWILIO_AUTH_TOKEN = env.TWILIO_AUTH_TOKEN
TWILIO_AUTH_TOKEN_OLD = env.TWILIO_AUTH_TOKEN_OLD
TWILIO_BASE_URL = env.TWILIO_BASE_URL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The time is written by whoever gathers the lines.
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"hides_tokens": {"()": "collections_app.logs.HidesTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["hides_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "collections_app": {"level": "INFO"},
        # Its lines name whoever mistyped a password, and sometimes the password.
        "axes": {"level": "ERROR"},
        # Scanners ask for foreign hosts all day; the refusal is in the access log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

# Twilio calls back only what the world can reach; a stand-in reaches what we do.
CALLBACK_BASE_URL = env.PUBLIC_BASE_URL if env.CALLS_BACK else ""
HTTPS = env.PUBLIC_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [env.PUBLIC_BASE_URL]
CSRF_FAILURE_VIEW = "collections_app.web.logged_out.refuse_form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts below this name are the operator's to promise,
    "security.W021",  # and so is the browsers' preload list
]
X_FRAME_OPTIONS = "DENY"

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
