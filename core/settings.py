"""Where this installation keeps its music and which knobs the environment turns. Read once."""

import os
from functools import cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import BadRequestError

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
    data_dir: Path = Field(
        default_factory=default_data_dir, description="Where the embedded Postgres lives."
    )
    pool_size: int = Field(default=4, ge=1, le=64, description="Connections kept at most.")
    statement_timeout_ms: int = Field(
        default=10_000, ge=100, description="A read that takes longer than this is given up."
    )


@cache
def settings() -> Settings:
    """The settings of this process. Raises BadRequestError for a value that makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        said = "; ".join(
            f"AURIC_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        )
        raise BadRequestError(f"A setting makes no sense. {said}.") from error
