"""Mappings made wrong at random, with a fixed seed, and what must hold whatever they say.

Each ends in an error of ours or goes well; nothing outside its folder is read or written.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from customerhero.errors import HeroError
from customerhero.facts.mapping import Options, apply
from customerhero.facts.mapping.parsing import parse_mapping

CANARY: Final = "canary-5d41402abc4b2a76"
ROWS: Final = {
    "Case": ["c1", "c1", "c2", "?", ""],
    "At": ["2026-01-02 10:00", "2026-01-03", "1767225600", "99999999999999999999", "yesterday"],
    "Queue": ["a", "b", "a", None, "'"],
    "Action": ["Open", "Pass", "x" * 100_000, "Open", '"#base"'],
    "Amount": ["1.234,50", "99999999999", "-1", "1e400", "NaN"],
    "Field": ["Queue", "Action", "Queue", "", None],
    'say "#base"': ["1", "2", "3", "4", "5"],
    "t:note": ["1", "2", "3", "4", "5"],
    "#row": ["1", "2", "3", "4", "5"],
    "file_row_number": ["9", "9", "9", "9", "9"],
}
WHOLE: Final[dict[str, Any]] = {
    "name": "whole",
    "title": "Everything a mapping can say.",
    "zone": "Europe/Berlin",
    "missing": ["none"],
    "dates": ["%d.%m.%Y", "epoch", "%Y-%m-%d %H:%M %z"],
    "decimal": ",",
    "system_accounts": ["robot"],
    "absent_columns": "missing",
    "recognise": ["Case"],
    "codes": {"Action": ["Open", "Pass"]},
    "tables": [
        {
            "table": "events",
            "rows": {
                "history_of": "Case",
                "order": {"first_of": ["At", "Then"], "dates": ["epoch_ms"]},
                "fields": {"name": "Field", "value": "Action", "of": ["Queue", "Action"]},
            },
            "where": {"Queue": {"not": ["z"]}, "Case": "known"},
            "columns": {
                "case_id": {"columns": ["Case", "=-", "Queue"], "join": "/"},
                "happened_at": {"column": "At", "dates": ["%Y"], "zone": "UTC", "required": "true"},
                "team_id": {"column": "Queue", "values": {"a": "A", "b": ""}, "otherwise": "missing"},
                "from_team_id": {"previous": "Queue"},
                "amount": {"column": "Amount", "scale": "0.01", "optional": "true"},
                "note": {"column": "Action", "pattern": "(O)pen"},
                "person_id": {"hash_of": ["Case", "Nobody"]},
                "rule_id": {"constant": "R"},
            },
            "kinds": [
                {"kind": "opened", "first": "true", "where": {"Case": ["c1", "c2"]}},
                {"kind": "transferred", "passes": "Queue", "unless": ["opened"]},
                {"kind": "escalated", "increases": "Amount", "matches": {"Action": "^x"}},
                {"kind": "closed", "last": "true", "becomes": {"Queue": "b"}},
                {"kind": "replied", "changes": ["Action"], "leaves": {"Queue": "a"}},
            ],
            "kinds_from_text": {"column": "Action", "where": {"Case": "known"}, "patterns": {"refused": "no"}},
        },
        {
            "table": "people",
            "rows": {
                "one_per": "Queue",
                "keep": "first",
                "order": "At",
                "prefer": [{"Action": ["Open"], "Case": "known"}, {"Field": {"not": "known"}}],
                "only_if": {"Queue": {"not": ["z"]}},
                "of": {"one_per": "Case", "order": "At"},
            },
            "columns": {
                "person_id": "Queue",
                "since": {"first_of": ["At", "Then"], "take": "latest", "when": {"Action": "known"}},
            },
        },
        {
            "table": "revenue",
            "rows": {"sum": "amount"},
            "columns": {
                "customer_id": "Case",
                "period": "At",
                "amount": {"column": "Amount", "minus": "#row"},
                "currency": {"constant": "eur"},
            },
        },
        {
            "table": "feedback",
            "columns": {
                "customer_id": {"row_number": "n"},
                "metric": {"constant": "nps"},
                "scale_max": {"constant": "10"},
                "score": 'say "#base"',
                "weight": "Amount",
            },
        },
    ],
}


def fuzzed(seed: int, many: int, folder: Path) -> Counter[str]:
    """So many wrong mappings applied in a folder; how they ended, by the kind of error or "well"."""
    (folder / "canary").write_text(CANARY, encoding="utf-8")
    pq.write_table(pa.table(ROWS), folder / "staged.parquet")
    before = sorted(folder.iterdir())
    ends: Counter[str] = Counter()
    for text in mappings(seed, many, folder):
        ends[_applied(text, folder)] += 1
        assert sorted(folder.iterdir()) in (before, sorted([*before, folder / "work"])), text
    assert (folder / "canary").read_text(encoding="utf-8") == CANARY
    return ends


def mappings(seed: int, many: int, folder: Path) -> Iterator[str]:
    """YAML texts, each of the whole mapping with one to three things wrong."""
    chance = random.Random(seed)
    for _ in range(many):
        document = copy.deepcopy(WHOLE)
        for _ in range(chance.choice((1, 1, 2, 3))):
            _spoil(document, chance, values(folder))
        yield yaml.safe_dump(
            document, sort_keys=False, allow_unicode=chance.random() < 0.5, width=chance.choice((20, 200))
        )


def values(folder: Path) -> list[Any]:
    """What is put in the place of something: every type, the signs of SQL, our own placeholders, ways to a file."""
    read = f"(SELECT content FROM read_text('{folder}/canary'))"
    write = f"(COPY (SELECT 1) TO '{folder}/written.csv')"
    texts = ["", " ", "?", "???", "=", "known", "%q", "%Y", "epoch", "true", "-1", "1e400", "0.01", "Queue", "nobody"]
    texts += ['"#base"', "#base", 'say "#base"', "#first", "t:note", "#row", "#slot", "c:1", "f:0", "file_row_number"]
    texts += ["'", '"', "''", '"";--', "/*", "$$", "\\", "?", "$1", "{0}", "%s", "\x1f", "\0", "\n", "é", "x" * 100_000]
    texts += [f"'||{read}||'", f'" FROM {read} --', f"#base' AS x, {read} AS y --", f"'; {write}; --", f"$${write}"]
    texts += ["((", "(a{1000}){1000}", "[(]", "(?P<n>a)", "\\Q(\\E", "Mars/Olympus", "localtime", "../../etc/passwd"]
    nested: Any = "deep"
    for _ in range(40):
        nested = [nested]
    return [
        *texts,
        None,
        [],
        {},
        [[]],
        [""],
        ["a", "a"],
        {"": ""},
        {"not": []},
        {"column": []},
        nested,
        {"a": {"b": {}}},
    ]


def _spoil(document: dict[str, Any], chance: random.Random, wrong: list[Any]) -> None:
    around, key = chance.choice(list(_places(document)))
    ways = ["replace", "replace", "replace", "drop", "double"] + ["rename"] * isinstance(around, dict)
    way = chance.choice(ways)
    if way == "replace":
        around[key] = copy.deepcopy(chance.choice(wrong))
    elif way == "drop":
        del around[key]
    elif way == "rename":
        around[str(chance.choice([value for value in wrong if isinstance(value, str)]))] = around.pop(key)
    else:
        around[key] = [copy.deepcopy(around[key]), copy.deepcopy(around[key])]


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in list(part.items() if isinstance(part, dict) else enumerate(part)):
        yield part, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _applied(text: str, folder: Path) -> str:
    work = folder / "work"
    try:
        made = apply(parse_mapping(text, "mine.yaml"), folder / "staged.parquet", work, "source.csv", Options())
    except HeroError as told:
        assert CANARY not in str(told), text
        assert len(str(told)) < 4_000, text
        assert told.remedy or "could not be mapped" in told.what, text
        assert "Free disk" not in told.remedy
        return type(told).__name__ + (" of the engine" if "could not be mapped" in told.what else "")
    for file in [*(table.file for table in made.tables.values()), made.refused]:
        assert CANARY not in str(pq.read_table(file).to_pylist()), text
    assert all(len(note.sentence) < 1_000 and len(note.value) < 200 for note in made.notes), text
    return "well"
