"""The events: every case runs through its plot's steps, in office hours, at the hands of people of its teams."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import pyarrow as pa

from customerhero.demo.cases import Cases, steps_of
from customerhero.demo.cast import CHANNELS, FRONT, PRIORITIES, PRIORITY_EASE, RULES, TEAMS, TOPICS
from customerhero.demo.columns import Columns, chosen, ids, money, times
from customerhero.demo.customers import Customers
from customerhero.demo.draws import Flags, Floats, Ints, stream
from customerhero.demo.people import TEAM_NUMBER, Staff
from customerhero.demo.plots import KIND, PLOTS, SLOTS, STUCK, Script
from customerhero.demo.rhythm import Calendar, clock_time, office_seconds
from customerhero.demo.words import NOTE_SPANS, NOTE_TEXTS
from customerhero.facts.contracts import EVENT_KINDS

NEVER: Final = np.iinfo(np.int64).max
_OWNERS = np.array([-1 if topic.owner == FRONT else TEAM_NUMBER[topic.owner] for topic in TOPICS])
_PARTNERS = np.array([TEAM_NUMBER[topic.partner] for topic in TOPICS])
_MEDIAN_SECONDS = np.array([topic.hours * 3_600 for topic in TOPICS])
_TOPIC_EASE = np.array([topic.ease for topic in TOPICS])
_PLOT_EASE = np.array([plot.ease for plot in PLOTS])
_EASE: Final = 1.5
"""The logit of being solved of a case in which nothing is hard."""
_SPREAD: Final = 0.95
_USUAL_STEPS: Final = 7
_LONGEST: Final = 15 * 10 * 3_600
_LONGEST_FAREWELL: Final = 3 * 10 * 3_600
_STEP: Final = 60
_TURNS: Final = ("resolved", "closed", "reopened")
_AMOUNTS = {"granted": (500, 12_000), "remedied": (1_000, 6_000), "retention_offer": (2_000, 25_000)}
_AMOUNT_BOUNDS = np.array([_AMOUNTS.get(kind, (0, 0)) for kind in EVENT_KINDS])
_SPOKEN = np.isin(EVENT_KINDS, ["opened", "replied", "asked_again", "notice_to_leave", "retention_offer"])
_NOBODY_ACTS = np.isin(EVENT_KINDS, ["opened", "asked_again", "transferred", "escalated", "reopened", "left"])
_NOTE_FIRST = np.array([first for first, _ in NOTE_SPANS])
_NOTE_COUNT = np.array([count for _, count in NOTE_SPANS])


@dataclass(frozen=True)
class Endings:
    """How the cases of a batch ended."""

    resolved: Ints
    closed: Ints
    """NEVER while not (yet) so."""
    resolver: Ints
    solved: Flags


@dataclass(frozen=True)
class Played:
    """The events of a batch of cases, by number; -1 is nobody."""

    case: Ints
    """Place of the case in the batch."""
    at: Ints
    kind: Ints
    team: Ints
    giver: Ints
    person: Ints
    rule: Ints


@dataclass(frozen=True)
class Steps:
    """The steps that a batch of cases runs through: of which case, and how far into it."""

    length: Ints
    """Steps of each case; the others are by step."""
    case: Ints
    place: Ints
    kind: Ints
    slot: Ints
    giver: Ints
    names_rule: Flags


@dataclass(frozen=True)
class Stage:
    """What every batch is played with."""

    script: Script
    customers: Customers
    staff: Staff
    calendar: Calendar
    seed: int


def play(stage: Stage, cases: Cases, batch: int) -> tuple[Played, Endings]:
    """Run the cases of a batch through their plots up to the end of the data."""
    chance = stream(stage.seed, "events", batch)
    steps = _steps(stage.script, cases)
    teams = _teams(cases, stage.customers)
    people = _people(chance, stage.staff, teams, cases.priority)
    played = Played(
        steps.case,
        _times(chance, stage, cases, steps),
        steps.kind,
        teams[steps.case, steps.slot],
        np.where(steps.giver >= 0, teams[steps.case, steps.giver], -1),
        np.where(_NOBODY_ACTS[steps.kind], -1, people[steps.case, steps.slot]),
        np.where(steps.names_rule, cases.rule[steps.case], -1),
    )
    played = _by_machine(chance, stage.staff, cases, played)
    known = _only(played, played.at < stage.calendar.end)
    return known, _endings(chance, stage.staff, cases, known)


def event_columns(stage: Stage, cases: Cases, first_case: int, first_event: int, played: Played) -> Columns:
    """The columns of `events` for a batch whose first case and event have these numbers."""
    chance = stream(stage.seed, "event columns", first_case)
    count, kind = len(played.case), played.kind
    in_case = kind != KIND["left"]
    note = _NOTE_FIRST[kind] + (chance.random(count) * _NOTE_COUNT[kind]).astype(np.int64)
    written = (_NOTE_COUNT[kind] > 0) & (chance.random(count) < 0.7)
    return {
        "event_id": ids("E", 10, first_event + np.arange(count)),
        "case_id": ids("K", 9, first_case + played.case, in_case),
        "customer_id": ids("C", 7, cases.customer[played.case]),
        "happened_at": times(played.at),
        "kind": chosen(EVENT_KINDS, kind),
        "team_id": chosen([team.id for team in TEAMS], np.where(in_case, played.team, -1)),
        "person_id": chosen(stage.staff.ids, played.person),
        "from_team_id": chosen([team.id for team in TEAMS], played.giver),
        "rule_id": chosen([rule.id for rule in RULES], played.rule),
        "channel": chosen(CHANNELS, np.where(_SPOKEN[kind], cases.channel[played.case], -1)),
        "amount": _amounts(chance, kind),
        "note": chosen(NOTE_TEXTS, np.where(written, note, -1)),
    }


def case_columns(cases: Cases, first_case: int, endings: Endings) -> Columns:
    """The columns of `cases` for a batch whose first case has this number."""
    closed = endings.closed < NEVER
    outcome = np.where(closed, np.where(endings.solved, 0, 1), -1)
    return {
        "case_id": ids("K", 9, first_case + np.arange(len(cases))),
        "customer_id": ids("C", 7, cases.customer),
        "opened_at": times(cases.opened),
        "resolved_at": times(np.where(endings.resolved < NEVER, endings.resolved, 0), endings.resolved < NEVER),
        "closed_at": times(np.where(closed, endings.closed, 0), closed),
        "channel": chosen(CHANNELS, cases.channel),
        "topic": chosen([topic.name for topic in TOPICS], cases.topic),
        "priority": chosen(PRIORITIES, cases.priority),
        "moment": chosen([topic.moment for topic in TOPICS], cases.topic),
        "outcome": chosen(("solved", "not solved"), outcome),
    }


def _steps(script: Script, cases: Cases) -> Steps:
    row = cases.plot * 2 + cases.front_owned()
    length = steps_of(cases)
    case = np.repeat(np.arange(len(cases)), length)
    place = np.arange(len(case)) - np.repeat(np.cumsum(length) - length, length)
    step = np.repeat(script.first[row], length) + place
    return Steps(
        length, case, place, script.kind[step], script.slot[step], script.giver[step], script.names_rule[step] == 1
    )


def _teams(cases: Cases, customers: Customers) -> Ints:
    """The team in each slot of each case."""
    front = customers.region[cases.customer]
    owner = np.where(_OWNERS[cases.topic] < 0, front, _OWNERS[cases.topic])
    fixed = [np.full(len(cases), TEAM_NUMBER[name]) for name in ("RETENTION", "CARE")]
    return np.stack([front, owner, _PARTNERS[cases.topic], *fixed], axis=1)


def _people(chance: np.random.Generator, staff: Staff, teams: Ints, priority: Ints) -> Ints:
    """Who takes the case in each slot; one person where two slots are the same team."""
    taken = staff.taker(chance, teams.ravel(), np.repeat(priority, len(SLOTS))).reshape(teams.shape)
    taken[:, 1] = np.where(teams[:, 0] == teams[:, 1], taken[:, 0], taken[:, 1])
    return taken


def _times(chance: np.random.Generator, stage: Stage, cases: Cases, steps: Steps) -> Ints:
    """When each step happens: spread over the case's own span of office hours, never before the step before it."""
    span = _spans(chance, cases, steps.length)
    share = (steps.place - 1 + 0.05 + 0.9 * chance.random(len(steps.place))) / (steps.length - 1)[steps.case]
    worked = (share * span[steps.case]).astype(np.int64) + _STEP * steps.place
    at = clock_time(office_seconds(cases.opened)[steps.case] + worked)
    at = np.where(steps.place == 0, cases.opened[steps.case], at)
    return np.where(steps.kind == KIND["left"], stage.customers.left[cases.customer[steps.case]], at)


