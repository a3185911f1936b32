"""Words that stand for no value: those of tools and spreadsheets, and those of people in several languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_OF_TOOLS: Final = (
    "nan", "-nan", "none", "null", "nil", "<na>", "<null>", "<none>", "na", "n/a", "#n/a", "#n/a n/a", "#na", "\\n",
    "(null)", "(none)", "(blank)", "(empty)", "[null]", "[blank]", "(leer)", "(vide)", "(vuoto)",
    "(en blanco)", "(vazio)",
    "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#nv", "#bezug!", "#wert!", "#zahl!", "#null",
    "undefined",
    "1.#qnan", "-1.#ind", "1.#ind", "#error!", "#fehler!", "#valeur!", "#nom?", "#¡ref!", "#¡valor!",
    "#valor!", "#¿nombre?",
)  # fmt: skip
_OF_PEOPLE: Final = (
    "?", "??", "???", "-", "--", "---", "–", "—", ".", "..", "...", "…",
    "n.a.", "n. a.", "n.a", "n/d", "n.d.", "n. d.", "n.d", "n.v.", "n. v.", "n/v", "not available", "not applicable",
    "not specified", "not provided", "no data", "no value",
    "k. a.", "k.a.", "k. a", "k.a", "k/a", "keine angabe", "keine angaben", "ohne angabe", "o. a.", "o.a.",
    "nicht verfügbar", "nicht vorhanden", "nicht angegeben", "nicht bekannt", "keine daten",
    "s/d", "s.d.", "sin datos", "sin dato", "sin información", "no disponible", "no aplica", "sem dados",
    "sem informação", "não informado", "não disponível", "não aplicável", "em branco", "en blanco",
    "non renseigné", "non renseignée", "non disponible", "non communiqué", "sans objet",
    "non disponibile", "non applicabile", "nessun dato", "n.b.", "onbekend", "niet bekend", "geen gegevens",
    "niet van toepassing", "n.v.t.", "nvt", "b.d.", "brak danych", "ei tietoa", "uppgift saknas",
    "ingen data", "нет данных", "н/д", "不明", "なし", "無し", "該当なし", "未设置", "无", "없음",
)  # fmt: skip

_OF_NO_DAY: Final = ("99991231", *(
    f"{day}{time}"
    for day in (
        "9999-12-31", "31.12.9999", "31/12/9999", "12/31/9999", "9999/12/31", "31-12-9999",
        "0000-00-00", "00.00.0000", "00/00/0000", "0001-01-01",
    )
    for time in (
        "", *(f"{mark}{clock}" for mark in " T" for clock in ("00:00", "00:00:00", "23:59:59", "00:00:00Z")),
        " 00:00:00.000", "T00:00:00.000Z", "T23:59:59Z",
    )
))  # fmt: skip
"""Days that databases write where there is none: so that whoever stays does not leave in the year 9999."""

OF_NOBODY: Final = (
    "unknown", "(unknown)", "unkown", "not known", "no customer", "nobody", "no one", "anonymous", "anon",
    "not assigned",
    "unassigned", "unbekannt", "(unbekannt)", "niemand", "anonym", "kein kunde", "ohne", "nicht zugewiesen",
    "nicht zugeordnet", "inconnu", "inconnue", "anonyme", "non assigné", "non attribué", "desconocido", "desconocida",
    "anónimo", "sin asignar", "sin cliente", "desconhecido", "desconhecida", "anônimo", "não atribuído", "sconosciuto",
    "sconosciuta", "anonimo", "non assegnato", "anoniem", "niet toegewezen", "nieznany", "okänd", "ukendt", "ukjent",
    "tuntematon", "неизвестно", "00000000-0000-0000-0000-000000000000", "void",
)  # fmt: skip
"""Read as missing where an id is looked for: a topic may be called so, a customer or team is not."""

LIKE_NOBODY: Final = (
    "0", "00", "000", "0000", "00000", "000000", "0000000", "00000000", "-1", "1900-01-00", "xxx", "xxxx", "x", "xx",
    "9999", "99999", "999999", "9999999", "99999999", "test", "dummy", "default", "guest", "gast", "invité", "invitado",
    "other", "others", "sonstige", "sonstiges", "divers", "diverse", "autre", "otro", "tbd", "todo", "n",
    "na na", "noname",
    "no name", "kunde", "customer", "client", "cliente",
)  # fmt: skip
"""An id that is called so is told, and stays."""


def written(words: Iterable[str]) -> tuple[str, ...]:
    """These words in the ways people write them: small, in capitals, with a capital first, or one for some words."""
    ways = (str, str.lower, str.upper, str.capitalize, str.title, lambda word: word[0] + word.title()[1:])
    return tuple(dict.fromkeys(way(word) for word in words for way in ways))


MARKS: Final = (*written((*_OF_TOOLS, *_OF_PEOPLE)), *_OF_NO_DAY, "NaN", "NaT")
"""Read as missing in every column."""
