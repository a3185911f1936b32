"""`hero effect` as a user meets it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

START = datetime(2025, 1, 6)  # noqa: DTZ001  # facts are naive UTC
CHANGE = 26
ON = (START + timedelta(weeks=CHANGE)).date().isoformat()
HEADER = "event_id,case_id,customer_id,happened_at,kind,team_id"


def hero(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from customerhero.cli.main import run; run()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty weeks of events: half the cases of a week are passed around, since the change one in ten."""
    lines = [HEADER]
    for week in range(40):
        for place in range(20):
            case, opened = f"c{week}-{place}", START + timedelta(weeks=week, days=place % 7, hours=8)
            to_and_fro = place % 10 < (1 if week >= CHANGE else 5) + week % 2
            for at, team in enumerate("ABA" if to_and_fro else "A"):
                time = opened + timedelta(hours=at)
                lines.append(f"{case}-{at},{case},k{place},{time:%Y-%m-%d %H:%M},assigned,{team}")
    folder = tmp_path_factory.mktemp("effect")
    (folder / "events.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    imported = hero("import", "events.csv", "--map", "events", cwd=folder)
    assert imported.returncode == 0, imported.stderr
    return folder


def test_the_effect_is_told_in_words_with_its_weeks(there: Path) -> None:
    done = hero("effect", "--measure", "runaround", "--on", ON, cwd=there)
    assert done.returncode == 0, done.stderr
    first, second, *_ = done.stdout.splitlines()
    assert re.fullmatch(r"Cases with a runaround: better by (39|40|41)\.\d per 100 cases since 7 July 2025", first)
    assert "would have shown four times in five" in second
    assert "associated with the change" in second
    assert "interval" in second
    assert "not shown to be its cause" in done.stdout
    assert "What else changed at that time" in done.stdout
    assert "counterfactual" in done.stdout
    assert "p-value" not in done.stdout


def test_json_has_numbers_tables_and_what_is_told(there: Path) -> None:
    told = json.loads(hero("effect", "--measure", "runaround", "--on", ON, "--json", cwd=there).stdout)
    assert told["effect"] == pytest.approx(-40, abs=2)
    assert told["low"] < -40 < told["high"] < 0
    assert (told["verdict"], told["certainty"], told["groups"], told["on"]) == ("better", "surely", 0, ON)
    assert {"week", "observed", "fitted", "counterfactual", "low", "high", "n", "used"} == told["by_week"][0].keys()
    assert told["told"][0].startswith("Cases with a runaround")
    assert told["also_changed"] == []


def test_too_early_says_from_when_on_it_can_be_told(there: Path) -> None:
    on = START + timedelta(weeks=37)
    done = hero("effect", "--measure", "runaround", "--on", on.date().isoformat(), cwd=there)
    assert done.returncode == 0
    ready = on + timedelta(weeks=6, days=14)
    assert "Not enough data yet" in done.stdout
    assert f"{ready.day} {ready:%B %Y}" in done.stdout


def test_more_or_fewer_weeks_may_be_left_out(there: Path) -> None:
    told = json.loads(
        hero("effect", "--measure", "runaround", "--on", ON, "--left-out", "4", "--json", cwd=there).stdout
    )
    assert (told["left_out"], told["weeks_before"]) == (4, CHANGE - 1 - 4)


def test_the_same_is_answered_as_an_insight(there: Path) -> None:
    asked = hero("insight", "effect", "--set", f"on={ON}", "--set", "measure=runaround", "--json", cwd=there)
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["effect"] == pytest.approx(-40, abs=2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--measure", "runaround", "--on", "june"], "YYYY-MM-DD"),
        (["--measure", "runarond", "--on", ON], "Did you mean runaround"),
        (["--measure", "runaround", "--on", ON, "--where", "bill"], "column=value"),
        (["--measure", "runaround", "--on", ON, "--where", "topic="], "column=value"),
        (["--measure", "runaround", "--on", ON, "--where", "colour=red"], "topic, segment, channel, team, rule"),
        (["--measure", "runaround", "--on", ON, "--where", "channel=fax"], "Nothing matches channel=fax"),
        (["--measure", "nps", "--on", ON], "No feedback have been imported"),
        (["--measure", "runaround"], "--on"),
        (["--measure", "runaround", "--on", ON, "--left-out", "-1"], "left-out"),
        (["--measure", "runaround", "--on", ON, "--lake", "nowhere"], "no lake"),
    ],
)
def test_a_mistake_gets_a_sentence_with_a_remedy_and_no_traceback(there: Path, arguments: list[str], told: str) -> None:
    done = hero("effect", *arguments, cwd=there)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert told in done.stderr
