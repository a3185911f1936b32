"""Which amounts of a file count: what void rows, credit notes, refunds and prices of one piece mean is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.contracts import REVENUE
from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.excerpts import listed
from customerhero.facts.mapping.amounts import read_amount
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.drafting import Draft, in_flow, in_quotes
from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.facts.mapping.plain_names import plain_name, squeezed
from customerhero.facts.mapping.sampling import Sampled
from customerhero.facts.twins import quoted

COUNTED, LEFT_OUT, TAKEN_OFF, WHOLE = "counted", "left_out", "taken_off", "whole"
_MOST_KINDS: Final = 30
_SHOWN: Final = 5
_VOID: Final = frozenset(
    ("void", "voided", "failed", "declined", "rejected", "draft", "cancelled", "canceled", "deleted", "uncollectible",
     "written off", "storniert", "entwurf", "fehlgeschlagen", "abgelehnt", "gelöscht", "annulé", "annulée", "brouillon",
     "échoué", "anulado", "anulada", "borrador", "geannuleerd", "annullata", "quote", "estimate", "proforma",
     "angebot", "refunded", "requires payment method", "incomplete", "abandoned")
)  # fmt: skip
_PAID: Final = frozenset(("payment", "received payment", "zahlung", "zahlungseingang", "paiement", "pago", "betaling"))
_BILLED: Final = frozenset(
    ("invoice", "sales invoice", "rechnung", "ausgangsrechnung", "facture", "factura", "factuur", "bill")
)
_BACK: Final = frozenset(
    ("refund", "refunds", "partial refund", "credit note", "credit memo", "creditnote", "creditmemo",
     "gutschrift", "rechnungskorrektur", "stornorechnung", "storno", "stornobuchung", "erstattung", "rückerstattung",
     "avoir", "remboursement", "note de crédit", "abono", "reembolso",
     "nota de crédito", "creditnota", "nota di credito",
     "rimborso", "chargeback", "reversal", "return", "retoure", "payment refund", "sales credit")
)  # fmt: skip
_SIDES: Final = frozenset(
    ("sh", "sollhaben", "sollhabenkennzeichen", "shkennzeichen", "drcr", "crdr", "debitcredit", "creditdebit")
)
_CREDITED: Final = frozenset(("h", "haben", "c", "cr", "credit"))
_PIECES: Final = frozenset(("quantity", "qty", "menge", "anzahl", "stückzahl", "quantité", "cantidad", "aantal"))
_OF_ONE: Final = frozenset(("price", "unitprice", "preis", "einzelpreis", "stückpreis", "prix", "prixunitaire"))
_REFUNDED: Final = frozenset(
    ("amountrefunded", "refundedamount", "refundamount", "refunded", "refund", "refunds", "erstattet", "erstattung",
     "erstattungsbetrag", "rückerstattung")
)  # fmt: skip


@dataclass(frozen=True)
class Counting:
    """The drafts with what was said of the rows that count, and what is taken for granted or still to be said."""

    drafts: list[Draft]
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()


def counting(staged: Path, drafts: Sequence[Draft], columns: Sequence[Sampled], answers: Mapping[str, str]) -> Counting:
    """What a file's own words say of its amounts: void and failed ones, credit notes, refunds, prices of one piece."""
    told = Counting([])
    for draft in drafts:
        one = _of_draft(staged, draft, columns, answers) if _is_of_rows(draft) else Counting([draft])
        told = Counting(
            [*told.drafts, *one.drafts],
            (*told.assumptions, *one.assumptions),
            (*told.questions, *one.questions),
        )
    return told


def _is_of_rows(draft: Draft) -> bool:
    return draft.table == REVENUE.name and {"amount", "period"} <= draft.picks.keys()


