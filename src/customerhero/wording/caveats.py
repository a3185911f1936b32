"""What speaks against reading too much into a finding: a sentence for each code an insight uses."""

from __future__ import annotations

from typing import Final

from customerhero.findings import Caveat
from customerhero.wording.words import ENGLISH, Words

CAVEATS: Final[dict[str, tuple[str, ...]]] = {
    "adjusted_by_topic": ("Compared with all others that have the same mix of topics.",),
    "also_changed": (
        "Other things changed at that time: {what}.",
        "Other things changed at that time.",
    ),
    "associated": ("Associated with it, not shown to be its cause.",),
    "associated_not_caused": ("Associated with it, not shown to be its cause.",),
    "answers_less": (
        "Only {own:one} of 100 invited customers answered here, against {usual:one} of all: those who did not "
        "may think "
        "otherwise.",
        "Fewer of those invited answered here: those who did not may think otherwise.",
    ),
    "compared_within_role": (
        "Compared with {peers} people of the role {role}.",
        "Compared with {peers} in all: no roles are recorded.",
        "Compared with others at the same mix of work.",
    ),
    "credit_shared": ("A case's credit is shared equally among all who acted in it.",),
    "hidden_difficulty": ("Work that is easier in a way no column records would look the same.",),
    "milder_cut": (
        "Were a milder answer to count as good as well, it would be less sure ({per_100:one} of 100).",
        "Were a milder answer to count as good as well, it would be less sure.",
    ),
    "counted_on_every_route": ("A case that took several routes counts on each of them.",),
    "few_cases": ("Only {n} cases: the interval is wide.", "Few cases: the interval is wide."),
    "handoffs_used": ("Hand-offs are the {which} ones.", "Hand-offs are counted one way only."),
    "joined_before_facts": ("Customers who joined before the facts begin are counted from then on.",),
    "without_start": (
        "Customers without a day of joining are left out: {customers}.",
        "Customers without a day of joining are left out.",
    ),
    "topic_unknown": (
        "Cases without a topic count as being about the same thing: {cases}.",
        "Cases without a topic count as being about the same thing.",
    ),
    "simpler_cases": (
        "{own:one} of 100 of these cases needed nobody else, against {usual:one} of those of others beside "
        "them: simpler cases may be sent here.",
        "More of these cases than usual needed nobody else: simpler cases may be sent here.",
    ),
    "too_young_to_tell": (
        "Cases closed too lately to tell are left out: {cases}.",
        "Cases closed too lately to tell are left out.",
    ),
    "holder_unknown": (
        "Cases of which nobody knows who held them: {cases}.",
        "Who held the case is not known for some cases.",
    ),
    "legitimate_left_out": (
        "Hand-offs on routes declared legitimate are left out: {handoffs}.",
        "Hand-offs on routes declared legitimate are left out.",
    ),
    "linked_cases": (
        "Counted only because of other cases of the same customer about the same topic: {cases}.",
        "Cases of the same customer about the same topic are counted together.",
    ),
    "by_chance_too": (
        "Customers with many cases come back by chance too: the others are counted as if theirs had as many, by who "
        "comes back in the {days} days after the first {days}.",
        "Customers with many cases come back by chance too: the others are counted as if theirs had as many.",
    ),
    "linked_left_out": (
        "Not counted here: cases passed around only together with others of the same customer: {cases}.",
        "Cases passed around only together with others of the same customer are not counted here.",
    ),
    "designed_ways": (
        "Passed around only on ways that most cases of their kind take, which may be meant to be: {cases}.",
        "Some are passed around only on ways that most cases of their kind take, which may be meant to be.",
    ),
    "low_response": (
        "Only {per_100:one} of 100 invited answered: those who did not may think otherwise.",
        "Few of those invited answered: those who did not may think otherwise.",
    ),
    "others_moved_as_much": (
        "{large} of {groups} groups the change never touched moved as much.",
        "Groups the change never touched moved as much.",
    ),
    "groups_moved_too": (
        "The groups it never touched moved as well ({moved:signed}): were they touched after all, this shows only a "
        "part. Without them the figure moved by {alone:signed}.",
        "The groups it never touched moved as well: were they touched after all, this shows only a part.",
    ),
    "course_growing": (
        "It came bit by bit over about {weeks} weeks: by now it is more than this mean.",
        "It came bit by bit: by now it is more than this mean.",
    ),
    "course_passing": (
        "It was gone again after about {weeks} weeks: by now less is left than this mean.",
        "It was soon gone again: by now less is left than this mean.",
    ),
    "course_fading": ("It fades: by now less is left than this mean.",),
    "course_later": (
        "Another shift from about {day:day} on, {weeks} weeks after the change, is not counted as its effect.",
        "Another shift soon after the change is not counted as its effect.",
    ),
    "course_earlier": (
        "Another shift from about {day:day} on, {weeks} weeks before the change, is not counted as its effect.",
        "Another shift before the change is not counted as its effect.",
    ),
    "course_not_alike": ("The weeks since are not alike: only their mean is told.",),
    "season_not_seen": ("Less than two years of weeks and no comparison group: a yearly season could look like this.",),
    "weeks_doubted": (
        "The {weeks} weeks before the change count less: things may have been at their worst just then.",
        "The weeks just before the change count less: things may have been at their worst just then.",
    ),
    "weeks_left_out": (
        "The {weeks} weeks before the change are left out: things may have been at their worst just then.",
        "The weeks just before the change are left out: things may have been at their worst just then.",
    ),
    "many_compared": (
        "{groups} groups were compared; only differences beyond chance for that many are told.",
        "Many groups were compared; only differences beyond chance for that many are told.",
    ),
    "not_adjusted_for_tenure": ("Not adjusted for how long customers had been here.",),
    "notice_as_recorded": ("Notice counts from the day it was recorded; it may have been given earlier.",),
    "other_currencies_left_out": ("Revenue in other currencies is left out of the value.",),
    "shared_accounts_not_linked": (
        "Customers who look like shared accounts, whose cases are not counted together: {customers}.",
        "Customers who look like shared accounts are not counted together.",
    ),
    "visible_handoffs_used": (
        "Counted are the {visible} hand-offs visible in the events; the source itself reports {reported}.",
        "Counted are the hand-offs visible in the events; the source reports another number.",
    ),
}
"""The fullest sentence first; the first whose facts are all known is told."""


def caveat_sentence(caveat: Caveat, words: Words = ENGLISH) -> str:
    """The sentence of a caveat; a code without one is told as it is, so that no caveat is ever lost."""
    for message in CAVEATS.get(caveat.code, ()):
        if words.can_tell(message, caveat.facts):
            return words.tell(message, caveat.facts)
    plain = caveat.code.replace("_", " ")
    return words.tell("Note: {caveat}.", {"caveat": plain})
