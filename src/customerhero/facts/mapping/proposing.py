"""A mapping proposed for a file nobody has mapped yet, with the reason for every guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import yaml

from customerhero.facts.contracts import TABLES, Table
from customerhero.facts.duck import open_duckdb
from customerhero.facts.mapping.clues import DATE_FORMATS, NAMES, TELLING
from customerhero.facts.mapping.header import literal
from customerhero.facts.mapping.loading import load_mapping, preset_names, sections_that_fit
from customerhero.facts.mapping.model import DEFAULT_MISSING

SAMPLE: Final = 2_000
_FITS: Final = 0.95


@dataclass(frozen=True)
class Guess:
    """What a column of the source is taken for, why, and how sure that is (0 to 1)."""

    column: str
    target: str
    """A column of ours; empty when it is left out."""
    reason: str
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """A mapping to start from."""

    text: str
    """The YAML."""
    table: str
    guesses: tuple[Guess, ...]
    preset: str = ""
    """The shipped mapping whose columns the file has, if any; it is then the better start."""


@dataclass(frozen=True)
class _Column:
    name: str
    values: tuple[str, ...]
    rows: int

    @property
    def is_unique(self) -> bool:
        return len(set(self.values)) == len(self.values) == self.rows

    def share(self, fits: int) -> float:
        return fits / len(self.values) if self.values else 0.0


def propose(staged: Path, name: str = "mine") -> Proposal:
    """A mapping for a staged file, guessed from the names and the first values of its columns."""
    with open_duckdb() as connection:
        columns = _sampled(connection, staged)
        formats = {column.name: _date_format(connection, column) for column in columns}
    dated = {column for column, found in formats.items() if found is not None}
    candidates = {column.name: _candidates(column, column.name in dated) for column in columns}
    table = _table(candidates, columns)
    guesses = _guesses(table, candidates)
    used = [formats[guess.column] for guess in guesses if guess.target]
    dates = list(dict.fromkeys(found for found in used if found))
    return Proposal(_yaml(name, table, guesses, dates), table.name, tuple(guesses), _preset(columns))


def _sampled(connection: duckdb.DuckDBPyConnection, staged: Path) -> list[_Column]:
    found = connection.execute(f"SELECT * FROM read_parquet({literal(str(staged))}) LIMIT {SAMPLE}")
    names = [described[0] for described in found.description or ()]
    rows = found.fetchall()
    told = [[str(row[place]).strip() for row in rows if row[place] is not None] for place in range(len(names))]
    return [
        _Column(name, tuple(value for value in values if value and value not in DEFAULT_MISSING), len(rows))
        for name, values in zip(names, told, strict=True)
    ]


def _date_format(connection: duckdb.DuckDBPyConnection, column: _Column) -> str | None:
    """The format of a column of dates: empty for ISO 8601, None when it holds no dates."""
    if not column.values or not re.search(r"\d[-/.: ]\w|^\d{8}$", column.values[0]):
        return None
    tries = [("", "TRY_CAST(value AS TIMESTAMP)")]
    tries += [(name, f"try_strptime(value, {literal(name)})") for name in DATE_FORMATS]
    counts = ", ".join(f"count({sql})" for _, sql in tries)
    values = list(column.values[:500])
    fits = connection.execute(f"SELECT {counts} FROM (SELECT unnest(?::VARCHAR[]) AS value)", [values]).fetchone() or ()
    best = max(zip(fits, (name for name, _ in tries), strict=True), key=lambda fit: fit[0])
    return best[1] if best[0] >= _FITS * len(values) else None


def _candidates(column: _Column, is_dated: bool) -> dict[str, tuple[float, str]]:
    plain = " ".join(re.sub(r"[_\s]+", " ", column.name).split()).casefold()
    found = {}
    for target, names in NAMES.items():
        if not _can_be(target, column, is_dated):
            continue
        if plain == target.replace("_", " "):
            found[target] = (1.0, "it has the contract's own name")
        elif plain in names:
            found[target] = (0.9 - 0.02 * names.index(plain), f"{column.name!r} is a usual name of it")
        elif not target.endswith("_id") and any(re.search(rf"\b{re.escape(name)}\b", plain) for name in names):
            found[target] = (0.4, f"{column.name!r} contains a usual name of it")
    return found


def _can_be(target: str, column: _Column, is_dated: bool) -> bool:
    if target.endswith("_at") or target == "period":
        return is_dated or not column.values
    if target in ("score", "amount", "weight", "reported_handoffs"):
        numbers = sum(bool(re.fullmatch(r"[-+]?[\d.,]+", value)) for value in column.values)
        return not column.values or column.share(numbers) >= _FITS
    return not is_dated


def _table(candidates: dict[str, dict[str, tuple[float, str]]], columns: list[_Column]) -> Table:
    known = {target for found in candidates.values() for target, (sure, _) in found.items() if sure > 0.5}
    fitting = [name for name, groups in TELLING.items() if any(known.issuperset(group) for group in groups)]
    repeated = {c.name for c in columns if c.values and not c.is_unique}
    per_case = [name for name, found in candidates.items() if "case_id" in found]
    if "events" in fitting and "cases" in fitting and not repeated.intersection(per_case):
        fitting.remove("events")
    return TABLES[fitting[0]] if fitting else TABLES["customers"]


def _guesses(table: Table, candidates: dict[str, dict[str, tuple[float, str]]]) -> list[Guess]:
    ranked = sorted(
        ((sure, -table.names.index(target), column, target, reason))
        for column, found in candidates.items()
        for target, (sure, reason) in found.items()
        if target in table.names
    )
    taken: dict[str, Guess] = {}
    targets: set[str] = set()
    for sure, _, column, target, reason in reversed(ranked):
        if column not in taken and target not in targets:
            taken[column] = Guess(column, target, reason, sure)
            targets.add(target)
    left_out = "nothing in its name or values says what it is"
    return [taken.get(column, Guess(column, "", left_out, 0.0)) for column in candidates]


def _preset(columns: list[_Column]) -> str:
    header = [column.name for column in columns]
    fitting = []
    for name in preset_names():
        section, lacking = sections_that_fit(load_mapping(name), header)[0]
        if not lacking and section.recognise:
            fitting.append((len(section.recognise), name))
    return max(fitting)[1] if fitting else ""


def _yaml(name: str, table: Table, guesses: list[Guess], dates: list[str]) -> str:
    lines = [f"name: {_scalar(name)}", "zone: UTC  # the zone the times are told in, such as Europe/Berlin"]
    if dates:
        lines.append(f"dates: [{', '.join(_quoted(found) for found in dates)}]")
    lines += ["tables:", f"  - table: {table.name}", "    columns:"]
    known = {guess.target: guess for guess in guesses if guess.target}
    for column in table.columns:
        if column.name in known:
            guess = known[column.name]
            lines.append(f"      {column.name}: {_scalar(guess.column)}  # {guess.confidence:.0%}: {guess.reason}")
        elif column.required and not column.name.endswith(("event_id", "feedback_id")):
            lines.append(f"      {column.name}: {_default(column.name)}  # not found; say what it is")
    left = [guess.column for guess in guesses if not guess.target]
    lines += [f"# left out: {column.encode('unicode_escape').decode()}" for column in left]
    return "\n".join(lines) + "\n"


def _default(name: str) -> str:
    constants = {"kind": "replied", "metric": "nps", "scale_max": "10", "currency": "EUR"}
    constants |= {"period": "2026-01-01", "happened_at": "2026-01-01", "amount": "0"}
    return f"{{constant: {_quoted(constants[name])}}}" if name in constants else f'{{row_number: "{name}-"}}'


def _scalar(text: str) -> str:
    return yaml.safe_dump(text, default_flow_style=True, width=10_000, allow_unicode=True).split("\n")[0]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
