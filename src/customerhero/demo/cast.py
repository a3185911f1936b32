"""The invented company, Larkfield Home & Energy: its teams, rules, topics, segments and the words names are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COMPANY_NAME: Final = "Larkfield Home & Energy"
CURRENCY: Final = "EUR"


@dataclass(frozen=True)
class Team:
    """A team, what it is there for and its share of the people."""

    id: str
    name: str
    function: str
    share: float


@dataclass(frozen=True)
class Rule:
    """A rule, what it is there for, the team whose first member owns it, and its colour."""

    id: str
    name: str
    purpose: str
    owner: str
    colour: str = "green"


@dataclass(frozen=True)
class Topic:
    """What cases are about: the team that owns it, the team it sometimes needs, and how hard and long it is."""

    name: str
    owner: str
    partner: str
    share: float
    rules: tuple[str, str]
    moment: str
    hours: float
    """Median office hours from opening to closing."""
    ease: float
    """Added to the logit of being solved."""
    winter: float = 0.0
    """How much more of it there is in winter."""


@dataclass(frozen=True)
class Segment:
    """A group of customers: its share, monthly hazard of leaving, monthly revenue and the topics it has more of."""

    name: str
    share: float
    hazard: float
    revenue: float
    answers: float
    """Share of survey invitations it answers."""
    business: bool = False
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A stated reason to leave and whether it can usually be avoided."""

    text: str
    share: float
    avoidable: bool = True


FRONT: Final = "FRONT"
"""As a topic's owner: the front line team of the customer's own region solves it."""

TEAMS: Final = (
    Team("FRONT_NORTH", "Front line North", "front line", 0.16),
    Team("FRONT_SOUTH", "Front line South", "front line", 0.16),
    Team("BILLING", "Billing", "billing", 0.11),
    Team("PAYMENTS", "Payments", "billing", 0.07),
    Team("METERING", "Metering", "technical", 0.08),
    Team("FIELD", "Field engineers", "technical", 0.10),
    Team("PARTS", "Parts desk", "logistics", 0.05),
    Team("TECH", "Technical support", "technical", 0.08),
    Team("MOVES", "Moves and connections", "logistics", 0.07),
    Team("SOLAR", "Solar", "technical", 0.05),
    Team("RETENTION", "Renewals", "retention", 0.04),
    Team("CARE", "Customer care", "complaints", 0.03),
)

RULES: Final = (
    Rule("R-01", "Meter data are given to the account holder only.", "Privacy law.", "METERING", "red"),
    Rule("R-02", "No supply is cut off in winter.", "Protects people who cannot heat.", "PAYMENTS", "red"),
    Rule("R-03", "A gas leak is attended before anything else.", "Safety law.", "FIELD", "red"),
    Rule("R-04", "Feed-in rates follow the published tariff.", "Energy law.", "SOLAR", "red"),
    Rule("R-05", "Supplier changes wait for the fourteen-day withdrawal period.", "Consumer law.", "MOVES", "red"),
    Rule("R-06", "Refunds above 100 need two signatures.", "Keeps mistakes in paying out rare.", "BILLING"),
    Rule("R-07", "A bill is corrected only once a quarter.", "Saves printing runs.", "BILLING"),
    Rule("R-08", "Payment plans run six months at most.", "Keeps open balances short.", "PAYMENTS"),
    Rule("R-09", "Late fees are not waived twice.", "Treats late payers alike.", "PAYMENTS"),
    Rule("R-10", "Readings sent by photo need a second photo.", "Avoids misread meters.", "METERING"),
    Rule("R-11", "Visits are booked for half a day.", "Leaves engineers room for delays.", "FIELD"),
    Rule("R-12", "Moves are taken two weeks ahead at the earliest.", "Keeps the plan short.", "MOVES"),
    Rule("R-13", "Passwords are reset by letter.", "Made against misuse of accounts.", "FRONT_NORTH"),
    Rule("R-14", "Tariffs change on the first of a month.", "Keeps bills simple.", "BILLING"),
    Rule("R-15", "Power cuts under four hours bring no credit.", "Limits small payments.", "TECH"),
    Rule("R-16", "Inverters are checked on site only.", "Avoids wrong remote findings.", "SOLAR"),
    Rule(
        "R-17",
        "Parts are released for a booked visit only, and visits are booked once the part is released.",
        "Keeps vans from carrying parts that are not needed.",
        "PARTS",
    ),
    Rule("R-18", "Offers are made after a written notice only.", "Keeps discounts rare.", "RETENTION"),
)