def _of_draft(staged: Path, draft: Draft, columns: Sequence[Sampled], answers: Mapping[str, str]) -> Counting:
    used = {pick.column for pick in draft.picks.values()}
    amounts = next(column for column in columns if column.name == draft.picks["amount"].column)
    left = [column for column in columns if column.name not in used and column.values]
    signed = any((_number_in(value) or 0) < 0 for value in amounts.values)
    told = Counting([draft])
    for name, counts in _kinds(staged, left).items():
        void, back = _void(counts), _back(name, counts)
        if void:
            told = _apart(told, _question_of_void(name, counts, void), void, answers)
        if back and signed:
            told = replace(told, assumptions=(*told.assumptions, _as_they_stand(name, amounts.name, back)))
        elif back:
            told = _apart(told, _question_of_back(name, counts, back), back, answers)
    return _of_pieces(_of_refunds(told, amounts, left, answers), amounts, left, answers)


def _kinds(staged: Path, columns: Sequence[Sampled]) -> dict[str, dict[str, int]]:
    """The values of each column that has few, in the whole file, and how many rows have each."""
    few = [column.name for column in columns if column.date_format is None and len(set(column.values)) <= _MOST_KINDS]
    with open_locked(Reach((staged,))) as connection:
        return {name: _counted(connection, staged, name) for name in few}


def _counted(connection: duckdb.DuckDBPyConnection, staged: Path, name: str) -> dict[str, int]:
    sql = f"SELECT CAST({quoted(name)} AS VARCHAR) AS told, count(*) FROM read_parquet({path_sql(staged)})"
    found = connection.execute(f"{sql} GROUP BY told ORDER BY count(*) DESC, told LIMIT 1000").fetchall()
    return {value: count for value, count in found if value}


def _void(counts: Mapping[str, int]) -> list[str]:
    billed = any(plain_name(value) in _plain(_BILLED) for value in counts)
    words = _plain(_VOID | _PAID) if billed else _plain(_VOID)
    return [value for value in counts if plain_name(value) in words]


def _back(name: str, counts: Mapping[str, int]) -> list[str]:
    billed = any(plain_name(value) in _plain(_BILLED) for value in counts)
    words = _plain(_BACK | {"credit"}) if billed else _plain(_BACK)  # credit may also be a way to pay
    words = _plain(_CREDITED) if squeezed(name) in _SIDES else words
    return [value for value in counts if plain_name(value) in words]


def _question_of_void(name: str, counts: Mapping[str, int], values: list[str]) -> Question:
    choices = (Choice(LEFT_OUT, "these rows are left out"), Choice(COUNTED, "they count like the others"))
    return Question(
        f"counts:{name}", name, f"Do the amounts count where {name} is {listed(values, _SHOWN)}?",
        _share(counts, values), choices,
    )  # fmt: skip


def _question_of_back(name: str, counts: Mapping[str, int], values: list[str]) -> Question:
    choices = (
        Choice(TAKEN_OFF, "they are taken off"),
        Choice(COUNTED, "they are added like the others"),
        Choice(LEFT_OUT, "these rows are left out"),
    )
    asked = f"Are the amounts taken off where {name} is {listed(values, _SHOWN)}?"
    return Question(f"sign:{name}", name, asked, f"{_share(counts, values)} No amount is below zero.", choices)


def _share(counts: Mapping[str, int], values: list[str]) -> str:
    return f"This holds for {sum(counts[value] for value in values):,} of {sum(counts.values()):,} rows."


def _as_they_stand(name: str, amounts: str, values: list[str]) -> Assumption:
    taken = f"amounts count as they stand where it is {listed(values, _SHOWN)}"
    return Assumption(f"sign:{name}", name, taken, f"some amounts of {amounts} are below zero already")


