"""Files as people export them: the same facts, written in one of the ways that led to wrong figures elsewhere."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

Row = dict[str, Any]
Figures = dict[str, Any]
_EPOCH: Final = datetime.combine(date(1970, 1, 1), time())
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Mess:
    """A file, what it is about, and what a reader who is not misled would find."""

    kind: str
    about: str
    name: str
    content: bytes
    true: Figures
    known: bytes = b""
    """A table of customers that the reader has already, as CSV."""
    columns: dict[str, str] = field(default_factory=dict)
    """What its columns are, for readers that do not find out: ours by theirs."""


@dataclass(frozen=True)
class _Table:
    about: str
    columns: dict[str, str]
    """Ours by theirs."""
    rows: list[Row]
    delimiter: str = ","
    encoding: str = "utf-8"
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def corpus(count: int, seed: int = 1) -> Iterable[Mess]:
    """So many files, each kind in turn."""
    kinds = list(KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield messy(kind, Random(f"{seed}-{number}"))


def messy(kind: str, chance: Random) -> Mess:
    """A file of one kind."""
    return replace(KINDS[kind](chance), kind=kind)


def figures(about: str, rows: Sequence[Row]) -> Figures:
    """What is told of such facts: revenue, joining, leaving and cases by month, answers by their kind, teams."""
    if about == "revenue":
        months: Counter[str] = Counter()
        for row in rows:
            months[f"{row['period']:%Y-%m}"] += Decimal(row["amount"])
        return {
            "customers": len({row["customer_id"] for row in rows}),
            **{m: float(v) for m, v in sorted(months.items())},
        }
    if about == "customers":
        left = Counter(f"left {row['left_at']:%Y-%m}" for row in rows if row["left_at"])
        joined = Counter(f"joined {row['joined_at']:%Y-%m}" for row in rows)
        return {"customers": len({row["customer_id"] for row in rows}), **left, **joined}
    if about == "feedback":
        scores = [row["score"] for row in rows if row["score"] is not None]
        promoters, detractors = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
        return {"answers": len(scores), "promoters": promoters, "detractors": detractors}
    opened = Counter(f"opened {row['opened_at']:%Y-%m}" for row in rows)
    teams = len({row["team_id"] for row in rows})
    known = len({row["customer_id"] for row in rows if row["customer_id"]})
    return {"cases": len({row["case_id"] for row in rows}), "teams": teams, "customers": known, **opened}


def _revenue(chance: Random, day: int | None = 1) -> _Table:
    first = 12 * 2024 + chance.randrange(20)
    rows = []
    for customer in range(chance.randint(12, 25)):
        usual = chance.randint(20, 400) * 10
        for month in range(first, first + 6):
            on = date(month // 12, month % 12 + 1, day or chance.randint(1, 28))
            amount = Decimal(usual + chance.randint(-9, 9)) + Decimal(chance.choice(("0.00", "0.50", "0.25")))
            rows.append({"customer_id": f"K-{customer:04}", "period": on, "amount": amount, "currency": "EUR"})
    names = {"customer_id": "Customer ID", "period": "Invoice Date", "amount": "Amount", "currency": "Currency"}
    return _Table("revenue", names, rows)


def _customers(chance: Random) -> _Table:
    rows = []
    for customer in range(chance.randint(25, 60)):
        joined = date(2023, 1, 1) + timedelta(days=chance.randrange(500))
        stayed = timedelta(days=chance.randrange(60, 400))
        left = joined + stayed if chance.random() < 0.4 else None
        segment = chance.choice(("Homes", "Shops", "Offices"))
        rows.append({"customer_id": f"K-{customer:04}", "segment": segment, "joined_at": joined, "left_at": left})
    names = {"customer_id": "Customer ID", "segment": "Segment", "joined_at": "Customer since", "left_at": "Churn date"}
    return _Table("customers", names, rows)


def _feedback(chance: Random) -> _Table:
    rows = []
    for answer in range(chance.randint(40, 90)):
        at = date(2025, chance.randint(1, 6), chance.randint(1, 28))
        score, comment = (
            chance.choice((10, 9, 9, 8, 7, 6, 3, 0)),
            chance.choice(("good", "slow", "kind", "never again")),
        )
        rows.append({"feedback_id": f"F{answer}", "happened_at": at, "score": score, "comment": comment})
    names = {"feedback_id": "Response ID", "happened_at": "Submitted at", "score": "NPS score", "comment": "Comment"}
    return _Table("feedback", names, rows)


def _cases(chance: Random) -> _Table:
    rows = []
    for case in range(chance.randint(30, 70)):
        opened = _EPOCH.replace(year=2025) + timedelta(minutes=chance.randrange(60 * 24 * 170))
        closed = opened + timedelta(minutes=chance.randrange(20, 9_000))
        customer = f"K-{chance.randrange(30):04}"
        rows.append(
            {"case_id": f"T{1000 + case}", "customer_id": customer, "opened_at": opened, "closed_at": closed,
             "team_id": chance.choice(("Desk", "Billing", "Field")), "topic": chance.choice(("Invoice", "Move"))}
        )  # fmt: skip
    names = {
        "case_id": "Ticket ID", "customer_id": "Customer ID", "opened_at": "Created at", "closed_at": "Closed at",
        "team_id": "Team", "topic": "Category",
    }  # fmt: skip
    return _Table("cases", names, rows)


def _written(
    table: _Table, shown: Callable[[str, Any], str] = lambda _name, value: "", name: str = "export.csv"
) -> Mess:
    """The table as delimited text, each value as `shown` writes it or plainly."""
    text = io.StringIO()
    text.write("".join(f"{line}\n" for line in table.above))
    writer = csv.writer(text, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow(table.columns.values())
    for row in table.rows:
        writer.writerow([shown(column, row[column]) or _plain(row[column]) for column in table.columns])
    text.write("".join(f"{line}\n" for line in table.below))
    return _mess(table, text.getvalue().encode(table.encoding), name)


def _mess(table: _Table, content: bytes, name: str, true: Figures | None = None) -> Mess:
    return Mess("", table.about, name, content, true or figures(table.about, table.rows), columns=table.columns)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _dated(table: Callable[[Random], _Table], form: str) -> Callable[[Random], Mess]:
    """Days or times in one form."""

    def made(chance: Random) -> Mess:
        return _written(table(chance), lambda _name, value: value.strftime(form) if isinstance(value, date) else "")

    return made


def _numbered(unit: int, of: Callable[[Random], _Table] = _cases) -> Callable[[Random], Mess]:
    """Times as units since 1970."""

    def shown(_name: str, value: Any) -> str:
        return (
            str((value - _EPOCH) // timedelta(microseconds=1) * unit // 1_000_000)
            if isinstance(value, datetime)
            else ""
        )

    return lambda chance: _written(of(chance), shown)


def _serial(chance: Random) -> Mess:
    """Days as a spreadsheet counts them."""

    def shown(_name: str, value: Any) -> str:
        return str((value - date(1899, 12, 30)).days) if isinstance(value, date) else ""

    return _written(_customers(chance), shown)


def _ids(form: Callable[[str], str], *, known: bool = False) -> Callable[[Random], Mess]:
    """Ids of customers in another form than the list of customers has them."""

    def made(chance: Random) -> Mess:
        table = _revenue(chance)
        rows = [{**row, "customer_id": row["customer_id"].replace("K-", "00")} for row in table.rows]
        ids = sorted({row["customer_id"] for row in rows})
        mess = _written(replace(table, rows=rows), lambda name, value: form(value) if name == "customer_id" else "")
        listed = "customer_id,segment\n" + "".join(f"{one},Homes\n" for one in ids)
        return replace(mess, known=listed.encode() if known else b"")

    return made


def _amounts(form: Callable[[Decimal], str], *, whole: bool = False, delimiter: str = ",") -> Callable[[Random], Mess]:
    def made(chance: Random) -> Mess:
        table = replace(_revenue(chance), delimiter=delimiter)
        if whole:
            rows = [{**row, "amount": Decimal(int(row["amount"]) * 7 + 1000)} for row in table.rows]
            table = replace(table, rows=rows)
        return _written(table, lambda name, value: form(value) if name == "amount" else "")

    return made


def _german(value: Decimal) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def _missing(word: str) -> Callable[[Random], Mess]:
    """Cases of nobody, told by a word."""

    def made(chance: Random) -> Mess:
        table = _cases(chance)
        for row in table.rows:
            if chance.random() < 0.4:
                row["customer_id"] = None
        return _written(table, lambda name, value: word if name == "customer_id" and value is None else "")

    return made


def _anonymous(chance: Random) -> Mess:
    """Answers without an id, many of them equal."""
    table = _feedback(chance)
    columns = {name: header for name, header in table.columns.items() if name != "feedback_id"}
    rows = [{**row, "happened_at": date(2025, 3, 1 + n % 3)} for n, row in enumerate(table.rows)]
    return _written(replace(table, columns=columns, rows=rows))


def _invoices(chance: Random) -> Mess:
    """Two invoices a month for each customer, some of the same amount."""
    table = _revenue(chance)
    second = [{**row, "amount": row["amount"] if chance.random() < 0.5 else row["amount"] + 5} for row in table.rows]
    rows = [{**row, "invoice": f"I{n}"} for n, row in enumerate(table.rows + second)]
    return _written(replace(table, columns={**table.columns, "invoice": "Invoice ID"}, rows=rows))


def _totals(chance: Random) -> Mess:
    table = _revenue(chance)
    total = sum(row["amount"] for row in table.rows)
    return _written(replace(table, below=(f"Total,,{total},EUR",)))


def _titles(chance: Random) -> Mess:
    table = _customers(chance)
    return _written(replace(table, above=("Customers of our company", "as of 2025-06-30", "")))


def _notes_below(chance: Random) -> Mess:
    table = _cases(chance)
    return _written(replace(table, below=("", "Generated by the export of 2025-07-01")))


def _spelling(chance: Random) -> Mess:
    def shown(name: str, value: Any) -> str:
        return chance.choice((value, value, value.upper(), f"{value} ", value.lower())) if name == "team_id" else ""

    return _written(_cases(chance), shown)


def _encoded(encoding: str, delimiter: str) -> Callable[[Random], Mess]:
    def made(chance: Random) -> Mess:
        table = _cases(chance)
        rows = [{**row, "team_id": row["team_id"].replace("Billing", "Gebühren")} for row in table.rows]
        return _written(replace(table, rows=rows, encoding=encoding, delimiter=delimiter))

    return made


def _wide(chance: Random) -> Mess:
    """Months as columns."""
    table = _revenue(chance)
    months = sorted({row["period"] for row in table.rows})
    heads = [f"{_MONTHS[month.month - 1]} {month.year}" for month in months]
    by: dict[str, dict[date, Decimal]] = {}
    for row in table.rows:
        by.setdefault(row["customer_id"], {})[row["period"]] = row["amount"]
    lines = [f"{one},{','.join(str(paid[month]) for month in months)}" for one, paid in by.items()]
    content = "\n".join([f"Customer ID,{','.join(heads)}", *lines, ""])
    return _mess(replace(table, columns={"customer_id": "Customer ID"}), content.encode(), "revenue in EUR.csv")


def _as_json(chance: Random) -> Mess:
    table = _feedback(chance)
    rows = [
        {table.columns[name]: _plain(value) if isinstance(value, date) else value for name, value in row.items()}
        for row in table.rows
    ]
    return _mess(table, json.dumps({"exported": "2025-07-01", "data": rows}).encode(), "answers.json")


def _labels(chance: Random) -> Mess:
    words = {10: "10 - Extremely likely", 0: "0 - Not at all likely"}
    return _written(_feedback(chance), lambda name, value: words.get(value, "") if name == "score" else "")


def _no_answer(code: int) -> Callable[[Random], Mess]:
    """Some did not answer, told by a code."""

    def made(chance: Random) -> Mess:
        table = _feedback(chance)
        for row in table.rows:
            if chance.random() < 0.2:
                row["score"] = None
        return _written(table, lambda name, value: str(code) if name == "score" and value is None else "")

    return made


def _rating(chance: Random) -> Mess:
    """A rating of 0 to 10 of which nobody says what was asked."""
    table = _feedback(chance)
    return _written(replace(table, columns={**table.columns, "score": "Rating"}))


def _scientific(chance: Random) -> Mess:
    table = _revenue(chance)
    return _written(table, lambda name, value: f"1.2345{int(value[-4:]) % 10}E+11" if name == "customer_id" else "")


def _two_columns(chance: Random) -> Mess:
    table = _cases(chance)
    columns = {name: header for name, header in table.columns.items() if name != "opened_at"}
    rows = [{**row, "day": f"{row['opened_at']:%Y-%m-%d}", "clock": f"{row['opened_at']:%H:%M}"} for row in table.rows]
    return _written(replace(table, columns={**columns, "day": "Opened date", "clock": "Opened time"}, rows=rows))


def _came_back(chance: Random) -> Mess:
    """Some left and came back: they stand there twice, and are customers."""
    table = _customers(chance)
    gone = [row for row in table.rows if row["left_at"]]
    back = [{**row, "joined_at": row["left_at"] + timedelta(days=120), "left_at": None} for row in gone[::2]]
    rows = [row for row in table.rows if row not in gone[::2]]
    true = figures("customers", [*rows, *back])
    return replace(_written(replace(table, rows=[*table.rows, *back])), true=true)


def _refunds(chance: Random) -> Mess:
    table = _revenue(chance)
    some = [{**row, "amount": -row["amount"] / 2} for row in table.rows[::9]]
    return _written(replace(table, rows=[*table.rows, *some]))


KINDS: Final[dict[str, Callable[[Random], Mess]]] = {
    "days as in the USA": _dated(lambda c: _revenue(c, None), "%m/%d/%Y"),
    "days as in Britain": _dated(lambda c: _revenue(c, None), "%d/%m/%Y"),
    "first days of months as in the USA": _dated(_revenue, "%m/%d/%Y"),
    "days of two-digit years": _dated(_customers, "%d.%m.%y"),
    "days of two-digit years, as in the USA": _dated(_customers, "%m/%d/%y"),
    "names of months": _dated(_customers, "%b %d, %Y"),
    "names of months, day first": _dated(_customers, "%d-%b-%Y"),
    "twelve hours": _dated(_cases, "%m/%d/%Y %I:%M %p"),
    "seconds since 1970": _numbered(1),
    "milliseconds since 1970": _numbered(1_000),
    "days as a spreadsheet counts them": _serial,
    "compact times": _dated(_cases, "%Y%m%dT%H%M%S"),
    "months without days": _dated(_revenue, "%m.%Y"),
    "compact months": _dated(_revenue, "%Y%m"),
    "a day and a time in two columns": _two_columns,
    "ids guarded from a spreadsheet": _ids(lambda one: f'="{one}"', known=True),
    "ids with an apostrophe": _ids(lambda one: f"'{one}", known=True),
    "ids with invisible letters": _ids(lambda one: f"\u200b{one}\u00a0", known=True),
    "ids without their zeros": _ids(lambda one: one.lstrip("0") or "0", known=True),
    "ids as decimal numbers": _ids(lambda one: f"{one.lstrip('0') or '0'}.0", known=True),
    "ids in scientific notation": _scientific,
    "nan for nobody": _missing("nan"),
    "#N/A for nobody": _missing("#N/A"),
    "(blank) for nobody": _missing("(blank)"),
    "None for nobody": _missing("None"),
    "equal answers without ids": _anonymous,
    "several invoices a month": _invoices,
    "refunds": _refunds,
    "points of thousands": _amounts(lambda value: f"{value:,.0f}".replace(",", "."), whole=True, delimiter=";"),
    "German amounts": _amounts(_german, delimiter=";"),
    "Swiss amounts": _amounts(lambda value: f"{value:,.2f}".replace(",", "'")),
    "amounts with their currency": _amounts(lambda value: f"€{value:,.2f}"),
    "a total below": _totals,
    "titles above": _titles,
    "a remark below": _notes_below,
    "teams in several spellings": _spelling,
    "Windows-1252 and semicolons": _encoded("cp1252", ";"),
    "UTF-16 and tabs": _encoded("utf-16", "\t"),
    "months as columns": _wide,
    "an array within JSON": _as_json,
    "labels for the ends of a scale": _labels,
    "99 for no answer": _no_answer(99),
    "-1 for no answer": _no_answer(-1),
    "a rating of 0 to 10": _rating,
    "customers who came back": _came_back,
}  # fmt: skip
"""Each way in which the same facts are written, and a file of it."""


def brought(mess: Mess, folder: Path) -> list[Path]:
    """The files of a mess in a folder: customers known before first, the file itself last."""
    file = folder / mess.name
    file.write_bytes(mess.content)
    if not mess.known:
        return [file]
    known = folder / "customers.csv"
    known.write_bytes(mess.known)
    return [known, file]
