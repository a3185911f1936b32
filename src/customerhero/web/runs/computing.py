"""What a run computes: the one module of the web that asks the whole lake and draws. Only workers import it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from customerhero.agenda import AgendaOptions, agenda, option_values, question_named, team_names
from customerhero.facts.lake import Lake
from customerhero.findings import Finding, Picture
from customerhero.findings.agenda import Agenda
from customerhero.reports.drawings import drawing_for_page, inline, picture_for_page
from customerhero.reports.paper import agenda_pdf
from customerhero.reports.workbook import agenda_xlsx
from customerhero.web.look.words import words_now
from customerhero.web.runs.credit import credited, with_accounts, without_credit
from customerhero.web.runs.drilling import zone_of_figures
from customerhero.web.runs.illustrations import pictures_of
from customerhero.web.runs.models import Run
from customerhero.web.runs.settings_of_insights import settled
from customerhero.web.runs.storing import Computed
from customerhero.wording.insights import insight_title
from customerhero.wording.languages import words_in

Tell = Callable[[str, int, int], None]


def computed(run: Run, tell: Tell) -> Computed | None:
    """The agenda a run wants, its pictures and reports; None as long as nothing has happened that it could tell of.

    LakeError, FactsError or QuestionError when it cannot be made.
    """
    with translation.override(settings.LANGUAGE_CODE):
        lake = Lake.open(settings.LAKE)
        commit, facts = _newest(lake, run), lake.facts(as_of=run.as_of, zone=zone_of_figures(lake), afresh=True)
        if facts.known_until is None:  # people, teams or rules alone, which are good to bring first
            return None
        options = _options_of(run)
        made = agenda(facts, options, lambda name, done, total: tell(insight_title(name, words_now()), done, total + 1))
        tell(_("Pictures and reports"), len(made.answers), len(made.answers) + 1)
        names, told = team_names(facts), without_credit(made)
        return Computed(
            agenda=with_accounts(told, made),
            credited=credited(made),
            lake_commit=commit,
            findings_drawn={
                one.key: drawing_for_page(one, _id(one.key), words_now()) for one in (*made.everything, *made.apart)
            },
            drawings=dict(_drawings(made, names)),
            team_names=names,
            options=_options_asked(made, options),
            reports=dict(_reports(told)),
        )


def found_again(run: Run, path: Path) -> list[Finding]:
    """The findings of a finished run computed again over a lake that holds what it saw, such as a restored one."""
    with translation.override(settings.LANGUAGE_CODE):
        lake = Lake.open(path)
        seen = next((entry.at for entry in lake.history() if entry.number == run.lake_commit), None)
        made = agenda(lake.facts(as_of=seen, zone=zone_of_figures(lake)), _options_of(run))
        return [*without_credit(made).everything, *credited(made)]


def newest_commit() -> int | None:
    """The number of the lake's newest commit; None when there is no lake yet."""
    if not settings.LAKE.exists():
        return None
    history = Lake.open(settings.LAKE).history()
    return history[-1].number if history else None


def _newest(lake: Lake, run: Run) -> int:
    known = [entry.number for entry in lake.history() if run.as_of is None or entry.at.date() <= run.as_of]
    return max(known, default=0)


def _drawings(made: Agenda, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for answer in made.answers.values():
        for name, picture in pictures_of(answer, names):
            yield name, _drawn(picture, name)


def _drawn(picture: Picture | str, name: str) -> str:
    if isinstance(picture, str):
        return inline(picture, re.sub(r"\W", "-", name))
    return picture_for_page(picture, re.sub(r"\W", "-", name), words=words_now())


def _reports(told: Agenda) -> Iterator[tuple[tuple[str, str], bytes]]:
    for language, _name in settings.LANGUAGES:
        words = words_in(language)
        yield ("pdf", language), agenda_pdf(told, words)
        yield ("xlsx", language), agenda_xlsx(told, words)


def _id(key: str) -> str:
    """A name for a drawing's inner ids: keys hold what no id may."""
    return f"f{sha256(key.encode()).hexdigest()[:10]}"


def _options_of(run: Run) -> AgendaOptions:
    return AgendaOptions(
        run.month or None,
        company=settings.COMPANY,
        people=settings.PEOPLE_RESULTS,
        kinds_apart=frozenset({"person"}),  # credit is told to those who are named before anybody else
        settings=settled(),
    )


def _options_asked(made: Agenda, options: AgendaOptions) -> dict[str, dict[str, str]]:
    """What each answer was asked with, as text."""
    asked = {}
    for name in made.answers:
        question = question_named(name)
        shared = {"month": made.month, "smallest_group": options.smallest_group, "people": options.people}
        known = dict(option_values(question))
        given = {option: value for option, value in shared.items() if option in known}
        asked[name] = dict(option_values(question, {**given, **options.settings.get(name, {})}))
    return asked
