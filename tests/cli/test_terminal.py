"""Nothing from a file, a value or a name reaches the terminal raw, on any path."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from customerhero.errors import FactsError, HeroError, LakeError, MappingError, QuestionError, ReadError
from customerhero.plain_text import fit_but_coloured, fit_to_show, printable
from tests.importing.making import HEADER

COMMANDS = """
import json, sys
from customerhero.cli.main import run
codes = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["hero", *arguments]
    try:
        run()
        codes.append(0)
    except SystemExit as end:
        codes.append(end.code)
    print("=" * 9, flush=True)
    print("=" * 9, file=sys.stderr, flush=True)
with open("codes", "w") as file:
    json.dump(codes, file)
"""
EVIL = "\x1b]0;owned\x07\x1b[2J\r\x08\x9b31m\u202eexe\u2066\u2028"
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def all_of(commands: list[list[str]], cwd: Path) -> tuple[list[int], list[str]]:
    """The codes the commands end with, and what each says on both streams, in one process."""
    call = [sys.executable, "-c", COMMANDS, json.dumps(commands)]
    done = subprocess.run(call, capture_output=True, cwd=cwd, check=True)
    out, err = (stream.decode().split("=========\n") for stream in (done.stdout, done.stderr))
    return json.loads((cwd / "codes").read_text()), [f"{a}{b}" for a, b in zip(out, err, strict=True)]


def on_a_terminal(commands: list[list[str]], cwd: Path) -> str:
    """All that a terminal would have been sent, on either stream."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "300"}
    call = [sys.executable, "-c", COMMANDS, json.dumps(commands)]
    process = subprocess.Popen(call, stdout=theirs, stderr=theirs, cwd=cwd, env=environment)
    os.close(theirs)
    sent = b""
    try:
        while piece := os.read(ours, 2**16):
            sent += piece
    except OSError:
        pass  # how a terminal tells that nobody writes to it any more
    process.wait()
    os.close(ours)
    return sent.decode().replace("\r\n", "\n")


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A folder with a file whose name, column names and values would steer a terminal, and one nobody can read."""
    rows = [f'"e{n}","c{n}","k{EVIL}","2026-01-0{n}","opened","T{EVIL}","p"' for n in range(1, 10)]
    text = "\n".join([f'{HEADER},"also{EVIL}"', *(f'{row},"x{EVIL}"' for row in rows), ""])
    rows_bad = f'"e99","c9","k","no day{EVIL}","opened","T","p","x"\n'
    name = "f\x1b]0;owned\x07\x1b[2J\x9b31m\u202e.csv"
    (tmp_path / name).write_text(text + rows_bad, encoding="utf-8")
    (tmp_path / f"bad{name}").write_text(text + f"short{EVIL}\n", encoding="utf-8")
    (tmp_path / f"m{name}.yaml").write_text(f"name: x\n{EVIL[:4]}: [", encoding="utf-8")
    return tmp_path


def commands(folder: Path) -> list[list[str]]:
    good = next(path.name for path in folder.iterdir() if path.name.startswith("f"))
    return [
        ["map", good],
        ["map", good, "--yaml"],
        ["import", good, "--map", "events", "--dry-run"],
        ["import", good, "--map", "events"],
        ["import", good, "--map", "events"],
        ["import", f"bad{good}", "--map", "events"],
        ["import", good, f"bad{good}", "--map", "events"],
        ["import", good, "--map", f"m{good}.yaml"],
        ["import", f"absent{EVIL}", "--map", f"absent{EVIL}"],
        ["import", good, "--map", "events", f"--nothing{EVIL}"],
        ["import", good, "--map", "events", "--encoding", f"klingon{EVIL}"],
        ["import", good, "--map", "events", "--delimiter", EVIL],
        ["lake", "history"],
        ["lake", "notes"],
        ["lake", "status", "--lake", EVIL],
        ["agenda"],
        ["agenda", "--company", EVIL, "--json"],
        ["agenda", "--company", EVIL],
        ["agenda", "--html", f"{EVIL}/x"],
        ["insight", "runaround", "--set", "min_group=1", "--set", "handoffs=0"],
        ["insight", f"none{EVIL}"],
        ["insight", "runaround", "--set", f"{EVIL}=1"],
        ["insight", "autopsy", "--customer", f"k{EVIL}"],
        ["erase", f"k{EVIL}", "--dry-run"],
        ["schema", EVIL],
        [f"frobnicate{EVIL}"],
    ]


def test_no_command_sends_the_terminal_what_the_data_says(evil: Path) -> None:
    asked = commands(evil)
    for arguments, code, said in zip(asked, *all_of(asked, evil), strict=False):
        assert code != 70, (arguments, said)
        assert not RAW.search(said), (arguments, said)


def test_on_a_terminal_only_our_own_colours_are_sent(evil: Path) -> None:
    sent = on_a_terminal([command for at, command in enumerate(commands(evil)) if at in (0, 3, 5, 12, 13, 19)], evil)
    without_progress = re.sub(r"\x1b\[(\?25[lh]|[0-9]*[AK])|\r", "", sent)  # a progress bar may move the cursor
    assert not RAW.search(COLOUR.sub("", without_progress))
    assert "\\u001b]0;owned" in sent


@pytest.mark.parametrize("kind", [HeroError, ReadError, MappingError, LakeError, FactsError, QuestionError])
def test_every_error_says_its_words_and_places_fit_to_show(kind: type[HeroError]) -> None:
    fields = [name for name in kind.__dataclass_fields__ if name != "row"]
    told = str(kind(**dict.fromkeys(fields, f"a{EVIL}\udcff")))  # type: ignore[arg-type]
    assert not RAW.search(told)
    assert told.encode()
    assert "\\u001b" in told


def test_an_error_quotes_no_more_of_a_value_than_can_be_read() -> None:
    assert len(str(ReadError("x" * 500_000, "y" * 500_000, "f.csv", 1, "c" * 500_000, "v" * 500_000))) < 5_000


def test_what_a_terminal_obeys_is_written_out_and_all_else_is_as_it_was() -> None:
    assert printable("a\x1b]0;x\x07b\nc\x9bd\u202ee\udc80") == "a\\u001b]0;x\\u0007b c\\u009bd\\u202ee\\udc80"
    assert fit_to_show("two\nlines\tof\rit") == "two\nlines\tof\\u000dit"
    assert fit_but_coloured("\x1b[31mred\x1b[0m \x1b[1;38;5;9mx \x1b[8mhidden\x1b[2J") == (
        "\x1b[31mred\x1b[0m \x1b[1;38;5;9mx \\u001b[8mhidden\\u001b[2J"
    )
    for plain in ("Zürich 東京 שלום مرحبا 👩‍👩‍👧 a\u200db", "a\u00adb"):
        assert printable(plain) == plain
