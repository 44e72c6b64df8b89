"""Every setting is one row: environment variable, default, one sentence. Read once, at start."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dashapp.errors import SettingError
from dashapp.keys import kept_key, one_key, require_different, several_keys
from dashapp.setting_values import (
    address,
    between,
    choice,
    currency,
    list_file,
    mail_server,
    optional_date,
    role_map,
    webhooks,
    yes_or_no,
    zone,
)
from dashapp.transport import require_tls

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Row:
    """One setting: its variable, its default as text, how the text is read, what it is for, and whether it is never shown."""

    name: str
    default: str
    read: Callable[[str], Any]
    help: str
    secret: bool = False

    @property
    def field(self) -> str:
        """The attribute of Settings that holds the value."""
        return self.name.lower()


ROWS = (
    Row("VAR_DIR", "var", Path, "Folder for everything the application writes: databases, the columnar copy, caches."),
    Row("WAREHOUSE_URL", "", str, "Database of the business data; empty means SQLite under VAR_DIR. SQLite or PostgreSQL.", secret=True),
    Row(
        "WAREHOUSE_READ_URL",
        "",
        str,
        "PostgreSQL only: the same database as a role with SELECT only, which pages read through.",
        secret=True,
    ),
    Row(
        "ACCOUNTS_URL",
        "",
        str,
        "Database of users, sign-in sessions and audit; empty means SQLite under VAR_DIR. SQLite or PostgreSQL.",
        secret=True,
    ),
    Row("CACHE_URL", "", str, "Redis for the cache level that workers share; empty means files under VAR_DIR.", secret=True),
    Row(
        "SECRET_KEY",
        "",
        one_key,
        "Signs sign-in sessions. Required in production; elsewhere a random one is kept under VAR_DIR.",
        secret=True,
    ),
    Row(
        "ENCRYPTION_KEY",
        "",
        several_keys,
        "Seals secrets at rest. Required in production; elsewhere kept under VAR_DIR. New key first, then old ones, by commas.",
        secret=True,
    ),
    Row(
        "ERASURE_KEY",
        "",
        one_key,
        "Keys the hashes by which erased people are recognised. Required in production; elsewhere a random one is kept under VAR_DIR.",
        secret=True,
    ),
    Row(
        "ENVIRONMENT",
        "local",
        choice("local", "production"),
        "production refuses to start without SECRET_KEY, ENCRYPTION_KEY and ERASURE_KEY and sends cookies over TLS only.",
    ),
    Row("HOST", "127.0.0.1", str, "Address that gunicorn listens on."),
    Row("PORT", "8050", between(1, 65535), "Port that gunicorn listens on."),
    Row("WEB_WORKERS", "2", between(1, 64), "gunicorn worker processes."),
    Row("WEB_THREADS", "8", between(1, 64), "Threads in each worker."),
    Row("TRUSTED_PROXIES", "0", between(0, 5), "How many proxies in front may set X-Forwarded-* headers."),
    Row("SESSION_HOURS", "12", between(1, 168), "A sign-in session ends this many hours after sign-in."),
    Row("SESSION_IDLE_MINUTES", "120", between(5, 1440), "A sign-in session ends after this many minutes without a request."),
    Row("PUBLIC_URL", "", address, "Address of the desk as people type it. Links in mails and the sign-in provider lead there."),
    Row("SMTP_URL", "", mail_server, "Mail server, smtp:// or smtps:// with user and password; empty means no mail is sent.", secret=True),
    Row("MAIL_FROM", "tallyroom@localhost", str, "Sender of mails."),
    Row("REQUIRE_SECOND_FACTOR", "none", choice("none", "admins", "everyone"), "Whose password must be followed by a code."),
    Row("LEAKED_LIST", "", list_file, "File of leaked and common passwords, one a line, that nobody may choose; none comes with the desk."),
    Row("LOCAL_SIGN_IN", "everybody", choice("everybody", "break-glass"), "Who may use a password: everybody, or break-glass users only."),
    Row("OIDC_ISSUER", "", address, "Issuer of an OpenID Connect provider; empty means people sign in with passwords only."),
    Row("OIDC_CLIENT_ID", "", str, "What the provider calls this desk."),
    Row("OIDC_CLIENT_SECRET", "", str, "The secret that goes with it.", secret=True),
    Row("OIDC_SCOPE", "openid profile email", str, "What is asked of the provider; some want groups or offline_access in it."),
    Row("OIDC_GROUPS_CLAIM", "groups", str, "Claim of the provider's user information that lists groups."),
    Row("OIDC_ROLE_MAP", "", role_map, "Group=role, separated by commas; the first that fits counts, so the most powerful comes first."),
    Row("OIDC_JUST_IN_TIME", "yes", yes_or_no, "Whether somebody who comes from the provider for the first time becomes a user."),
    Row("OIDC_LABEL", "Sign in with single sign-on", str, "Words on the sign-in page's button."),
    Row("OIDC_RECHECK_SECONDS", "300", between(0, 86400), "How old the provider's word on a person may be; 0 asks at every request."),
    Row("QUERY_TIMEOUT_SECONDS", "20", between(1, 600), "A query is stopped after this many seconds."),
    Row("ROW_LIMIT", "50000", between(100, 1048575), "Most rows that one card may fetch; exports say so before they start."),
    Row("EXPORT_ROW_LIMIT", "1000000", between(100, 10000000), "Most rows that one exported table may hold."),
    Row("SHOP_NAME", "Your shop", str, "Printed in the side bar and on cover sheets."),
    Row(
        "SHOP_TIMEZONE",
        "UTC",
        zone,
        "Days are the shop's: imported times with an offset are turned into this zone unless the map names one.",
    ),
    Row("REPORTING_CURRENCY", "", currency, "Currency of every total; empty means the currency of the first import."),
    Row("AS_OF_DATE", "", optional_date, "Overrides the as-of day of the data, as YYYY-MM-DD."),
    Row("WEEK_START", "monday", choice(*WEEKDAYS), "First day of the shop's week."),
    Row("FISCAL_YEAR_START_MONTH", "1", between(1, 12), "First month of the shop's fiscal year."),
    Row("RFM_CUT_POINTS", "quantile", choice("quantile", "fixed"), "RFM by quantiles, or by the cut-offs of sql/setup/rfm_limits.csv."),
    Row(
        "SEGMENT_WEBHOOKS",
        "",
        webhooks,
        "Addresses, https:// and by commas, that customers of a segment may be sent to.",
    ),
    Row("SEGMENT_WEBHOOK_KEY", "", one_key, "Signs what is sent there; nothing is sent without it.", secret=True),
    Row("API_REQUESTS_PER_MINUTE", "120", between(1, 100_000), "Calls that one token may make in a minute; an address five times that."),
    Row(
        "BROWSER_REQUESTS_PER_MINUTE",
        "1200",
        between(60, 1_000_000),
        "Requests that one signed-in user may make of each worker in a minute; a page makes about a dozen.",
    ),
    Row("CHECK_AFTER_BUILD", "yes", yes_or_no, "Whether a process of its own checks the data after every build."),
    Row("SCORE_AFTER_BUILD", "yes", yes_or_no, "Whether the same process trains the models on what was built, and publishes their scores."),
    Row("LOG_LEVEL", "info", choice("debug", "info", "warning", "error"), "How much the server log says."),
)


@dataclass(frozen=True, repr=False)
class Settings:
    """The settings, typed, printed without secrets. Field names are the variables in lower case; `ROWS` says what each is for."""

    var_dir: Path
    warehouse_url: str
    warehouse_read_url: str
    accounts_url: str
    cache_url: str
    secret_key: str
    encryption_key: tuple[str, ...]
    erasure_key: str
    environment: str
    host: str
    port: int
    web_workers: int
    web_threads: int
    trusted_proxies: int
    session_hours: int
    session_idle_minutes: int
    public_url: str
    smtp_url: str
    mail_from: str
    require_second_factor: str
    leaked_list: Path | None
    local_sign_in: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_scope: str
    oidc_groups_claim: str
    oidc_role_map: tuple[tuple[str, str], ...]
    oidc_just_in_time: bool
    oidc_label: str
    oidc_recheck_seconds: int
    query_timeout_seconds: int
    row_limit: int
    export_row_limit: int
    shop_name: str
    shop_timezone: str
    reporting_currency: str
    as_of_date: datetime.date | None
    week_start: str
    fiscal_year_start_month: int
    rfm_cut_points: str
    segment_webhooks: tuple[str, ...]
    segment_webhook_key: str
    api_requests_per_minute: int
    browser_requests_per_minute: int
    check_after_build: bool
    score_after_build: bool
    log_level: str

    @property
    def production(self) -> bool:
        """Whether this is a production installation."""
        return self.environment == "production"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every setting; a bad value raises SettingError naming the variable and what is allowed."""
        given = os.environ if environment is None else environment
        values = {row.field: _read(row, given.get(row.name, "") or row.default) for row in ROWS}
        values["var_dir"] = values["var_dir"].expanduser().absolute()
        for field, file in (("warehouse_url", "warehouse.sqlite"), ("accounts_url", "accounts.sqlite")):
            values[field] = _database_url(field.upper(), values[field] or f"sqlite:///{values['var_dir'] / file}")
        for field in ("secret_key", "erasure_key"):
            values[field] = values[field] or kept_key(field, values)
        values["encryption_key"] = values["encryption_key"] or (kept_key("encryption_key", values),)
        require_different(values)
        _require_together(values)
        return cls(**values)

    def public(self) -> dict[str, str]:
        """The settings as text with secrets and passwords left out, for diagnostics."""
        hidden = {row.field for row in ROWS if row.secret}
        return {field.name: str(getattr(self, field.name)) for field in fields(self) if field.name not in hidden}

    def __repr__(self) -> str:
        """A traceback or a log line must not hold a secret."""
        return f"Settings({self.public()})"


