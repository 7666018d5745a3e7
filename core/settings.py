"""Where this installation keeps its music and which knobs the environment turns. Read once."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from core.errors import BadRequestError

ADDRESS = re.compile(r"postgres(ql)?://|\w+ *=")  # a URL, or libpq's own keywords
# The embedded Postgres refuses to run as root and takes a user of its own, which must be able to
# reach the data directory; opening root's private home for it would be worse than living elsewhere.
ROOTS_DATA_DIR = Path("/var/lib/auric")


def default_data_dir() -> Path:
    """The user's data directory; for root a system one."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ROOTS_DATA_DIR
    return user_data_path("auric")


class Settings(BaseSettings):
    """Everything that AURIC_* variables or a .env file can set."""

    model_config = SettingsConfigDict(
        env_prefix="AURIC_", env_file=".env", extra="ignore", frozen=True
    )

    database_url: str | None = Field(
        default=None, description="A Postgres with pgvector; the embedded one when unset."
    )
    owner_url: str | None = Field(
        default=None,
        description="The same database as the user who owns its tables, for the commands that change it;"
        " `AURIC_DATABASE_URL` when unset.",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir, description="Where the embedded Postgres lives."
    )
    contact: str | None = Field(
        default=None, description="Whom web services may write to; MusicBrainz asks for it."
    )
    lastfm_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("AURIC_LASTFM_API_KEY", "LASTFM_API_KEY"),
        description="A key to Last.fm's web service (`LASTFM_API_KEY` will do, too); without one it is"
        " not asked.",
    )
    services: dict[str, str] = Field(
        default={},
        description='Mirrors of web services, as JSON: `{"musicbrainz": "http://localhost:5000/ws/2"}`. Only'
        " these may be on a private network.",
    )
    pool_size: int = Field(default=4, ge=1, le=64, description="Connections kept at most.")
    statement_timeout_ms: int = Field(
        default=10_000, ge=100, description="A read that takes longer than this is given up."
    )
    transaction_pooler: bool | None = Field(
        default=None,
        description="Whether a pooler lends connections for one transaction each; unset, yes on port"
        " 6543 and for hosts named pgbouncer.",
    )
    supabase_url: str | None = Field(
        default=None, description="The Supabase project whose tokens sign people in."
    )
    supabase_jwt_secret: SecretStr | None = Field(
        default=None, description="Its legacy secret; without one no HS256 token is accepted."
    )
    supabase_service_key: SecretStr | None = Field(
        default=None, description="Its secret key, for `supabase://` snapshots and `auric users`."
    )
    sign_in: Literal["optional", "required"] = Field(
        default="optional", description="Whether the HTTP service answers strangers, too."
    )
    requests_per_minute: int = Field(
        default=60, ge=0, description="For a stranger, by address; 0 for no limit."
    )
    requests_per_minute_signed_in: int = Field(
        default=600, ge=0, description="For somebody who signed in; 0 for no limit."
    )
    trusted_proxies: int = Field(
        default=0, ge=0, description="Proxies in front of the service that say who is asking."
    )
    cors_origins: str = Field(
        default="", description="Web pages elsewhere that may ask, separated by commas; * for all."
    )
    public_url: str | None = Field(
        default=None, description="Where the service is found from outside: https://auric.example."
    )
    allowed_hosts: str = Field(
        default="",
        description="Names under which assistants may reach /mcp besides the local ones, separated"
        " by commas; * for any.",
    )
    sound_model: str = Field(
        default="clap",
        description="The ear that recordings are heard with: clap, clap-onnx, laion, musicnn.",
    )
    sound_device: str | None = Field(
        default=None, description="cpu or cuda; unset, a CUDA device where there is one."
    )
    sound_precision: Literal["fp32", "tf32", "bf16"] = Field(
        default="fp32",
        description="Of CLAP's arithmetic. Vectors of different precision never mix.",
    )
    clap_checkpoint: Path | None = Field(
        default=None,
        description="LAION's checkpoint of CLAP, or for clap-onnx what was exported from it.",
    )
    clap_sha256: str | None = Field(
        default=None,
        pattern="^[0-9a-fA-F]{64}$",
        description="Its digest, if it is another one than music_audioset_epoch_15_esc_90.14.pt.",
    )
    answers_kept: int = Field(
        default=0,
        ge=0,
        description="Answers that each process of the service keeps, to give them again while the graph"
        " is the same; about 15 kB each.",
    )
    log_format: Literal["json", "plain"] | None = Field(
        default=None, description="How the service logs; unset, plain on a terminal."
    )

    @field_validator("database_url", "owner_url")
    @classmethod
    def _an_address(cls, said: str | None) -> str | None:
        if said and not ADDRESS.match(said):
            raise ValueError("postgresql://user@host/name was expected")
        return said

    @model_validator(mode="after")
    def _sign_in_needs_a_project(self) -> "Settings":
        if self.supabase_url is None and (self.sign_in == "required" or self.supabase_jwt_secret):
            raise ValueError("AURIC_SUPABASE_URL says whose tokens sign people in")
        return self


@cache
def settings() -> Settings:
    """The settings of this process. Raises BadRequestError for a value that makes no sense."""
    try:
        return Settings()
    except SettingsError as error:
        raise BadRequestError("AURIC_SERVICES is no JSON object of names and addresses.") from error
    except ValidationError as error:
        said = "; ".join(
            f"AURIC_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" if e["loc"] else e["msg"]
            for e in error.errors()
        )
        raise BadRequestError(f"A setting makes no sense. {said}.") from error