TOPICS: Final = (
    Topic("Bill question", FRONT, "BILLING", 17, ("R-07", "R-14"), "first bill", 4, 0.4),
    Topic("Online account", FRONT, "TECH", 11, ("R-13", "R-01"), "first bill", 3, 0.5),
    Topic("Meter reading", "METERING", "BILLING", 10, ("R-10", "R-01"), "yearly reading", 7, 0.2),
    Topic("Refund", "BILLING", "PAYMENTS", 9, ("R-06", "R-07"), "money back", 10, -0.3),
    Topic("Tariff change", "BILLING", "METERING", 7, ("R-14", "R-05"), "change of plan", 8, 0.1),
    Topic("Payment plan", "PAYMENTS", "BILLING", 8, ("R-08", "R-09"), "money is short", 8, -0.1),
    Topic("Moving home", "MOVES", "METERING", 8, ("R-12", "R-05"), "moving in", 14, 0.0),
    Topic("New connection", "MOVES", "FIELD", 4, ("R-12", "R-11"), "moving in", 24, -0.2),
    Topic("Boiler repair", "FIELD", "PARTS", 9, ("R-11", "R-17"), "cold home", 16, -0.2, 0.5),
    Topic("Engineer visit", "FIELD", "TECH", 6, ("R-11", "R-03"), "at the door", 14, 0.0),
    Topic("Power cut", "TECH", "FIELD", 6, ("R-15", "R-03"), "lights out", 5, -0.1, 0.3),
    Topic("Solar feed-in", "SOLAR", "METERING", 5, ("R-16", "R-04"), "own power", 18, -0.2, -0.4),
    Topic("Contract renewal", "RETENTION", "BILLING", 2, ("R-18", "R-14"), "contract end", 4, 0.3),
    Topic("Leaving", "RETENTION", "CARE", 0, ("R-18", "R-05"), "contract end", 6, 0.0),
)

SEGMENTS: Final = (
    Segment("Homes", 0.44, 0.0098, 110, 0.31, more=("Boiler repair", "Bill question")),
    Segment("Flats", 0.23, 0.0102, 62, 0.27, more=("Moving home", "Payment plan")),
    Segment("Landlords", 0.14, 0.0096, 260, 0.30, True, ("Moving home", "Boiler repair")),
    Segment("Small business", 0.13, 0.0095, 420, 0.29, True, ("Refund", "Power cut")),
    Segment("Farms", 0.06, 0.0092, 680, 0.35, True, ("Solar feed-in", "Power cut")),
)

FADING_REASON: Final = "price > tariff change > standing charge"
RULE_REASON: Final = "service > repair > passed between desks"
REASONS: Final = (
    Reason("price > offer elsewhere > cheaper unit price", 20),
    Reason("price > offer elsewhere > welcome bonus", 12),
    Reason(FADING_REASON, 4),
    Reason("moved > out of our area > new home", 18, False),
    Reason("moved > shared household > contract not needed", 8, False),
    Reason("service > waiting > engineer late", 10),
    Reason("service > answers > nobody called back", 9),
    Reason(RULE_REASON, 2),
    Reason("billing > errors > wrong bill", 10),
    Reason("product > solar > feed-in rate", 7),
)

CHANNELS: Final = ("phone", "mail", "chat", "web")
CHANNEL_SHARES: Final = (0.42, 0.22, 0.16, 0.20)
PRIORITIES: Final = ("normal", "high", "urgent")
PRIORITY_SHARES: Final = (0.60, 0.25, 0.15)
PRIORITY_EASE: Final = (0.0, -1.2, -2.2)
"""Added to the logit of being solved."""

_FIRST_NAMES = """
Abena Adriana Aiko Alma Amara Anjali Anouk Arturo Astrid Aylin Bao Bruno Camille Chidi Dalia Darius Deniz Efua Elif
Emeka Esra Farid Fatima Freya Giulia Hana Henrik Ines Ioana Isak Jana Jorge Kaito Kalinda Karim Kwame Laila Leif
Leilani Lucia Malik Marek Marisol Mei Mikko Nadia Naoko Nils Noor Olena Omar Paloma Pavel Priya Quynh Rafael Ravi Rosa
Samir Sanna Selma Tariq Teodora Thandi Tomas Uma Viktor Wanjiru Xiomara Yara Yusuf Zainab Zofia
"""
_LAST_NAMES = """
Alderbrook Amberley Ashfield Barleymow Birchwell Bracken Bramble Brookmead Cedarholm Cloverly Coldstream Copperfen
Dovewood Eastmere Elmsworth Fallowfield Fennimore Fernhill Foxglove Glenmoor Goldfinch Greenlea Harebell Hawthorne
Hazelmere Heatherby Hollowell Ivyborne Juniper Kestrelby Kingcup Lambswood Larkspur Lindenau Longmeadow Marigold
Marshwood Meadowes Millpond Mossdale Nettleham Oakhanger Oatfield Orchardson Peartree Plumstead Quillfeather Ravensby
Redfern Rookwood Rosehip Rowanby Rushmere Sallow Sandpiper Silverbeck Sorrel Southmoor Sparrowe Starling Sunderwood
Swallowtail Tansy Thistleton Thornbury Vetchling Wagtail Waterlily Westmarch Wheatley Willowby Windrush Woodlark
Yarrow
"""
_TRADES = """
Bakery Bookshop Carpentry Cycles Dairy Farm Florist Garage Glassworks Greenhouse Joinery Laundry Lettings Orchard
Pottery Printworks Properties Stables Tailors Vineyard
"""
FIRST_NAMES: Final = tuple(_FIRST_NAMES.split())
LAST_NAMES: Final = tuple(_LAST_NAMES.split())
TRADES: Final = tuple(_TRADES.split())
