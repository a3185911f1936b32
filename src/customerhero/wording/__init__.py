"""Findings as sentences a manager reads, translatable, with every format in one place."""

from customerhero.wording.agenda_words import agenda_sentence, changed_sentence, nothing_sentence, quiet_sentence
from customerhero.wording.caveats import caveat_sentence
from customerhero.wording.changes import change_chip, change_sentence
from customerhero.wording.measures import measure_label, measure_parts, measure_sentence, measure_short
from customerhero.wording.phrases import headline, sentence, subject_words
from customerhero.wording.pictures import picture_sentence, picture_title
from customerhero.wording.touched import touched_label, touched_words, value_label, value_span, value_words
from customerhero.wording.words import ENGLISH, Words

__all__ = [
    "ENGLISH",
    "Words",
    "agenda_sentence",
    "caveat_sentence",
    "change_chip",
    "change_sentence",
    "changed_sentence",
    "headline",
    "measure_label",
    "measure_parts",
    "measure_sentence",
    "measure_short",
    "nothing_sentence",
    "picture_sentence",
    "picture_title",
    "quiet_sentence",
    "sentence",
    "subject_words",
    "touched_label",
    "touched_words",
    "value_label",
    "value_span",
    "value_words",
]
