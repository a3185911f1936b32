"""A few hundred mappings made wrong at random; `python -m bench` has thousands."""

from __future__ import annotations

from pathlib import Path

from tests.facts.mapping.fuzzing import fuzzed


def test_wrong_mappings_end_in_an_error_or_go_well_and_touch_nothing_else(tmp_path: Path) -> None:
    ends = fuzzed(seed=20261127, many=100, folder=tmp_path)
    assert ends["well"] > 10
    assert ends["MappingError"] > 40
    assert ends["MappingError of the engine"] == 0, "what the engine refuses is to be refused by us, with the place"
    assert sum(ends.values()) == 100
