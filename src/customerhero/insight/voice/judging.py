"""Voice: counted answers become scores with intervals, tables and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Answer, Table
from customerhero.findings.finding import Verdict
from customerhero.findings.intervals import wilson
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.scores import (
    Score,
    Stratum,
    Weighed,
    WeighedCustomers,
    net_promoter,
    post_stratified,
    weighted_score,
)
from customerhero.insight.voice.moving import change_findings, count_of, verdict_of_month
from customerhero.insight.voice.noticing import group_findings, group_looks
from customerhero.insight.voice.options import NAME, Options
from customerhero.insight.voice.tallies import (
    Question,
    Row,
    Tally,
    group_of,
    hidden_months,
    months_of,
    people_of,
    rows_of,
    shown_groups,
)

STANDINGS = ("promoter", "passive", "detractor")
MOVES = tuple((one, other) for one in STANDINGS for other in STANDINGS)
_UNTOLD: Row = {"value": None, "low": None, "high": None, "mean": None}


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """The scores with intervals, their trend, groups, moves and response.

    Numbers: per metric the score, its interval and n, codes outside the scale, the weighted and post-stratified NPS
    beside the raw one, invited and answered. Tables: `months`, `measures`, `distribution`, `segments`, `teams`,
    `topics`, `moves`, `response`, `comments`. What fewer than `smallest_group` customers said is None, or left out
    together with enough others that it cannot be had by subtraction. NPS interval: adjusted
    Wald [Rocks 2016]; shares: Wilson.
    """
    questions = _questions(rows["scores"], options)
    answers = sum(row["n"] for row in _now(rows["scores"], options))
    numbers: dict[str, Any] = {"month": options.month, "answers": answers}
    for question in reversed(questions):
        numbers |= _question_numbers(question, rows, options)
    numbers |= _weighted_numbers(rows, options) | _response_numbers(rows["invitations"], options)
    changes, groups = change_findings(rows, questions, options), group_findings(rows, questions, options)
    looks = group_looks(rows, questions, options)
    return Answer(NAME, numbers, _tables(rows, questions, options), (*changes, *groups), looks)


def _tables(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> dict[str, Table]:
    tables = {
        "months": Table.of(_months(rows, questions, options)),
        "measures": Table.of([_told(question, rows, options) for question in questions]),
        "distribution": Table.of(_distribution(rows, questions, options)),
        "moves": Table.of(_moves(rows["moves"], options)),
        "response": Table.of(_response(rows["invitations"], options)),
        "comments": Table.of(_newest_first(rows["comments"])),
    }
    for dimension in options.dimensions:
        tables[f"{dimension}s"] = Table.of(_group_rows(rows, dimension, questions, options))
    return tables


def _newest_first(comments: list[Row]) -> list[Row]:
    by_id = sorted(comments, key=lambda row: row["feedback_id"])
    return sorted(by_id, key=lambda row: row["happened_at"], reverse=True)


def _now(scores: list[Row], options: Options) -> list[Row]:
    if options.month is None:
        return scores
    return [row for row in scores if _month(row["month_no"]) == options.month]


def _month(number: int | None) -> str | None:
    return None if number is None else name_of_month(number)


def _questions(scores: list[Row], options: Options) -> list[Question]:
    """The questions asked, the most answered first, NPS before CSAT before CES."""
    counted: dict[Question, int] = {}
    for row in _now(scores, options):
        question = Question(row["metric"], row["scale_max"])
        counted[question] = counted.get(question, 0) + (row["n"] if row["code"] is not None else 0)
    order = ("nps", "csat", "ces")
    return sorted(counted, key=lambda asked: (order.index(asked.metric), -counted[asked], asked.scale_max))


def _tally(question: Question, rows: Mapping[str, list[Row]], options: Options) -> Tally:
    everybody = [row for row in rows_of(question, rows["people"]) if row["dimension"] == "organisation"]
    return Tally.of(question, rows_of(question, _now(rows["scores"], options))).by_customers(everybody)


def _is_few(question: Question, rows: Mapping[str, list[Row]], options: Options) -> bool:
    everyone = [row for row in rows_of(question, rows["people"]) if row["dimension"] == "organisation"]
    return sum(map(people_of, everyone)) < options.smallest_group


def _question_numbers(question: Question, rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    scores, metric = rows_of(question, _now(rows["scores"], options)), question.metric
    told = _told(question, rows, options)
    numbers: dict[str, Any] = {
        metric: told["value"],
        f"{metric}_label": question.label,
        f"{metric}_n": told["n"],
        f"{metric}_low": told["low"],
        f"{metric}_high": told["high"],
        f"{metric}_mean": told["mean"],
        f"{metric}_outside_scale": sum(row["n"] for row in scores if row["code"] is None),
    }
    if metric != "nps":
        return numbers
    nps = _nps_numbers(_tally(question, rows, options), scores, options)
    return numbers | (dict.fromkeys(nps) if _is_few(question, rows, options) else nps)


def _told(question: Question, rows: Mapping[str, list[Row]], options: Options) -> Row:
    row = _measure_row(_tally(question, rows, options))
    return row | _UNTOLD if _is_few(question, rows, options) else row


def _nps_numbers(tally: Tally, rows: list[Row], options: Options) -> dict[str, Any]:
    score = net_promoter(tally.high, tally.low, tally.n, worth=tally.worth)
    commented = sum(row["commented"] for row in rows if row["code"] is not None and row["code"] <= 6)
    share = wilson(commented, tally.low, 100.0) if tally.low >= options.smallest_group else None
    return {
        "promoters": tally.high,
        "passives": tally.n - tally.high - tally.low,
        "detractors": tally.low,
        "nps_adjusted": score.centre if score else None,
        "nps_margin": score.margin if score else None,
        "detractors_with_comment": commented if share or not tally.low else None,
        "detractors_with_comment_per_100": 100 * commented / tally.low if share else None,
        "detractors_with_comment_low": share.low if share else None,
        "detractors_with_comment_high": share.high if share else None,
    }


def _weighted_numbers(rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    scores = [row for row in _now(rows["scores"], options) if row["metric"] == "nps" and row["code"] is not None]
    scores = [] if _is_few(Question("nps", 10), rows, options) else scores
    by_weight = _weighted(scores, rows["weighed"]) if any(row["weighed"] for row in scores) else None
    strata = _strata(rows) if scores else []
    by_group = post_stratified(strata)
    everyone = sum(stratum.population for stratum in strata)
    heard = sum(stratum.population for stratum in strata if stratum.n)
    return {
        "nps_weighted": by_weight.value if by_weight else None,
        "nps_weighted_margin": by_weight.margin if by_weight else None,
        "nps_effective_n": by_weight.n if by_weight else None,
        "nps_post_stratified": by_group.value if by_group else None,
        "nps_post_stratified_margin": by_group.margin if by_group else None,
        "nps_post_stratified_covers_per_100": 100 * heard / everyone if everyone else None,
    }


def _weighted(scores: list[Row], customers: list[Row]) -> Score | None:
    known = WeighedCustomers(*(customers[0][name] or 0.0 for name in ("weights_squared", "points_squared", "products")))
    return weighted_score([_weighed(row) for row in scores], customers=known)


def _weighed(row: Row) -> Weighed:
    points = 100.0 if row["code"] >= 9 else -100.0 if row["code"] <= 6 else 0.0
    return Weighed(points, row["n"], row["weight"], row["weight_squared"])


def _strata(rows: Mapping[str, list[Row]]) -> list[Stratum]:
    question, strata = Question("nps", 10), []
    for segment in sorted(rows["population"], key=lambda row: str(row["segment"])):
        tally = group_of(rows, question, "segment", segment["segment"])
        strata.append(Stratum(segment["customers"], tally.high, tally.low, tally.n, tally.worth))
    return strata


def _measure_row(tally: Tally) -> Row:
    measured = tally.measure()
    interval = measured.interval
    return {
        "measure": measured.name,
        "value": measured.value,
        "unit": measured.unit,
        "n": measured.n,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "mean": tally.mean,
    }


def _months(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Row]:
    listed: list[Row] = []
    for question in questions:
        tallies = months_of(rows, question)
        hidden = hidden_months(rows, question, options.smallest_group, options.month is None)
        known = [count_of(number, tally) for number, tally in tallies.items() if number not in hidden]
        for number in _shown(list(tallies), options):
            verdict = verdict_of_month(known, number, options)
            listed.append(_month_row(number, tallies[number], verdict, number in hidden))
    return sorted(listed, key=lambda row: (row["month"], row["measure"]))


def _shown(numbers: list[int], options: Options) -> list[int]:
    if options.month is None:
        return numbers
    oldest = month_name(months_before(month_start(options.month), options.trend_months - 1))
    return [number for number in numbers if oldest <= str(_month(number)) <= options.month]


def _month_row(number: int, tally: Tally, verdict: Verdict | None, is_hidden: bool) -> Row:
    counts = {"happy": tally.high, "unhappy": tally.low, "worth": tally.worth}
    row = {"month": _month(number), **_measure_row(tally), **counts, "verdict": verdict}
    if is_hidden:
        row |= _UNTOLD | dict.fromkeys(counts) | {"verdict": "not enough data yet"}
    return row


def _distribution(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Row]:
    listed = []
    for question in questions:
        tally = _tally(question, rows, options)
        lowest = 0 if question.metric == "nps" else 1
        codes = range(lowest, question.scale_max + 1)
        hidden = set(codes) if _is_few(question, rows, options) else _rare_codes(tally, options)
        for code in codes:
            n = None if code in hidden else tally.counts.get(code, 0)
            share = 100 * n / tally.n if tally.n and n is not None else None
            listed.append({"measure": question.label, "score": code, "answers": n, "per_100": share})
    return listed


def _rare_codes(tally: Tally, options: Options) -> set[int]:
    """Codes few have given, with enough others of the same standing: the number of each standing is shown."""
    happy, unhappy = tally.question.lowest_high, tally.question.highest_low
    standings: dict[bool | None, dict[int, int]] = {True: {}, None: {}, False: {}}
    for code, n in tally.counts.items():
        standings[True if code >= happy else False if code <= unhappy else None][code] = n
    return {code for sizes in standings.values() for code in hidden_groups(sizes, options.smallest_group)}


def _moves(moves: list[Row], options: Options) -> list[Row]:
    counted = {(row["earlier"], row["standing"]): row["customers"] for row in moves}
    total, hidden = sum(counted.values()), hidden_groups(counted, options.smallest_group)
    if total < options.smallest_group or not total:
        return []
    return [
        {"from": move[0], "to": move[1], "customers": None if move in hidden else counted.get(move, 0), "of": total}
        for move in MOVES
    ]


def _group_rows(
    rows: Mapping[str, list[Row]], dimension: str, questions: list[Question], options: Options
) -> list[Row]:
    return [
        {dimension: group, **_measure_row(group_of(rows, question, dimension, group))}
        for question in questions
        for group in shown_groups(rows, dimension, question, options.smallest_group)
    ]


def _response_numbers(invitations: list[Row], options: Options) -> dict[str, Any]:
    invited = sum(row["invited"] for row in invitations)
    answered = sum(row["answered"] for row in invitations)
    enough = sum(map(people_of, invitations)) >= options.smallest_group
    share = wilson(answered, invited, 100.0) if enough else None
    return {
        "invited": invited,
        "answered_of_invited": answered if enough or not invited else None,
        "response_per_100": 100 * answered / invited if share else None,
        "response_low": share.low if share else None,
        "response_high": share.high if share else None,
    }


def _response(invitations: list[Row], options: Options) -> list[Row]:
    listed = []
    hidden = hidden_groups({row["segment"]: people_of(row) for row in invitations}, options.smallest_group)
    for row in sorted(invitations, key=lambda row: (row["segment"] is None, str(row["segment"]))):
        if row["segment"] in hidden:
            continue
        share = wilson(row["answered"], row["invited"], 100.0)
        listed.append({
            "segment": row["segment"], "invited": row["invited"], "answered": row["answered"],
            "silent": row["invited"] - row["answered"], "per_100": 100 * row["answered"] / row["invited"],
            "low": share.low if share else None, "high": share.high if share else None,
        })  # fmt: skip
    return listed
