"""Findings about the data itself: what a reader should know before trusting figures made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from customerhero.errors import LONGEST_VALUE
from customerhero.facts.accounts import (
    BUSY,
    CROWDED,
    HANDLING,
    LEAST_ACTS,
    SIGNS,
    Account,
    Verdict,
    accounts_of,
    verdicts,
)
from customerhero.facts.contracts import TABLES
from customerhero.facts.excerpts import excerpt
from customerhero.facts.twins import text_sql
from customerhero.plain_text import printable, shortened

OUTLIER_TIMES: Final = 5
"""A customer with so many times the cases of the 99th percentile is suspected to be a shared account."""
LEAST_CUSTOMER_SHARE: Final = 0.01
LEAST_CUSTOMER_CASES: Final = 20
_MOST_ACCOUNTS: Final = 10
"""At most so many accounts that may be machines are named."""
USUAL_SHARE: Final = 0.95
"""A case without an end is remarkable where this share of the cases has one."""
ZONE_NOTED: Final = "zone"
"""The code of the note that says in which zone a source tells its times."""
_LONGEST_SENTENCE: Final = 1_000


@dataclass(frozen=True)
class DataNote:
    """One thing noticed in a source: how often, where, and a sentence that says so."""

    code: str
    table: str
    column: str
    value: str
    count: int
    sentence: str
    first: bool = False
    """Whether it stands at the head of the receipt: it says how figures come about, or that some are lost."""

    def __post_init__(self) -> None:
        """Quote no more of a value than can be read, and nothing that a terminal would obey."""
        short, sentence = shortened(printable(self.value), LONGEST_VALUE), self.sentence
        if len(self.value) > LONGEST_VALUE:
            sentence = sentence.replace(self.value, short)
        object.__setattr__(self, "value", short)
        object.__setattr__(self, "sentence", shortened(printable(sentence), _LONGEST_SENTENCE))


@dataclass(frozen=True)
class Checked:
    """The Parquet files of the tables to check and a connection to read them with."""

    connection: duckdb.DuckDBPyConnection
    files: Mapping[str, Path]
    system_accounts: tuple[str, ...] = ()
    is_history: bool = False
    """Whether the events are cases' histories one after the other, so that the last one can have been cut off."""

    def has(self, *tables: str) -> bool:
        """Whether all these tables were made."""
        return all(table in self.files for table in tables)

    def table(self, name: str) -> str:
        """SQL for the table's file."""
        return f"read_parquet({text_sql(str(self.files[name]))})"

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.connection.execute(sql).fetchone() or ()


def check_tables(checked: Checked, now: datetime) -> list[DataNote]:
    """What is remarkable in tables just made: order of times, times to come, shared accounts, a truncated end."""
    notes = _times_to_come(checked, now)
    if checked.has("customers"):
        notes += _left_before_joining(checked)
    if checked.has("cases"):
        notes += _ends_before_begin(checked) + _without_opening(checked)
    if checked.has("revenue"):
        notes += _below_nought(checked)
    if checked.has("cases", "events"):
        notes += _events_before_opening(checked)
    if checked.has("cases") or checked.has("events"):
        notes += _shared_customers(checked)
    if checked.has("events"):
        notes += _suspected_machines(checked)
    return notes + (_truncated(checked) if checked.is_history and checked.has("events") else [])


def _times_to_come(checked: Checked, now: datetime) -> list[DataNote]:
    moment = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
    notes = []
    for name in checked.files:
        times = [column.name for column in TABLES[name].columns if column.type == "time"]
        counts = ", ".join(f'count(*) FILTER ("{time}" > TIMESTAMP \'{moment}\'), max("{time}")' for time in times)
        found = checked.row(f"SELECT {counts} FROM {checked.table(name)}") if times else ()
        for place, time in enumerate(times):
            count, latest = found[2 * place], found[2 * place + 1]
            if count:
                told = f"{_times(count)} in the future (up to {latest})."
                notes.append(DataNote("future", name, time, str(latest), count, told))
    return notes


def _times(count: int) -> str:
    return "1 time lies" if count == 1 else f"{count:,} times lie"


def _ends_before_begin(checked: Checked) -> list[DataNote]:
    notes = []
    for end in ("resolved_at", "closed_at"):
        sql = f"SELECT count(*), min(case_id) FROM {checked.table('cases')} WHERE {end} < opened_at"
        count, example = checked.row(sql)
        if count:
            told = f"In {count:,} cases (such as {excerpt(str(example))}) {end} is before opened_at."
            notes.append(DataNote("time_order", "cases", end, excerpt(str(example)), count, told))
    return notes