def _spans(chance: np.random.Generator, cases: Cases, length: Ints) -> Floats:
    """Office seconds from opening to closing: heavy-tailed, longer with more steps, short for farewells."""
    typical = _MEDIAN_SECONDS[cases.topic] * (length / _USUAL_STEPS) ** 1.5
    spans = typical * np.exp(_SPREAD * chance.standard_normal(len(cases)))
    return np.minimum(spans, np.where(cases.plot > STUCK, _LONGEST_FAREWELL, _LONGEST))


def _by_machine(chance: np.random.Generator, staff: Staff, cases: Cases, played: Played) -> Played:
    """The same events, but a machine opens all cases and assigns them within the minute, day and night."""
    if staff.machine < 0:
        return played
    first = np.diff(played.case, prepend=-1) > 0
    second = np.roll(first, 1)
    person = np.where(first | second, staff.machine, played.person)
    at = np.where(second, cases.opened[played.case] + chance.integers(2, 45, len(first)), played.at)
    return replace(played, person=person, at=at)


def _only(played: Played, which: Flags) -> Played:
    return Played(*(getattr(played, field.name)[which] for field in fields(played)))


def _endings(chance: np.random.Generator, staff: Staff, cases: Cases, played: Played) -> Endings:
    resolved, closed, reopened = (_last(played, kind, played.at, len(cases)) for kind in _TURNS)
    resolver = _last(played, "resolved", played.person, len(cases))
    again = reopened >= 0
    return Endings(
        np.where((resolved < 0) | (again & (resolved < reopened)), NEVER, resolved),
        np.where((closed < 0) | (again & (closed < reopened)), NEVER, closed),
        resolver,
        _solved(chance, staff, cases, resolver),
    )


def _last(played: Played, kind: str, values: Ints, cases: int) -> Ints:
    """The value at the last event of a kind in each case, -1 where there is none."""
    found = np.full(cases, -1)
    which = played.kind == KIND[kind]
    found[played.case[which]] = values[which]  # of several in one case the last one stays
    return found


def _solved(chance: np.random.Generator, staff: Staff, cases: Cases, resolver: Ints) -> Flags:
    ease = np.array(PRIORITY_EASE)[cases.priority] + _TOPIC_EASE[cases.topic] + _PLOT_EASE[cases.plot]
    logit = _EASE + ease + staff.skill[resolver] * (resolver >= 0)
    return np.asarray(chance.random(len(cases)) < 1 / (1 + np.exp(-logit)))


def _amounts(chance: np.random.Generator, kind: Ints) -> pa.Array:
    low, high = _AMOUNT_BOUNDS[kind].T
    cents = (low + (high - low) * chance.random(len(kind)) ** 2).astype(np.int64) // 50 * 50
    return money(cents, high > 0)