def _read(row: Row, text: str) -> Any:
    try:
        return row.read(text)
    except (ValueError, KeyError, OSError) as error:
        given = "cannot be used as it is" if row.secret else f"is {text!r}"
        raise SettingError(f"{row.name} {given}. {error} It is read from the environment: {row.help}") from None


def _database_url(name: str, url: str) -> str:
    """SQLAlchemy's form of the URL; plain postgresql:// means psycopg 3."""
    scheme, _, rest = url.partition("://")
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        return url
    raise SettingError(f"{name} starts with neither sqlite:/// nor postgresql://. Allowed are these two.")


def _require_together(values: Mapping[str, Any]) -> None:
    """SettingError for a setting that is of no use without another."""
    needed = {"oidc_issuer": ("public_url", "oidc_client_id", "oidc_role_map"), "smtp_url": ("public_url",)}
    for field, others in needed.items():
        for other in others:
            if values[field] and not values[other]:
                raise SettingError(f"{field.upper()} is set and {other.upper()} is not. Set both: docs/sign-in.md says how.")
    if values["local_sign_in"] != "everybody" and not values["oidc_issuer"]:
        raise SettingError("LOCAL_SIGN_IN is 'break-glass' and OIDC_ISSUER is not set, so nobody else could sign in. Set both.")
    if values["environment"] == "production":
        require_tls(values)
