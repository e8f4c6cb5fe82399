"""Every setting, typed and listed once. `docs/settings.md` documents them and a test compares the two."""

import os
import re
from functools import cache
from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MINIMUM_SECRET = 32  # characters
SCREENS = (
    "site",
    "account",
    "billing",
    "admin",
    "guest",
    "kitchen",
    "pos",
    "floor",
    "floor_editor",
    "checkout",
    "drawer",
    "editor",
    "people",
    "paper",
    "reports",
    "settings",
)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class ConfigurationError(Exception):
    """The environment cannot run this server. Each problem is one sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What the environment says. Names are those of the environment, in lower case."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False, env_ignore_empty=True)

    database_url: str = Field(description="PostgreSQL; postgres:// is accepted too")
    secret_key: str = Field(description="Signs guest and API tokens", min_length=MINIMUM_SECRET)
    redis_url: str | None = Field(None, description="Cache and live bus; unset: memory, local delivery")
    host: str = Field("0.0.0.0", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    web_concurrency: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, description="Workers")
    public_url: str | None = Field(None, description="What QR codes and links carry")
    uploads: str = Field("./var/uploads", description="A folder, or s3://bucket")
    s3_endpoint_url: str | None = Field(None, description="S3 of another maker than Amazon")
    assets_url: str | None = Field(None, description="CDN prefix for hashed assets")
    database_pool: int = Field(12, ge=2, le=100, description="Connections one worker holds at most")
    database_replica_url: str | None = Field(None, description="Reports and dashboards read there")
    sockets_per_identity: int = Field(50, ge=1, description="Open sockets one identity may hold")
    express_url: str | None = Field(None, description="Where the gateway of EXPRESS_GATEWAY is")
    express_secret: str | None = Field(None, description="Key of that gateway; signs its callbacks", min_length=16)
    express_gateway: Literal["simulated"] | None = Field(
        None, description="Who asks for Multicaixa Express on the payer's phone; unset: nobody"
    )
    express_seconds: int = Field(90, ge=1, le=3600, description="How long a payer has to answer on the phone")
    sentry_dsn: str | None = Field(None, description="Error alerts")
    otel_exporter_otlp_endpoint: str | None = Field(None, description="Traces")
    log_format: Literal["text", "json"] | None = Field(None, description="text on a terminal, else json")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level shown")
    smtp_url: str | None = Field(None, description="Sends e-mail; unset: letters are written to the log")
    mail_from: str = Field("NaBancada <nao-responder@nabancada.ao>", description="Who e-mails come from")
    support_contact: str | None = Field(None, description="Phone or e-mail of who helps, on pages for strangers")
    trusted_proxies: int = Field(0, ge=0, description="Proxies in front whose X-Forwarded headers count")
    nabancada_screens: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="Only these screens are served (comma separated); empty: all"
    )
    nabancada_printers: str = Field("all", description="Houses whose network printers it prints on: all, none, slugs")
    nabancada_printer_networks: str = Field(
        "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7", description="Where printers may be"
    )

    @field_validator("database_url", "database_replica_url")
    @classmethod
    def _driver(cls, url: str | None) -> str | None:
        """Name the driver, so that SQLAlchemy does not guess."""
        if url is None:
            return None
        scheme, found, rest = url.partition("://")
        if not found or scheme not in {"postgres", "postgresql", "postgresql+psycopg2"}:
            raise ValueError("must begin with postgresql://")
        return _readable(f"postgresql+psycopg2://{rest}")

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis:// or rediss://")
        return url and _readable(url)

    @field_validator("uploads")
    @classmethod
    def _place(cls, place: str) -> str:
        scheme, found, bucket = place.partition("://")
        if found and (scheme != "s3" or not _BUCKET.fullmatch(bucket)):
            raise ValueError("must be a folder or s3://bucket")
        return place

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("smtp://", "smtps://")):
            raise ValueError("must begin with smtp:// or smtps://")
        return url and _readable(url)

    @model_validator(mode="after")
    def _links_in_letters(self) -> "Settings":
        """A letter must never carry a host that whoever sent the request made up."""
        if self.smtp_url and not self.public_url:
            raise ValueError("links in e-mails begin with PUBLIC_URL, so SMTP_URL needs it set")
        return self

    @field_validator("public_url", "assets_url", "s3_endpoint_url", "express_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/") if url else None

    @field_validator("express_gateway")
    @classmethod
    def _reachable(cls, name: str | None, others: ValidationInfo) -> str | None:
        if name and not (others.data.get("express_url") and others.data.get("express_secret")):
            raise ValueError("it needs EXPRESS_URL and EXPRESS_SECRET")
        return name

    @field_validator("nabancada_screens", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = frozenset(filter(None, map(str.strip, value.split(","))))
        if unknown := sorted(names.difference(SCREENS)):
            raise ValueError(f"there is no {', no '.join(unknown)}; there are {', '.join(SCREENS)}")
        return names

    @field_validator("nabancada_printer_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        """:raises ValueError: one of them is no network"""
        for one in value.split(","):
            ip_network(one.strip())
        return value

    @property
    def secure(self) -> bool:
        """Cookies are `Secure` and `__Host-` when the public address is https."""
        return bool(self.public_url and self.public_url.startswith("https://"))


@cache
def settings() -> Settings:
    """The settings of this process, read once.

    :raises ConfigurationError: with one sentence for each missing or malformed setting
    """
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise ConfigurationError([_sentence(problem) for problem in error.errors()]) from None


def _readable(url: str) -> str:
    """:raises ValueError: its port is no number"""
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise ValueError("its port is no number") from None
    return url


def _sentence(problem: object) -> str:
    if not problem["loc"]:  # type: ignore[index]
        said = str(problem["ctx"]["error"])  # type: ignore[index]
        return f"{said[0].upper()}{said[1:]}."
    name = str(problem["loc"][0]).upper()  # type: ignore[index]
    if problem["type"] == "missing":  # type: ignore[index]
        return f"{name} is not set."
    return f"{name} is not usable: {problem['msg']}."  # type: ignore[index]
