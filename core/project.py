"""The Supabase project behind an installation: its storage and its list of people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import BadRequestError, NotReachedError
from core.extras import extra
from core.settings import settings

if TYPE_CHECKING:
    from supabase import Client

PATIENCE = 120  # seconds for one request to the storage, which takes large files


@contextmanager
def project() -> Iterator["Client"]:
    """The project, with the rights of its service key. What it refuses is said in its own words.

    Raises BadRequestError when the extra or a setting is missing, or when it refuses; NotReachedError.
    """
    client = _client()
    from httpx import HTTPError
    from pydantic import ValidationError
    from storage3.exceptions import StorageApiError
    from supabase_auth.errors import AuthApiError, AuthError

    try:
        yield client
    except (AuthApiError, StorageApiError) as error:
        raise BadRequestError(f"The Supabase project says: {error.message}") from error
    except (AuthError, HTTPError, ValidationError) as error:
        raise NotReachedError(
            "The Supabase project does not answer, or not as documented."
        ) from error


def _client() -> "Client":
    here = settings()
    if here.supabase_url is None or here.supabase_service_key is None:
        raise BadRequestError(
            "Set AURIC_SUPABASE_URL and AURIC_SUPABASE_SERVICE_KEY to the address of the Supabase"
            " project and to its secret key."
        )
    with extra("supabase", "This needs"):
        from supabase import ClientOptions, create_client
        from supabase.client import SupabaseException
    try:
        options = ClientOptions(storage_client_timeout=PATIENCE, persist_session=False)
        return create_client(
            here.supabase_url, here.supabase_service_key.get_secret_value(), options
        )
    except SupabaseException as error:
        raise BadRequestError("AURIC_SUPABASE_URL is no address of a project.") from error
