"""DuckDB works alone: it fetches no extension, whatever a file or a question seems to need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from customerhero.facts.gathering import facts_of
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.mapping import apply, load_mapping, propose
from customerhero.facts.reading import sample

_ASKED = "SELECT current_setting('autoinstall_known_extensions') OR current_setting('autoload_known_extensions')"


def test_no_connection_fetches_an_extension(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetching: list[bool] = []
    connect = duckdb.connect

    def watched(*given: Any, **named: Any) -> duckdb.DuckDBPyConnection:
        made = connect(*given, **named)
        fetching.append(bool((made.execute(_ASKED).fetchone() or (True,))[0]))
        return made

    monkeypatch.setattr(duckdb, "connect", watched)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "events.csv"
    file.write_text("event_id,case_id,happened_at,kind\na,a,2024-03-05,opened\nb,b,2024-05-01,danced\n")
    staged = sample(file, into=tmp_path / "sample").file
    propose(staged)
    apply(load_mapping("events"), staged, tmp_path / "mapped", file.name)
    lake = Lake.create(tmp_path / "lake")
    import_file(file, lake, ImportOptions("events"))
    assert lake.facts().known_until is not None
    assert facts_of({"rules": [{"rule_id": "a"}]}).present == {"rules"}
    assert len(fetching) >= 6
    assert not any(fetching)
