"""The words of what no value holds because it is in another currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from customerhero.findings import Money
from customerhero.findings.agenda import OtherCurrency
from customerhero.wording.words import ENGLISH, Words


def other_currency_sentence(left: OtherCurrency, words: Words = ENGLISH) -> str:
    """How many customers and how much is left out of every value."""
    facts = {
        "n": left.customers,
        "currency": left.currency,
        "amount": None if left.amount is None else Money(left.amount, left.currency),
        "first": left.first,
        "last": left.last,
    }
    one, many = _SAID[left.amount is not None, left.first == left.last]
    return words.tell(one if left.customers == 1 else many, facts)


def sentences_of(numbers: Mapping[str, Any], words: Words = ENGLISH) -> list[str]:
    """The sentences for the number `other_currencies` of an answer; none without it."""
    left = [OtherCurrency(**row) for row in numbers.get("other_currencies") or ()]
    return [other_currency_sentence(one, words) for one in left]


_SAID: Final = {
    (True, True): (
        "Left out of every value, since no exchange rate is known: {n} customer with {amount:money} in {first:month}.",
        "Left out of every value, since no exchange rate is known: {n} customers with {amount:money} in {first:month}.",
    ),
    (True, False): (
        "Left out of every value, since no exchange rate is known: "
        "{n} customer with {amount:money} from {first:month} to {last:month}.",
        "Left out of every value, since no exchange rate is known: "
        "{n} customers with {amount:money} from {first:month} to {last:month}.",
    ),
    (False, True): (
        "Left out of every value, since no exchange rate is known: "
        "{n} customer who paid in {currency} in {first:month}.",
        "Left out of every value, since no exchange rate is known: "
        "{n} customers who paid in {currency} in {first:month}.",
    ),
    (False, False): (
        "Left out of every value, since no exchange rate is known: "
        "{n} customer who paid in {currency} from {first:month} to {last:month}.",
        "Left out of every value, since no exchange rate is known: "
        "{n} customers who paid in {currency} from {first:month} to {last:month}.",
    ),
}
"""By whether the amount is told and whether it is of one month: for one customer, and for several."""
