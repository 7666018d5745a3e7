"""Claims about `auric users`: the people of a Supabase project, through its own admin API."""

import subprocess
from collections.abc import Callable

import orjson

from tests.deploy.project import Project

Auric = Callable[..., subprocess.CompletedProcess[str]]


def test_people_are_listed_page_by_page(project: Project, auric_with: Auric) -> None:
    for number in range(250):
        project.person(f"listener-{number}@example.org")
    seen = "2026-11-22T20:00:00Z"
    project.person("regular@example.org", last_sign_in_at=seen, invited_at=seen)
    listed = orjson.loads(auric_with("users", "list", "--json").stdout)["users"]
    assert [one["email"] for one in listed] == [user["email"] for user in project.users]
    assert listed[-1]["last_seen"] == "2026-11-22T20:00:00+00:00"
    assert not listed[-1]["invited"]


def test_somebody_is_invited_and_then_known(project: Project, auric_with: Auric) -> None:
    done = auric_with("users", "invite", "digger@example.org")
    assert (done.returncode, done.stdout) == (0, "digger@example.org was invited.\n")
    assert [user["email"] for user in project.users] == ["digger@example.org"]
    assert "digger@example.org" in (shown := auric_with("users", "list").stdout)
    assert "invited" in shown


def test_whoever_is_there_already_is_not_invited_again(project: Project, auric_with: Auric) -> None:
    project.person("digger@example.org")
    done = auric_with("users", "invite", "digger@example.org")
    assert done.returncode == 2
    assert "already been registered" in done.stderr


def test_somebody_is_disabled_and_enabled(project: Project, auric_with: Auric) -> None:
    person = project.person("digger@example.org")
    assert "cannot sign in" in auric_with("users", "disable", "Digger@example.org").stdout
    assert orjson.loads(auric_with("users", "list", "--json").stdout)["users"][0]["disabled"]
    assert auric_with("users", "enable", person["id"]).returncode == 0
    assert not orjson.loads(auric_with("users", "list", "--json").stdout)["users"][0]["disabled"]


def test_somebody_is_removed_only_after_a_yes(project: Project, auric_with: Auric) -> None:
    project.person("digger@example.org")
    assert auric_with("users", "delete", "digger@example.org").returncode == 1
    assert len(project.users) == 1
    assert auric_with("users", "delete", "digger@example.org", "--yes").returncode == 0
    assert project.users == []


def test_nobody_of_that_name_is_an_answer(auric_with: Auric) -> None:
    done = auric_with("users", "disable", "nobody@example.org")
    assert done.returncode == 2
    assert done.stderr.startswith("Nobody here is called nobody@example.org")


def test_a_wrong_key_is_refused_in_the_projects_words(auric_with: Auric) -> None:
    done = auric_with("users", "list", key="wrong")
    assert (done.returncode, done.stderr) == (
        2,
        "The Supabase project says: Invalid API key\n",
    )
    assert "wrong" not in done.stdout


def test_a_project_that_is_away_is_no_mistake_of_the_caller(
    project: Project, auric_with: Auric
) -> None:
    project.server_close()
    done = auric_with("users", "list")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The Supabase project does not answer")
