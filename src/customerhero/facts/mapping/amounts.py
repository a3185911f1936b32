"""A mapping's numbers and amounts as DuckDB SQL, and the same reading of a single text in Python.

An amount may carry its currency, blanks, points or commas of thousands, a minus before or behind it or brackets in its
place. One decimal mark holds for all of them: what does not fit it is no amount, rather than another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from customerhero.facts.currencies import CODES, OPEN_SIGNS, SIGNS, TAKEN, WITH_THOUSANDTHS, WITHOUT_CENTS, may_be
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import MINOR_UNITS, FromColumns, Value
from customerhero.facts.twins import text_sql

_BLANK: Final = "[\\s\u00a0\u2007\u2009\u202f]"
_APOSTROPHE: Final = "['\u2019\u02bc\u00b4`]"
_MINUS: Final = "[-\u2212\u2013]"
_LETTER: Final = "[A-Za-z\u00c0-\u024f\u0400-\u04ff\u5143\u5186]"
_SIGN: Final = "[$\u20ac\u00a3\u00a5\uffe5\u20b9\u20a9\u20bd\u20ba\u20b4\u20aa\u0e3f\u20ab\u20b1\u20a6]"
_CURRENCY: Final = f"[A-Za-z.]{{0,4}}{_SIGN}{_LETTER}{{0,3}}|{_LETTER}{{1,12}}\\.?(?:[ -]{_LETTER}{{1,12}})?"
_PARTS: Final = ("open", "minus", "before", "late", "body", "even", "cent", "after", "behind", "close")
_SHAPE: Final = (
    f"(\\(?){_BLANK}*((?:{_MINUS}|\\+)?){_BLANK}*((?:{_CURRENCY})?){_BLANK}*({_MINUS}?){_BLANK}*"
    f"(\\d(?:[\\d.,]|{_APOSTROPHE}|{_BLANK})*?|[.,]\\d+)((?:[.,]{_BLANK}?[-\u2212\u2013\u2014]{{1,2}})?){_BLANK}*(%?){_BLANK}*"
    f"((?:{_CURRENCY})?){_BLANK}*({_MINUS}?){_BLANK}*(\\)?)"
)


def _bodies(mark: str, between: str, more: str = "") -> str:
    rest = f"(?:{mark}\\d*)?"
    grouped = "|".join(f"[1-9]\\d{{0,2}}(?:{gap}\\d{{3}})+{rest}" for gap in (between, _BLANK, _APOSTROPHE))
    return f"{grouped}{more}|\\d+{rest}|{mark}\\d+"


_BODIES: Final = {
    ".": _bodies("\\.", ",", "|[1-9]\\d?(?:,\\d{2})+,\\d{3}(?:\\.\\d*)?"),  # the last as in India: 12,34,567.00
    ",": _bodies(",", "\\."),
}
OTHER_MARK: Final = {".": ",", ",": "."}
_MONEY: Final = "DECIMAL(18,4)"


def number(text: str, sql_type: str, header: Header, value: Value, currency: str = "") -> str:
    """SQL for the text as a number of this SQL type, by the mapping's decimal mark; NULL where it is none.

    `currency` is SQL for the code of the row's currency: an amount that carries the sign of another one is none.
    """
    mark = "." if _is_typed(value, header) else header.mapping.decimal
    quick = f"TRY_CAST({text} AS {sql_type})"
    if mark == ",":
        quick = f"CASE WHEN NOT contains({text}, '.') THEN TRY_CAST(replace({text}, ',', '.') AS {sql_type}) END"
    return f"coalesce({_finite(quick, sql_type)}, {_shaped(text, sql_type, mark, currency)})"


def scaled(amount: str, value: Value, currency: str = "") -> str:
    """SQL for an amount told in another unit, such as cents; of what a unit is of the row's currency, where asked."""
    factor = value.scale if isinstance(value, FromColumns) else ""
    if not factor:
        return amount
    told = f"CAST({text_sql(factor)} AS DECIMAL(16,4))"
    if factor == MINOR_UNITS:
        thousandths, whole = (", ".join(map(text_sql, codes)) for codes in (WITH_THOUSANDTHS, WITHOUT_CENTS))
        told = f"CASE WHEN {currency} IN ({whole}) THEN 1 WHEN {currency} IN ({thousandths}) THEN 0.001 ELSE 0.01 END"
        told = f"CAST({told} AS DECIMAL(16,4))"
    # no product of these has more digits than there are; it is none when the contract's type cannot hold it
    return f"TRY_CAST(CAST({amount} AS DECIMAL(22,4)) * {told} AS {_MONEY})"


