from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.facts.lake import Lake, LakeOptions
from tests.facts.lake.batching import Desk


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake", LakeOptions(memory_limit="500MB", wait_seconds=30))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Makes batches out of rows."""
    return Desk(tmp_path / "desk")
