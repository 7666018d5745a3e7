"""Who may sign in: the people of the Supabase project behind the service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import Json, print_json, say, sub_command, translated
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from supabase import Client
    from supabase_auth.types import User

app = sub_command("Who may sign in, on the Supabase project behind the service.")
PAGE = 200  # people asked for at a time
FOR_GOOD = "876000h"  # a ban ends; this one in a hundred years

Who = Annotated[str, typer.Argument(help="Their e-mail address or id.")]


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in, or was invited to."""

    id: str
    email: str | None
    invited: bool  # and has not come yet
    disabled: bool
    last_seen: str | None


@app.command("list")
def list_(json: Json = False) -> None:
    """Everybody, with when they were last here."""
    from core.project import project

    with translated(), project() as client:
        people = [_person(user) for user in _everybody(client)]
    if json:
        print_json({"users": people})
        return
    for one in people:
        state = "disabled" if one.disabled else "invited" if one.invited else ""
        typer.echo(f"{one.email or one.id:<40} {state:<9} {one.last_seen or '-'}".rstrip())


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="Whom to send an invitation.")], json: Json = False
) -> None:
    """Send somebody an e-mail that lets them sign in."""
    from core.project import project

    with translated(), project() as client:
        person = _person(client.auth.admin.invite_user_by_email(email).user)
    say({"user": person}, f"{email} was invited.", json)


@app.command()
def disable(who: Who, json: Json = False) -> None:
    """Keep somebody out, but keep their account. What they hold of a token still works until it ends."""
    from core.project import project

    with translated(), project() as client:
        user = _meant(client, who)
        changed = client.auth.admin.update_user_by_id(user.id, {"ban_duration": FOR_GOOD})
    say({"user": _person(changed.user)}, f"{who} cannot sign in any more.", json)


@app.command()
def enable(who: Who, json: Json = False) -> None:
    """Let somebody in again who was disabled."""
    from core.project import project

    with translated(), project() as client:
        user = _meant(client, who)
        changed = client.auth.admin.update_user_by_id(user.id, {"ban_duration": "none"})
    say({"user": _person(changed.user)}, f"{who} can sign in again.", json)


@app.command()
def delete(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Remove somebody's account for good."""
    from core.project import project

    with translated(), project() as client:
        user = _meant(client, who)
        if not yes:
            typer.confirm(f"Remove {user.email or user.id} for good?", abort=True, err=True)
        client.auth.admin.delete_user(user.id)
    say({"deleted": user.id}, f"{who} was removed.", json)


def _everybody(client: "Client") -> Iterator["User"]:
    page, found = 1, client.auth.admin.list_users(1, PAGE)
    while found:
        yield from found
        page += 1
        found = client.auth.admin.list_users(page, PAGE) if len(found) == PAGE else []


def _meant(client: "Client", who: str) -> "User":
    """Raises UnknownNameError."""
    for user in _everybody(client):
        if who.lower() in (user.id, (user.email or "").lower()):
            return user
    raise UnknownNameError(f"Nobody here is called {who}; `auric users list` names everybody.")


def _person(user: "User") -> Person:
    seen = user.last_sign_in_at
    return Person(
        id=user.id,
        email=user.email,
        invited=user.invited_at is not None and seen is None,
        disabled=_lies_ahead(user.banned_until),
        last_seen=seen.isoformat(timespec="seconds") if seen else None,
    )


def _lies_ahead(moment: str | None) -> bool:
    return moment is not None and datetime.fromisoformat(moment) > datetime.now(UTC)