def _apart(told: Counting, question: Question, values: list[str], answers: Mapping[str, str]) -> Counting:
    """The drafts with the rows of these values left out, taken off or counted, as was said; else with the question."""
    said = answers.get(question.key, "")
    if said not in {choice.value for choice in question.choices}:
        return _asked(told, question)
    if said == COUNTED:
        return told
    shown = ", ".join(in_quotes(value) for value in values)
    rest = f"{in_flow(question.column)}: {{not: [{shown}]}}"
    drafts = [replace(draft, only=(*draft.only, rest)) for draft in told.drafts]
    if said == TAKEN_OFF:
        rows = drafts[0].rows or "{sum: amount}"
        these = f"{in_flow(question.column)}: [{shown}]"
        minus = {"amount": f'{{column: {in_flow(drafts[0].picks["amount"].column)}, scale: "-1"}}'}
        taken = [
            replace(draft, only=(*draft.only, these), rows=rows, ways={**draft.ways, **minus}) for draft in told.drafts
        ]
        drafts = [*(replace(draft, rows=rows) for draft in drafts), *taken]
    return replace(told, drafts=drafts)


def _asked(told: Counting, question: Question) -> Counting:
    """With a question: until it is answered nothing can be imported."""
    drafts = [replace(draft, ways={**draft.ways, "amount": in_quotes(TO_BE_SAID)}) for draft in told.drafts]
    return replace(told, drafts=drafts, questions=(*told.questions, question))


def _of_refunds(told: Counting, amounts: Sampled, left: list[Sampled], answers: Mapping[str, str]) -> Counting:
    """Where a column beside the amounts tells what was refunded of them."""
    names = _squeezed(_REFUNDED)
    found = [one for one in left if squeezed(one.name) in names and any(_number_in(value) for value in one.values)]
    if not found:
        return told
    name = found[0].name
    some = sum(bool(_number_in(value)) for value in found[0].values)
    choices = (
        Choice(TAKEN_OFF, f"it is taken off {amounts.name}"),
        Choice(COUNTED, f"{amounts.name} counts as it stands"),
    )
    asked = f"Is {name} to be taken off {amounts.name}?"
    evidence = f"{some:,} of {len(found[0].values):,} rows have an amount there."
    question = Question(f"minus:{name}", name, asked, evidence, choices)
    said = answers.get(question.key, "")
    if said not in (TAKEN_OFF, COUNTED):
        return _asked(told, question)
    if said == COUNTED:
        return told
    way = f"{{column: {in_flow(amounts.name)}, minus: {in_flow(name)}}}"
    return replace(told, drafts=[_less(draft, way) for draft in told.drafts])


def _less(draft: Draft, way: str) -> Draft:
    return draft if "amount" in draft.ways else replace(draft, ways={**draft.ways, "amount": way})


def _of_pieces(told: Counting, amounts: Sampled, left: list[Sampled], answers: Mapping[str, str]) -> Counting:
    """Where the amounts are prices that stand beside a number of pieces."""
    pieces = [one for one in left if squeezed(one.name) in _squeezed(_PIECES)]
    many = [value for one in pieces for value in one.values if _number_in(value) not in (None, 1)]
    key = f"amount:{amounts.name}"
    if squeezed(amounts.name) not in _OF_ONE or not many or answers.get(key) == WHOLE:
        return told
    evidence = (
        f"{len(many):,} of {len(pieces[0].values):,} rows have another {pieces[0].name} than 1. "
        "If it is the price of one piece, add a column of the price of the whole row to the file."
    )
    choices = (Choice(WHOLE, "it is the price of the whole row"),)
    return _asked(
        told, Question(key, amounts.name, f"Is {amounts.name} the price of the whole row?", evidence, choices)
    )


def _plain(words: Collection[str]) -> frozenset[str]:
    return frozenset(map(plain_name, words))


def _squeezed(words: Collection[str]) -> frozenset[str]:
    return frozenset(map(squeezed, words))


def _number_in(value: str) -> Decimal | None:
    """The number of a text by whichever decimal mark fits: enough to tell its sign and whether it is nought."""
    return next((number for mark in (".", ",") if (number := read_amount(value, mark)) is not None), None)