def currency_of(text: str) -> str:
    """SQL for the ISO 4217 code that a text stands for: a code, a sign, a name, or an amount that carries one."""
    beside = _parsed(text, f"coalesce({_code('m.after')}, {_code('m.before')})")
    told = f"CASE WHEN regexp_matches({text}, '\\d') THEN {beside} ELSE {_code(text)} END"
    return f"CASE WHEN {text} IN ('EUR', 'USD', 'GBP', 'CHF') THEN {text} ELSE {told} END"


def read_amount(text: str, mark: str) -> Decimal | None:
    """The amount a text tells by this decimal mark; None where it is none. As `number` reads it."""
    if re.fullmatch(f"[-+]?\\d+(\\{mark}\\d+)?[eE][-+]?\\d+", text.strip(), re.ASCII):
        return Decimal(text.strip().replace(mark, "."))
    if (parts := _taken_apart(text)) is None or parts["cent"]:
        return None
    minus = [parts[name] for name in ("minus", "late", "behind") if parts[name]]
    is_odd = bool(parts["open"]) != bool(parts["close"]) or len(minus) + len(parts["open"]) > 1
    is_odd |= parts["even"][:1] not in ("", mark) and bool(re.search("[.,]", parts["body"]))
    if is_odd or not re.fullmatch(_BODIES[mark], parts["body"], re.ASCII) or not _fits(parts):
        return None
    digits = re.sub(f"{_BLANK}|{_APOSTROPHE}|\\{OTHER_MARK[mark]}", "", parts["body"]).replace(mark, ".")
    is_negative = parts["open"] or (minus and minus != ["+"])
    return (-1 if is_negative else 1) * Decimal(digits)


def currencies_in(text: str) -> tuple[str, ...]:
    """The codes of the currencies that an amount's own sign or name may stand for; none where it carries none."""
    parts = _taken_apart(text)
    return (may_be(parts["after"]) or may_be(parts["before"])) if parts else ()


def is_amount(text: str) -> bool:
    """Whether a text is an amount by one mark or the other."""
    return any(read_amount(text, mark) is not None for mark in OTHER_MARK)


def amounts_remedy(values: Sequence[str], mark: str = ".") -> str:
    """What to do where none of these values could be read as an amount by this decimal mark; empty where unknown."""
    other = OTHER_MARK[mark]
    read = [value for value in values if read_amount(value, other) is not None]
    if read:
        some = "all of them" if len(read) == len(values) else f"{len(read):,} of {len(values):,}"
        return f'With `decimal: "{other}"` in the mapping {some} can ({read[0]} as {read_amount(read[0], other)}).'
    if values and all((parts := _taken_apart(value)) and parts["cent"] for value in values):
        return "They are per cents: name the column that holds the amounts."
    return ""


def _taken_apart(text: str) -> dict[str, str] | None:
    found = re.fullmatch(_SHAPE, text.strip(), re.ASCII)
    return dict(zip(_PARTS, (part.strip() for part in found.groups()), strict=True)) if found else None


def _fits(parts: dict[str, str]) -> bool:
    told = [may_be(parts[name]) for name in ("before", "after") if parts[name]]
    return all(told) and (len(told) < 2 or bool(set(told[0]) & set(told[1])))


def _is_typed(value: Value, header: Header) -> bool:
    """Whether the source itself says that it is a number: its decimal mark is a point, whatever the mapping's is."""
    if not isinstance(value, FromColumns):
        return False
    names = [found for name in value.columns if (found := header.find(name))]
    return bool(names) and all(header.types[name] != "VARCHAR" for name in names)