def _without_opening(checked: Checked) -> list[DataNote]:
    """Cases of which no day of opening is known are of no month, and in no figure of one."""
    missing = "count(*) FILTER (opened_at IS NULL), count(*), min(case_id) FILTER (opened_at IS NULL)"
    count, everything, example = checked.row(f"SELECT {missing} FROM {checked.table('cases')}")
    if not count or count == everything:  # a file that never says it is told by its columns
        return []
    told = (
        f"{count:,} of {everything:,} cases (such as {excerpt(str(example))}) have no opened_at: they belong to no "
        "month and are in no figure of one."
    )
    return [DataNote("without_opening", "cases", "opened_at", excerpt(str(example)), count, told, first=True)]


def _below_nought(checked: Checked) -> list[DataNote]:
    count, everything, total = checked.row(
        "SELECT count(*) FILTER (amount < 0), count(*), sum(amount) FILTER (amount < 0) "
        f"FROM {checked.table('revenue')}"
    )
    if not count:
        return []
    told = (
        f"{count:,} of {everything:,} amounts are below nought, together {total:,.2f}: they count as refunds and "
        "credit notes, which reduce the month they are in."
    )
    return [DataNote("below_nought", "revenue", "amount", "", count, told, first=True)]


def _left_before_joining(checked: Checked) -> list[DataNote]:
    """On the same day a zone or a missing time of day can turn the two around; a day before cannot be."""
    count, examples = checked.row(
        "SELECT count(*), list(customer_id ORDER BY customer_id)[:3] "
        f"FROM {checked.table('customers')} WHERE left_at + INTERVAL 1 DAY <= joined_at"
    )
    if not count:
        return []
    such, who = ", ".join(excerpt(str(one)) for one in examples), "1 customer" if count == 1 else f"{count:,} customers"
    told = (
        f"{who} left before joining ({such}): one of the two days is wrong. They are kept and left out of losses, "
        "retention and every count of customers until the source is put right."
    )
    return [DataNote("left_before_joining", "customers", "left_at", such, count, told, first=True)]


def _events_before_opening(checked: Checked) -> list[DataNote]:
    count, example = checked.row(
        "SELECT count(*), min(c.case_id) "
        f"FROM (SELECT case_id, min(happened_at) AS first_at FROM {checked.table('events')} GROUP BY case_id) AS e "
        f"JOIN {checked.table('cases')} AS c ON c.case_id = e.case_id WHERE e.first_at < c.opened_at"
    )
    if not count:
        return []
    told = f"In {count:,} cases (such as {excerpt(str(example))}) an event happened before the case was opened."
    return [DataNote("time_order", "events", "happened_at", excerpt(str(example)), count, told)]


def _shared_customers(checked: Checked) -> list[DataNote]:
    table, what = ("cases", "cases") if checked.has("cases") else ("events", "events")
    found = checked.connection.execute(
        "WITH counted AS MATERIALIZED "
        f"(SELECT customer_id, count(*) AS n FROM {checked.table(table)} WHERE customer_id IS NOT NULL GROUP BY 1), "
        "usual AS (SELECT quantile_cont(n, 0.99) AS most, sum(n) AS everything FROM counted) "
        "SELECT customer_id, n, n / everything FROM counted, usual "
        f"WHERE n >= {LEAST_CUSTOMER_CASES} AND n >= {OUTLIER_TIMES} * most "
        f"AND n >= {LEAST_CUSTOMER_SHARE} * everything "
        "ORDER BY n DESC, customer_id LIMIT 10"
    ).fetchall()
    return [
        DataNote(
            "shared_account",
            table,
            "customer_id",
            excerpt(customer),
            count,
            f"Customer {excerpt(customer)} has {count:,} {what}, {share:.1%} of all: perhaps a shared account.",
        )
        for customer, count, share in found
    ]


def _suspected_machines(checked: Checked) -> list[DataNote]:
    """Accounts that are machines by what they do, or may be: none of them is thanked before somebody says who it is."""
    accounts = accounts_of(_habits(checked))
    found, whole = verdicts(accounts), sum(one.acts for one in accounts)
    told = sorted((one for one in accounts if one.id in found), key=lambda one: (-one.acts, one.id))
    return [
        _suspected(one, found[one.id], one.acts / whole)
        for one in [one for one in told if one.id not in checked.system_accounts][:_MOST_ACCOUNTS]
    ]


