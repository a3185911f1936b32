"""`hero serve`, for real: the first start, the end, and what happens when one of its processes is killed."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from customerhero.cli.serve import require_web
from customerhero.errors import HeroError
from customerhero.web.serving.options import Options, environment, with_free_port
from tests.web.waiting_for import until
from tests.web.workplace import Workplace, lives


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = Workplace(tmp_path)
    yield place
    place.clear()


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(HeroError) as refused:
            with_free_port(Options(tmp_path, port=port))
    assert f"Port {port} of 127.0.0.1 cannot be used" in str(refused.value)
    assert f"--port {port + 1}" in str(refused.value)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 0), ("no.such.host.invalid", 0)])
def test_an_address_that_is_none_of_ours_is_a_sentence(tmp_path: Path, host: str, port: int) -> None:
    with pytest.raises(HeroError, match="cannot be used"):
        with_free_port(Options(tmp_path, host, port))


def test_it_answers_to_the_name_it_is_served_at_and_to_those_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HERO_ALLOWED_HOSTS", "hero.example.com")
    assert environment(Options(tmp_path, "10.1.2.3"))["HERO_ALLOWED_HOSTS"] == "hero.example.com,10.1.2.3"
    assert Options(tmp_path, "::1", 80).address == "http://[::1]:80"


def test_without_the_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(HeroError, match="customerhero\\[web\\]"):
        require_web()


@pytest.mark.slow
def test_the_first_start_in_an_empty_folder_prints_a_link_that_works_once_and_ends_well(workplace: Workplace) -> None:
    workplace.start()
    assert workplace.answers("/healthz")
    until(lambda: workplace.answers("/readyz"), 30)
    link = re.search(r"http://127\.0\.0\.1:\d+(/\S*invitations/\S+)", workplace.told)
    assert link is not None
    assert workplace.ask(link[1])[0] == 200
    assert workplace.ask(reverse("account_login"))[0] == 200
    assert stat.S_IMODE((workplace.data / "secret-key").stat().st_mode) == 0o600
    assert workplace.end() == 0
    assert "Stopped" in workplace.told
    assert "Traceback" not in workplace.told


@pytest.mark.slow
def test_asked_to_end_it_finishes_the_job_in_hand(workplace: Workplace) -> None:
    workplace.start()
    assert workplace.port
    workplace.run("errands.work_long.enqueue('in hand', 150)")
    until(lambda: workplace.notes.exists(), 30, "the job begins")
    children = workplace.processes()
    assert workplace.end() == 0
    assert workplace.notes.read_text().split("\n")[:2] == ["begun in hand", "done in hand"]
    assert not [number for number in children if lives(number)]


@pytest.mark.slow
def test_whatever_is_killed_comes_back_and_nothing_outlives_the_whole(workplace: Workplace) -> None:
    workplace.start()
    until(lambda: workplace.answers("/readyz"), 60)
    for word in ("serving.working", "serving.web"):
        killed = workplace.processes(word)
        os.kill(killed[-1], signal.SIGKILL)
        until(lambda: workplace.processes(word) and not set(killed) & set(workplace.processes(word)), 60, word)  # noqa: B023
        until(lambda: workplace.answers("/readyz"), 60, f"ready after {word}")
    left = workplace.processes()
    assert workplace.process is not None
    workplace.process.kill()
    until(lambda: not [number for number in left if lives(number)], 60, "nothing is left")


@pytest.mark.slow
def test_the_demo_ends_in_the_workplace_filled(workplace: Workplace, tmp_path: Path) -> None:
    into = str(workplace.data)
    workplace.start(command=("demo", "--into", into, "--port", "0", "--customers", "300", "--events", "6000"))
    status, page = workplace.ask(reverse("demo-sessions"))
    assert status == 200
    assert "Larkfield Home" in page
    assert "invitations/" not in workplace.told
    agendas = "from customerhero.web.runs.models import Completion; print(Completion.objects.count() or '')"
    until(lambda: workplace.run(agendas).strip(), 90, "the first agenda is made")
    assert workplace.end() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"HERO_LANGUAGE": "xx"}, "hero.E003"),
        ({"HERO_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "The database cannot be used"),
    ],
)
def test_what_cannot_be_served_is_said_and_ends_with_2(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    place = Workplace(tmp_path)
    place.environment |= settings
    place.start()
    assert place.process is not None
    assert place.process.wait(60) == 2
    assert told in place.told
    assert "Traceback" not in place.told


@pytest.mark.slow
def test_the_settings_can_be_looked_at_without_serving(tmp_path: Path) -> None:
    place = Workplace(tmp_path, HERO_COMPANY="Example Ltd", HERO_SECRET_KEY="0123456789abcdefghijklmnopqrstuvwxyz")
    place.start("--check")
    assert place.process is not None
    assert place.process.wait(60) == 0
    assert "Example Ltd" in place.told
    assert "0123456789" not in place.told
    assert not place.data.exists()
