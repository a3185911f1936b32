"""What several test folders share: a demo company in a lake, and a Spark Connect server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from customerhero.demo import Company, generate
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake


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