def _suspected(one: Account, verdict: Verdict, share: float) -> DataNote:
    who, signs = excerpt(one.id), ", ".join(SIGNS[sign] for sign in verdict.signs)
    acts = f"{who} acts in {one.acts:,} events, {share:.1%} of all"
    if verdict.kind == "machine":
        told = (
            f"{acts}: perhaps a machine or a shared account ({signs}). If so, name it under system_accounts in the "
            "mapping; it gets no credit before that is known."
        )
    else:
        told = (
            f"{acts} ({signs}): a person or a machine, that cannot be told. Nobody is thanked under it before that is "
            "known: name machines under system_accounts in the mapping, persons in the setting persons of bright spots."
        )
    return DataNote("system_account" if verdict.kind == "machine" else "unsure_account", "events", "person_id", who,
                    one.acts, told)  # fmt: skip


def _habits(checked: Checked) -> list[dict[str, Any]]:
    """What `facts/habits.py` counts of a lake, counted of a file just mapped."""
    named = "SELECT NULL::VARCHAR AS person_id, NULL::VARCHAR AS name WHERE false"
    if checked.has("people"):
        named = f"SELECT person_id, any_value(name) AS name FROM {checked.table('people')} GROUP BY 1"
    handled = ", ".join(text_sql(kind) for kind in HANDLING)
    relation = checked.connection.execute(
        f"WITH acts AS MATERIALIZED (SELECT person_id, case_id, happened_at, kind FROM {checked.table('events')} "
        "WHERE person_id IS NOT NULL), "
        "hourly AS MATERIALIZED (SELECT person_id, hour(happened_at) AS hour_of_day, count(*) AS n, "
        "count(*) FILTER (WHERE isodow(happened_at) > 5) AS weekend, "
        f"count(*) FILTER (WHERE kind IN ({handled})) AS handled, "
        "count(*) FILTER (WHERE happened_at = date_trunc('hour', happened_at)) AS whole FROM acts GROUP BY 1, 2), "
        "totals AS MATERIALIZED (SELECT person_id, sum(n)::BIGINT AS acts, sum(weekend)::BIGINT AS weekend, "
        "sum(n) FILTER (WHERE hour_of_day >= 22 OR hour_of_day < 6)::BIGINT AS night, sum(handled)::BIGINT AS handled, "
        "sum(whole)::BIGINT AS whole FROM hourly GROUP BY 1), "
        "clock AS (SELECT person_id, count(*) AS hours FROM hourly JOIN totals USING (person_id) "
        "WHERE n * 100 >= acts GROUP BY 1), "
        f"busy AS (SELECT person_id FROM totals WHERE acts >= {LEAST_ACTS} "
        f"AND acts >= {BUSY} * (SELECT avg(acts) FROM totals)), "
        "minutes AS (SELECT person_id, count(*) AS n FROM acts SEMI JOIN busy USING (person_id) "
        f"GROUP BY person_id, date_trunc('minute', happened_at) HAVING count(DISTINCT case_id) >= {CROWDED}), "
        "crowd AS (SELECT person_id, sum(n)::BIGINT AS crowded FROM minutes GROUP BY 1), "
        f"named AS ({named}) "
        "SELECT person_id, name, acts, handled, weekend, night, whole, hours, crowded FROM totals "
        "LEFT JOIN clock USING (person_id) LEFT JOIN crowd USING (person_id) LEFT JOIN named USING (person_id)"
    )
    columns = [column[0] for column in relation.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in relation.fetchall()]


def _truncated(checked: Checked) -> list[DataNote]:
    ends = "kind IN ('closed', 'resolved')"
    sql = (
        "SELECT count(*), count(*) FILTER (ended), arg_max(case_id, last_seq), arg_max(ended, last_seq) "
        f"FROM (SELECT case_id, bool_or({ends}) AS ended, max(event_seq) AS last_seq "
        f"FROM {checked.table('events')} GROUP BY case_id)"
    )
    cases, ended, last_case, last_ended = checked.row(sql)
    if last_ended is not False or ended < USUAL_SHARE * cases or cases < LEAST_CUSTOMER_CASES:
        return []
    last = excerpt(str(last_case))
    told = f"The last case, {last}, has no end though {ended:,} of {cases:,} have: the file may have been cut off."
    return [DataNote("truncated", "events", "case_id", last, 1, told)]
