"""Currencies: the codes of ISO 4217, the signs and names they go by, and which of those may be one or another."""

from __future__ import annotations

import re
from typing import Final

_CODES: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX
ATS BEF BYR CUC CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MRO MTL NLG PTE ROL SIT SKK SLL STD VEF ZWL
"""
CODES: Final = frozenset(_CODES.split())
"""The codes of ISO 4217, with those of metals and of no currency (XXX) and, in the last line, ones no longer in use."""

_OF: Final = {
    "EUR": "€ euro euros",
    "USD": "us$ usd$ $us u$s|us dollar|us dollars|us-dollar|u.s. dollar|u.s. dollars|american dollar|american dollars",
    "GBP": "£ gb£ £gb quid sterling stg|pound|pounds|pound sterling|pounds sterling|british pound|british pounds|pfund",
    "CHF": "fr fr. sfr sfr. chf. franken|schweizer franken|swiss franc|swiss francs|francs suisses",
    "AUD": "a$ au$ aud$|australian dollar|australian dollars",
    "CAD": "c$ ca$ can$ cad$ cdn$ $ca|canadian dollar|canadian dollars",
    "NZD": "nz$|new zealand dollar|new zealand dollars",
    "HKD": "hk$|hong kong dollar|hong kong dollars",
    "SGD": "s$ sg$|singapore dollar|singapore dollars",
    "MXN": "mx$ mex$|mexican peso|mexican pesos",
    "TWD": "nt$",
    "BRL": "r$ real reais|brazilian real",
    "JPY": "jp¥ ¥jp 円 yen|japanese yen",
    "CNY": "cn¥ 元 rmb yuan renminbi|chinese yuan",
    "KRW": "₩ won|south korean won",
    "INR": "₹|indian rupee|indian rupees",
    "PLN": "zł zl zloty złoty zlotys",
    "CZK": "kč kc|czech koruna|czech crown",
    "HUF": "ft forint forints",
    "RON": "lei leu",
    "RUB": "₽ руб руб. rouble roubles ruble rubles",
    "TRY": "₺ tl|turkish lira|lira",
    "UAH": "₴ hryvnia",
    "ILS": "₪ shekel shekels",
    "THB": "฿ baht",
    "VND": "₫ dong",
    "PHP": "₱",
    "NGN": "₦ naira",
    "SEK": "skr|swedish krona|swedish kronor",
    "NOK": "nkr|norwegian krone|norwegian kroner",
    "DKK": "dkr|danish krone|danish kroner|dansk krone",
    "ZAR": "rand|south african rand",
}
_MAYBE: Final = {
    "USD CAD AUD NZD SGD HKD MXN": "$ dollar dollars",
    "JPY CNY": "¥ ￥",
    "SEK NOK DKK ISK": "kr kr. krone kroner krona kronor kronen",
    "INR PKR LKR NPR": "rs rs. rupee rupees rupien",
}


def _words(told: str) -> list[str]:
    first, *names = told.split("|")
    return [*first.split(), *names]


SIGNS: Final = {word: code for code, told in _OF.items() for word in _words(told)}
"""Signs and names (in small letters) that stand for one currency."""
OPEN_SIGNS: Final = {word: tuple(codes.split()) for codes, told in _MAYBE.items() for word in _words(told)}
"""Signs and names that stand for several, the likeliest first."""
TAKEN: Final = {word: codes[0] for word, codes in OPEN_SIGNS.items() if codes[0] == "USD"}
"""Those of them that are read as the likeliest where nothing else is said, and told."""
WITHOUT_CENTS: Final = (
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
"""Currencies whose smallest unit is told as the whole one."""
WITH_THOUSANDTHS: Final = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""Currencies of a thousand parts."""
_CODES_IN_HEADINGS: Final = "EUR USD GBP CHF JPY CNY INR SEK NOK DKK PLN CZK HUF AUD CAD NZD BRL MXN ZAR"
_IN_HEADINGS: Final = frozenset(_CODES_IN_HEADINGS.split())
_NAMES_IN_HEADINGS: Final = ("euro", "euros", "dollar", "dollars", "pounds", "franken", "francs")


def code_of(text: str) -> str:
    """The code a text stands for; empty where it stands for none, or for more than one."""
    word = " ".join(text.split()).casefold()
    return word.upper() if word.upper() in CODES else SIGNS.get(word, "")


def may_be(text: str) -> tuple[str, ...]:
    """The codes a text may stand for."""
    found = code_of(text)
    return (found,) if found else OPEN_SIGNS.get(" ".join(text.split()).casefold(), ())


def in_heading(heading: str) -> str:
    """The currency that a heading names, as `Amount (EUR)`, `Umsatz in €` or `mrr_usd` do; empty if none or several."""
    found = {_said(word) for word in re.split(r"[\s_()\[\]/,:;-]+", heading)} - {""}
    return found.pop() if len(found) == 1 else ""


def without_currency(heading: str) -> str:
    """A heading without the currency it names: `Revenue (EUR)` is a heading of revenue."""
    parts = re.split(r"([\s_()\[\]/,:;-]+)", heading)
    return "".join(part for part in parts if not _said(part)) if in_heading(heading) else heading


def _said(word: str) -> str:
    """The currency a word of a heading names: `all` and `top` are words first, and codes only in capitals."""
    small = word.casefold()
    if word.upper() in _IN_HEADINGS:
        return word.upper()
    if small in _NAMES_IN_HEADINGS or not word.isalpha():
        return code_of(word) or TAKEN.get(small, "")
    return ""
