"""What the environment says, read once, typed, and refused loudly when it makes no sense."""

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

read = environ.Env()
environ.Env.read_env(ROOT / ".env", overwrite=False)

DATABASE_URL = read.str("DATABASE_URL", default=f"postgresql://postgres:@/dunwell?host={VAR}/pg")
REDIS_URL = read.str("REDIS_URL", default=f"redis+socket://{VAR}/valkey.sock")
EMAIL_URL = read.str("EMAIL_URL", default="")
PUBLIC_BASE_URL = read.str("PUBLIC_BASE_URL", default="http://localhost:8000")
SECRET_KEY = read.str("SECRET_KEY", default="trial-only")
DEBUG = read.bool("DEBUG", default=False)
ALLOWED_HOSTS = read.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
TWILIO_ACCOUNT_SID = read.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = read.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_BASE_URL = read.str("TWILIO_BASE_URL", default="")
