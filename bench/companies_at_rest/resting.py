"""What agendas say of companies in which nothing is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.companies_at_rest.asked_again import statements_kept
from bench.companies_at_rest.drawing import drawn, months_earlier
from bench.companies_at_rest.facts import facts_in_memory
from bench.companies_at_rest.shapes import SHAPES, Shape
from customerhero.agenda import Agenda, AgendaOptions, agenda
from customerhero.facts.snapshot import Facts
from customerhero.findings import Finding

MONTHS_BEFORE = (0, 2, 5)
"""The months asked about, counted back from the last one."""


@dataclass(frozen=True)
class Told:
    """What one agenda says that it should not."""

    shape: str
    seed: int
    month: str
    hurts: tuple[str, ...]
    changes: tuple[str, ...]
    persons: tuple[str, ...]


def agendas(shape: Shape, seed: int, months: Iterable[int] = MONTHS_BEFORE) -> Iterator[Agenda]:
    """The agendas of one company, of months counted back from its last one."""
    facts = facts_of_company(shape, seed)
    for before in months:
        yield agenda(facts, AgendaOptions(month=f"{months_earlier(before):%Y-%m}"))


def facts_of_company(shape: Shape, seed: int) -> Facts:
    """The facts of one company."""
    return facts_in_memory(drawn(shape, seed))


def told_at_rest(names: Iterable[str] = SHAPES, seeds: Iterable[int] = range(1, 6)) -> Iterator[Told]:
    """What the agendas of companies of these shapes say, one by one."""
    with statements_kept():
        for name in names:
            for seed in seeds:
                yield from told_of(name, seed)


def told_of(name: str, seed: int) -> Iterator[Told]:
    """What the agendas of one company say."""
    for made in agendas(SHAPES[name], seed):
        yield told(made, name, seed)


def told(made: Agenda, name: str, seed: int) -> Told:
    """What this agenda says hurts or changed, and whom it names."""
    hurts = tuple(finding.key for finding in everything(made) if finding.tone == "hurt")
    persons = tuple(finding.key for finding in everything(made) if finding.subject.kind in ("person", "owner"))
    return Told(name, seed, made.month, hurts, tuple(finding.key for finding in made.changed), persons)


def everything(made: Agenda) -> tuple[Finding, ...]:
    """All that is told anywhere."""
    return (*made.everything, *made.apart)


def kind_of(key: str) -> str:
    """A finding's insight and kind of subject; of what is said of everybody, the id as well."""
    insight, kind, name = key.split("/", 2)
    return f"{insight}/{kind}/{name}" if kind == "organisation" else f"{insight}/{kind}"


def table(told: list[Told]) -> list[str]:
    """By shape: agendas, false hurts, agendas with any change, companies that name anybody, and what it was."""
    lines = [
        "| shape | companies | agendas | false hurts an agenda | agendas with a false change | companies naming somebody | what |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in [*dict.fromkeys(one.shape for one in told), "all"]:
        those = [one for one in told if name in (one.shape, "all")]
        what = Counter(kind_of(key) for one in those for key in one.hurts)
        what.update(f"changed: {kind_of(key)}" for one in those for key in one.changes)
        said = ", ".join(f"{kind} {many}" for kind, many in what.most_common(8 if name != "all" else 12))
        companies = {(one.shape, one.seed) for one in those}
        naming = {(one.shape, one.seed) for one in those if one.persons}
        lines.append(f"| {name} | {len(companies)} | {len(those)} | {_share(those, 'hurts', each=True)} | "
                     f"{_share(those, 'changes')} | {len(naming)} | {said} |")  # fmt: skip
    return lines


def _share(those: list[Told], name: str, *, each: bool = False) -> str:
    many = sum(len(getattr(one, name)) if each else bool(getattr(one, name)) for one in those)
    return f"{many / len(those):.2f} ({many})"