def _finite(number_sql: str, sql_type: str) -> str:
    return f"CASE WHEN isfinite({number_sql}) THEN {number_sql} END" if sql_type == "DOUBLE" else number_sql


def _parsed(text: str, of_parts: str) -> str:
    """SQL over `m`, the parts of a text that has the shape of an amount; NULL for any other."""
    names = ", ".join(f"'{name}'" for name in _PARTS)
    parts = f"regexp_extract(trim({text}), {text_sql(f'^(?:{_SHAPE})$')}, [{names}])"
    return f"list_transform([{parts}], lambda m: CASE WHEN m.body <> '' THEN {of_parts} END)[1]"


def _shaped(text: str, sql_type: str, mark: str, currency: str) -> str:
    minus = "replace(m.minus, '+', '') || m.late || m.behind"
    gaps = text_sql(f"{_BLANK}|{_APOSTROPHE}|\\{OTHER_MARK[mark]}")
    digits = f"replace(regexp_replace(m.body, {gaps}, '', 'g'), '{mark}', '.')"
    told = f"TRY_CAST(CASE WHEN m.open <> '' OR {minus} <> '' THEN '-' ELSE '' END || {digits} AS {sql_type})"
    if sql_type == "DOUBLE":
        told = f"{told} / CASE WHEN m.cent = '' THEN 1 ELSE 100 END"
    plain = [f"regexp_full_match(trim(m.body), {text_sql(_BODIES[mark])})", "(m.open = '(') = (m.close = ')')"]
    plain += ["length(m.open || m.minus || m.late || m.behind) <= 1"]
    plain += [f"(m.even = '' OR m.even[1] = '{mark}' OR NOT regexp_matches(m.body, '[.,]'))"]
    if sql_type == "DOUBLE":  # a rate of 1,085 is seldom a thousand: where a mark alone decides, it is none
        plain += ["NOT regexp_full_match(trim(m.body), '[1-9]\\d{0,2}[.,]\\d{3}')"]
    else:
        plain += ["m.cent = ''"]
    plain += [_fitting("m.before", "m.after", currency)]
    return _parsed(text, f"CASE WHEN {' AND '.join(plain)} THEN {told} END")


def _fitting(before: str, after: str, currency: str) -> str:
    """SQL for whether what stands beside an amount is its currency, and no other than that of its row."""
    one = f"({before} = '' OR {_codes(before)} IS NOT NULL)"
    other = f"({after} = '' OR {_codes(after)} IS NOT NULL)"
    both = f"({before} = '' OR {after} = '' OR list_has_any({_codes(before)}, {_codes(after)}))"
    told = f"CASE WHEN {after} = '' THEN {_codes(before)} ELSE {_codes(after)} END"
    rows = f"coalesce(list_contains({told}, {currency}), true)"
    bare = f"{before} = '' AND {after} = ''"
    return f"({bare} OR ({one} AND {other} AND {both}{f' AND {rows}' if currency else ''}))"


def _small(word: str) -> str:
    return f"lower(trim({word}))"


def _code(word: str) -> str:
    """SQL for the one code a word stands for."""
    return f"CASE WHEN {_is_code(word)} THEN upper({word}) ELSE {_ONE_CODE}[{_small(word)}] END"


def _codes(word: str) -> str:
    """SQL for the list of codes a word may stand for; NULL for other words."""
    return f"CASE WHEN {_is_code(word)} THEN [upper({word})] ELSE string_split({_ALL_CODES}[{_small(word)}], ' ') END"


def _is_code(word: str) -> str:
    return f"({word} <> '' AND contains({text_sql(_CODES)}, ' ' || upper({word}) || ' '))"


def _table(values: Mapping[str, str]) -> str:
    """SQL for a map as two texts: as a list of its own each value would have to be parsed and planned."""
    words, told = text_sql("|".join(values)), text_sql("|".join(values.values()))
    return f"map(string_split({words}, '|'), string_split({told}, '|'))"


_CODES: Final = f" {' '.join(sorted(CODES))} "
_ONE_CODE: Final = _table(SIGNS | TAKEN)
_ALL_CODES: Final = _table(SIGNS | {sign: " ".join(codes) for sign, codes in OPEN_SIGNS.items()})
