"""Files as people export them: how many are read right, asked about, refused, and silently read wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from bench.report import Section
from customerhero.errors import HeroError
from customerhero.facts.collect import collect
from customerhero.facts.importing import ImportOptions, ImportReceipt, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.mapping import Proposal
from customerhero.facts.reading import ReadOptions
from customerhero.facts.reading_apart import reader_apart
from customerhero.facts.snapshot import Facts
from tests.importing.messy import KINDS, Figures, Mess, brought, corpus, figures

MANY: Final = 300
_ROWS: Final = 1_000
Ending = Literal["right", "asked", "refused", "told", "wrong"]
ENDINGS: Final[tuple[Ending, ...]] = ("right", "asked", "refused", "told", "wrong")


def messy_files() -> Section:
    """Ours beside what pandas and DuckDB make of the same files by themselves."""
    readers: dict[str, Callable[[Mess, Path], Ending]] = {
        "Customer Hero": ours,
        "pandas": by_pandas,
        "DuckDB": by_duckdb,
    }
    counted = {name: Counter[Ending]() for name in readers}
    wrong: Counter[str] = Counter()
    for mess in corpus(MANY):
        for name, reader in readers.items():
            with TemporaryDirectory(prefix="hero-messy-") as folder:
                end = reader(mess, Path(folder))
            counted[name][end] += 1
            wrong[mess.kind] += name == "Customer Hero" and end == "wrong"
    table = [
        "| | " + " | ".join(("right", "asked", "refused", "read otherwise and told", "silently wrong")) + " |",
        "|---|" + "---|" * 5,
    ]
    table += [f"| {name} | " + " | ".join(str(ends[end]) for end in ENDINGS) + " |" for name, ends in counted.items()]
    silent = ", ".join(f"{kind} ({count})" for kind, count in wrong.items() if count) or "none"
    return Section(
        "Messy files",
        f"{MANY} files made up in {len(KINDS)} ways in which people export the same facts (dates, amounts, ids, words for "
        "nothing, repetitions, sheets of text), and the figures told from them: months of revenue, of joining and leaving, "
        "answers and their kinds, cases by month and team. pandas and DuckDB read with their own guesses, are told which "
        "column is which, and drop what is no date or number.",
        verdict="\n".join([*table, "", f"Silently wrong by Customer Hero: {silent}."]),
    )


def ours(mess: Mess, folder: Path) -> Ending:
    """Proposed, and imported as proposed when nothing is asked."""
    try:
        *before, file = brought(mess, folder)
        for known in before:
            import_file(known, folder / "lake", ImportOptions("customers"))
        proposal = _proposed(file, folder)
        if not proposal.is_complete:
            return "asked" if proposal.questions else "refused"
        (folder / "mapping.yaml").write_text(proposal.text, encoding="utf-8")
        options = ImportOptions(str(folder / "mapping.yaml"), refused_to=folder / "refused.csv")
        receipt = import_file(file, folder / "lake", options)
    except HeroError:
        return "refused"
    return ended(mess, Lake.open(folder / "lake").facts(), receipt)


def ended(mess: Mess, facts: Facts, receipt: ImportReceipt) -> Ending:
    """Whether what was read is what was meant; if not, whether the head of the receipt says that it may not be."""
    if found(mess.about, facts) == mess.true:
        return "right"
    return "told" if any(note.first for note in receipt.notes) else "wrong"


def found(about: str, facts: Facts) -> Figures:
    """The figures of the facts in a lake."""
    if about == "cases":
        cases = {row["case_id"]: row for row in collect(facts.cases.select("case_id", "customer_id", "opened_at"))}
        teams = collect(facts.events.filter(facts.events.team_id.notnull()).select("case_id", "team_id").distinct())
        held = {row["case_id"]: row["team_id"] for row in teams}
        return figures(about, [{**row, "team_id": held.get(case)} for case, row in cases.items()])
    if about == "revenue":
        return figures(about, collect(facts.revenue.select("customer_id", "period", "amount")))
    if about == "customers":
        return figures(about, collect(facts.customers.select("customer_id", "joined_at", "left_at")))
    return figures(about, collect(facts.feedback.filter(facts.feedback.metric == "nps").select("score")))


def by_pandas(mess: Mess, folder: Path) -> Ending:
    """What pandas makes of it by itself."""
    import pandas as pd

    *_, file = brought(mess, folder)
    try:
        read = pd.read_json(file) if file.suffix == ".json" else pd.read_csv(file)
        named = read.rename(columns={theirs: name for name, theirs in mess.columns.items()})
        for name in named.columns.intersection(["period", "joined_at", "left_at", "opened_at", "happened_at"]):
            named[name] = pd.to_datetime(named[name], errors="coerce")
        for name in named.columns.intersection(["amount", "score"]):
            named[name] = pd.to_numeric(named[name], errors="coerce")
        rows = named.astype(object).where(named.notna(), None).to_dict("records")
        return _compared(mess, rows)
    except (ValueError, KeyError, UnicodeError, TypeError):
        return "refused"


def by_duckdb(mess: Mess, folder: Path) -> Ending:
    """What DuckDB makes of it by itself."""
    import duckdb

    *_, file = brought(mess, folder)
    try:
        read = duckdb.sql(f"FROM '{file}'")
        named = {theirs: name for name, theirs in mess.columns.items()}
        names = [named.get(name, name) for name in read.columns]
        rows = [dict(zip(names, row, strict=True)) for row in read.fetchall()]
        return _compared(mess, rows)
    except (duckdb.Error, ValueError, KeyError, TypeError):
        return "refused"


def _compared(mess: Mess, rows: list[dict[str, object]]) -> Ending:
    needed = {
        "revenue": ("period", "amount"),
        "customers": ("joined_at",),
        "cases": ("opened_at",),
        "feedback": ("score",),
    }
    whole = [
        row for row in rows if mess.about == "feedback" or all(row[name] is not None for name in needed[mess.about])
    ]
    read = [{"left_at": None, "team_id": None, "customer_id": None, **row} for row in whole]
    try:
        return "right" if figures(mess.about, read) == mess.true else "wrong"
    except (ValueError, TypeError, ArithmeticError):
        return "refused"


def _proposed(file: Path, folder: Path) -> Proposal:
    with reader_apart(file, folder, ReadOptions()) as reader:
        return reader.propose(_ROWS)[1]
