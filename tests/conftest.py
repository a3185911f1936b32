"""What several test folders share: a demo company in a lake, and a Spark Connect server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from customerhero.demo import Company, generate
from customerhero.facts import reading_apart
from customerhero.facts.apart import Limits, Plain, Tell, trouble_of
from customerhero.facts.confined import answered
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.reader import ACTS


class ReadHere:
    """A reader that answers in this process, in the same plain data: it saves a test half a second for each file."""

    def ask(self, question: Plain, tell: Tell | None = None) -> Any:
        """The answer to a question, or the error it was answered with."""
        told = answered(json.loads(json.dumps(question)), ACTS, tell or (lambda *_: None))
        if "answer" in told:
            return json.loads(json.dumps(told["answer"]))
        raise trouble_of(told)


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, but by slow tests and by those that are about the other one (`reader_apart`)."""
    if not any(request.node.get_closest_marker(name) for name in ("slow", "spark", "browser", "reader_apart")):
        monkeypatch.setattr(reading_apart, "apart", _read_in_this_process)


@contextmanager
def _read_in_this_process(_program: str, _limits: Limits) -> Iterator[ReadHere]:
    yield ReadHere()


@pytest.fixture(scope="session")
def sail() -> Iterator[str]:
    """The address of a Sail server speaking Spark Connect, for as long as the tests run."""
    pytest.importorskip("pyspark", reason="the [spark] extra is not installed")
    server_module = pytest.importorskip("pysail.spark", reason="pysail is not installed")
    server = server_module.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def demo_lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The demo company at its default size, imported as a user would."""
    return imported(Company(), tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def plain_lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The same company without anything planted."""
    return imported(Company(truths=False), tmp_path_factory.mktemp("plain"))


def imported(company: Company, folder: Path) -> Lake:
    """A company generated and imported into a new lake."""
    made = generate(company, folder / "data")
    lake = Lake.create(folder / "lake")
    for table, file in made.files.items():
        import_file(file, lake, ImportOptions(table))
    return lake
