"""Files of common shapes are proposed rightly, or what they leave open is asked; nothing is dropped without a word."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import Proposal, propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped, rows, staged

ROWS = 12


@dataclass(frozen=True)
class Shape:
    """A header with a made-up row, and what must come of it."""

    header: str
    row: str
    """`{n}` is the row's number from 1, `{d}` the same with two digits, `{yes}` Yes or No by turns."""
    tables: tuple[str, ...]
    becomes: dict[str, str]
    """Columns of the source with what they become, whichever table it is of."""
    asked: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    """Columns that are not used though they look like something, with what they look like."""


WIDE = {
    "who churned, and not when": Shape(
        "CustomerID,Contract,Monthly Charges,Churn Label,Churn Reason",
        "C{d},Month-to-month,{n}9.85,{yes},Price",
        ("customers", "revenue"),
        {"CustomerID": "customer_id", "Contract": "segment", "Churn Label": "left_at", "Monthly Charges": "amount"},
        ("left_at", "period", "currency"),
    ),
    "the same among many columns": Shape(
        "customerID,gender,SeniorCitizen,Partner,tenure,PhoneService,InternetService,Contract,PaperlessBilling,"
        "PaymentMethod,MonthlyCharges,TotalCharges,Churn",
        "{d}-ABCDE,Male,0,Yes,{n},Yes,DSL,Two year,No,Mailed check,{n}9.85,{n}889.5,{yes}",
        ("customers", "revenue"),
        {"customerID": "customer_id", "Contract": "segment", "Churn": "left_at", "MonthlyCharges": "amount"},
        ("left_at", "period", "currency"),
    ),
    "who left a bank": Shape(
        "RowNumber,CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Exited",
        "{n},156346{d},Hill,6{d},France,Female,4{n},2,{bit}",
        ("customers",),
        {"CustomerId": "customer_id", "Geography": "segment", "Exited": "left_at"},
        ("left_at",),
    ),
    "tickets with a score": Shape(
        "Ticket ID,Customer Name,Customer Email,Product Purchased,Ticket Type,Ticket Subject,Ticket Status,"
        "Ticket Priority,Ticket Channel,Customer Satisfaction Rating",
        "{n},Ann,ann{n}@example.com,Camera,Refund request,Broken {n},Closed,High,Phone,{score}",
        ("cases", "feedback"),
        {
            "Ticket ID": "case_id",
            "Customer Email": "customer_id",
            "Ticket Type": "topic",
            "Ticket Status": "outcome",
            "Ticket Priority": "priority",
            "Ticket Channel": "channel",
            "Customer Satisfaction Rating": "score",
        },
    ),
    "calls": Shape(
        "Call Id,Agent,Date,Topic,Answered (Y/N),Speed of answer in seconds,Satisfaction rating",
        "ID00{d},Diane,2021-01-{d},Contract related,Y,{n}9,{score}",
        ("cases", "events", "feedback"),
        {"Call Id": "case_id", "Date": "opened_at", "Topic": "topic", "Agent": "person_id"},
    ),
    "two-digit years": Shape(
        "Customer Number,Tariff,Signup Date,Cancel Date",
        "{n},Home,{d}/13/24,",
        ("customers",),
        {"Customer Number": "customer_id", "Tariff": "segment"},
    ),
    "hyphens": Shape(
        "ticket-no,customer-id,opened-at,closed-at,category",
        "T{n},C{n},{d}-02-2026,{d}-03-2026,Billing",
        ("cases", "events"),
        {"ticket-no": "case_id", "customer-id": "customer_id", "opened-at": "opened_at", "category": "topic"},
    ),
    "invoices": Shape(
        "Invoice No,Client Code,Invoice Date,Net Amount,Currency",
        "INV{n},K{third},2026-01-{d},{n}0.00,EUR",
        ("revenue",),
        {"Client Code": "customer_id", "Invoice Date": "period", "Net Amount": "amount", "Currency": "currency"},
    ),
    "complaints of a country's states": Shape(
        "Complaint ID,Date received,Product,State,ZIP code,Company response to consumer,Timely response?",
        "{n}77,2026-01-{d},Mortgage,{state},750{d},Closed with explanation,Yes",
        ("cases", "events"),
        {
            "Complaint ID": "case_id",
            "Date received": "opened_at",
            "Product": "topic",
            "Company response to consumer": "outcome",
        },
    ),
    "members": Shape(
        "Member No,Full Name,Membership Type,Join Date,Cancellation Date,Cancellation Reason",
        "M{n},Ann {n},Gold,2024-01-{d},,",
        ("customers",),
        {
            "Member No": "customer_id",
            "Membership Type": "segment",
            "Join Date": "joined_at",
            "Cancellation Date": "left_at",
        },
    ),
    "a date of life in words nobody knows": Shape(
        "Customer ID,Segment,Customer since,Churn date",
        "C{n},Home,2024-01-{d},week {n} of the year",
        ("customers",),
        {"Customer ID": "customer_id", "Segment": "segment", "Customer since": "joined_at"},
        (),
        {"Churn date": "left_at"},
    ),
    "Spanish tickets": Shape(
        "Número de caso,Código de cliente,Fecha de apertura,Fecha de cierre,Categoría,Equipo",
        "T{n},C{n},2026-01-{d},2026-02-{d},Factura,Norte",
        ("cases", "events"),
        {
            "Número de caso": "case_id",
            "Código de cliente": "customer_id",
            "Fecha de apertura": "opened_at",
            "Fecha de cierre": "closed_at",
            "Categoría": "topic",
            "Equipo": "team_id",
        },
    ),
    "French customers": Shape(
        "Numéro client,Nom,Date d'inscription,Date de résiliation,Motif de résiliation",
        "C{n},Anne,2024-01-{d},,",
        ("customers",),
        {"Numéro client": "customer_id", "Date d'inscription": "joined_at", "Date de résiliation": "left_at"},
    ),
    "answers that were submitted": Shape(
        "Response ID,Submitted,NPS score,Why?",
        "R{n},2026-03-{d} 10:00,{score},good",
        ("feedback",),
        {"Response ID": "feedback_id", "Submitted": "happened_at", "NPS score": "score"},
    ),
    "Dutch revenue": Shape(
        "Klantnummer,Maand,Omzet,Valuta",
        "K{n},2026-01,{n}0.00,EUR",
        ("revenue",),
        {"Klantnummer": "customer_id", "Maand": "period", "Omzet": "amount", "Valuta": "currency"},
    ),
    "Italian answers": Shape(
        "Codice cliente,Data e ora,Punteggio,Commento",
        "C{n},2026-01-{d} 10:00,{score},bene",
        ("feedback",),
        {"Codice cliente": "customer_id", "Data e ora": "happened_at", "Punteggio": "score", "Commento": "comment"},
    ),
}


def proposed(shape: Shape, folder: Path, answers: dict[str, str] | None = None) -> Proposal:
    lines = [
        shape.row.format(
            n=n,
            d=f"{n:02d}",
            yes=("Yes", "No")[n % 2],
            bit=n % 2,
            score=n % 5 + 1,
            third=n % 3,
            state=("TX", "CA", "NY")[n % 3],
        )
        for n in range(1, ROWS + 1)
    ]
    source = folder / "export.csv"
    source.write_text("\n".join([shape.header, *lines]) + "\n", encoding="utf-8")
    return propose(staged(source, folder), source.name, answers or {})


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_file_is_proposed_or_asked(name: str, tmp_path: Path) -> None:
    shape = WIDE[name]
    proposal = proposed(shape, tmp_path)
    assert proposal.tables == shape.tables
    found = {guess.column: guess.target.replace("events.", "").split(", ") for guess in proposal.guesses}
    for column, target in shape.becomes.items():
        assert target in [one.rsplit(".", 1)[-1] for one in found[column]], (column, found[column])
    assert {question.key for question in proposal.questions} >= set(shape.asked)
    unused = {one.column: one.taken for one in proposal.assumptions if one.key.startswith("unused:")}
    for column, target in shape.told.items():
        assert target in unused[column]
    if shape.asked:
        assert not proposal.is_complete
        with pytest.raises(MappingError, match="still to be said"):
            parse_mapping(proposal.text, "p")


def test_states_are_no_outcome_and_not_used(tmp_path: Path) -> None:
    assert "State" in proposed(WIDE["complaints of a country's states"], tmp_path).unused


def test_who_left_does_so_on_the_day_that_is_said(tmp_path: Path) -> None:
    answers = {"left_at": "2026-01-31", "period": "2026-01", "currency": "EUR"}
    proposal = proposed(WIDE["who churned, and not when"], tmp_path, answers)
    assert proposal.is_complete
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "export.csv", tmp_path)
    assert rows(made, "customers", "count(*), count(left_at), max(left_at)::DATE::TEXT") == [(12, 6, "2026-01-31")]
    assert rows(made, "revenue", "count(*), min(period)::TEXT, min(currency)") == [(12, "2026-01-01", "EUR")]


@pytest.mark.parametrize("answer", ["yesterday", "31.01.2026"])
def test_a_day_that_is_none_is_asked_again(answer: str, tmp_path: Path) -> None:
    proposal = proposed(WIDE["who churned, and not when"], tmp_path, {"left_at": answer})
    assert "left_at" in {question.key for question in proposal.questions}


def test_what_is_not_wanted_is_left_out(tmp_path: Path) -> None:
    proposal = proposed(WIDE["who churned, and not when"], tmp_path, {"left_at": "none", "period": "none"})
    assert (proposal.tables, proposal.is_complete) == (("customers",), True)
    assert {"Churn Label", "Monthly Charges"} <= set(proposal.unused)


def test_several_invoices_of_a_month_are_added_up_and_told(tmp_path: Path) -> None:
    proposal = proposed(WIDE["invoices"], tmp_path)
    assert "rows" in {taken.key for taken in proposal.assumptions}
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "export.csv", tmp_path)
    assert rows(made, "revenue", "count(*), sum(amount)::DOUBLE") == [(3, 780.0)]


ACTIVITIES = ["Register call", "Phone talk", "Customer declined"]


def log(folder: Path, answers: dict[str, str]) -> Proposal:
    lines = [f"T{n // 3},2026-01-0{n % 3 + 1} 10:00,{ACTIVITIES[n % 3]}" for n in range(ROWS)]
    source = folder / "log.csv"
    source.write_text("\n".join(["Case,Time,Activity", *lines]) + "\n", encoding="utf-8")
    return propose(staged(source, folder), source.name, answers)


def test_activities_that_are_no_kinds_are_asked(tmp_path: Path) -> None:
    proposal = log(tmp_path, {})
    assert [question.key for question in proposal.questions] == ["kind"]
    assert not proposal.is_complete


@pytest.mark.parametrize(
    ("answer", "kinds"), [("words", ["opened", "replied", "refused"]), ("replied", ["replied", "replied", "replied"])]
)
def test_activities_mean_what_is_said(answer: str, kinds: list[str], tmp_path: Path) -> None:
    proposal = log(tmp_path, {"kind": answer})
    assert proposal.is_complete
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "log.csv", tmp_path)
    assert rows(made, "events", "kind", "case_id = 'T1'") == [(kind,) for kind in kinds]
    assert made.refused_rows == 0


PLAIN = {
    "customers": ("Customer ID,Segment,Customer since,Churn date", "C{n},Home,2024-01-01,2026-01-15", "left_at", ""),
    "cases": ("Case ID,Opened At,Client,Category", "T{n},2026-02-{d},C{n},Billing", "topic", ""),
    "cases in another order of days": ("case_id,opened_at,customer_id", "T{n},02/{late}/2026,C{n}", "opened_at", ""),
    "customers as documented": (
        "customer_id,segment,joined_at,left_at",
        "C{n},Home,2024-01-01,",
        "left_at",
        "customers",
    ),
    "cases as documented": ("case_id,opened_at,closed_at,topic", "T{n},2026-01-01,2026-01-02,x", "topic", "cases"),
    "events as documented": ("case_id,happened_at,kind", "T{n},2026-01-01,opened", "kind", "events"),
    "events with other kinds": ("case_id,happened_at,kind", "T{n},2026-01-01,call", "", "not complete"),
    "feedback as documented": ("metric,score,scale_max", "nps,9,10", "score", "feedback"),
    "feedback without a scale": ("metric,score", "nps,{n}", "", "not complete"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_preset_takes_a_file_only_when_it_uses_and_reads_it(name: str, tmp_path: Path) -> None:
    header, row, target, preset = PLAIN[name]
    source = tmp_path / "export.csv"
    lines = [row.format(n=n, d=f"{n:02d}", late=12 + n) for n in range(1, ROWS)]
    source.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    proposal = propose(staged(source, tmp_path), source.name)
    if preset == "not complete":
        assert not proposal.is_complete
        return
    assert proposal.preset == preset
    used = [one.rsplit(".", 1)[-1] for guess in proposal.guesses for one in guess.target.split(", ")]
    assert target in used
    made = mapped(parse_mapping(proposal.text, "p"), source, tmp_path)
    assert made.refused_rows == 0


@pytest.mark.parametrize(("day", "complete"), [("13/02/2026 10:00", True), ("02/13/2026 10:00", False)])
def test_a_preset_that_cannot_read_the_file_is_not_called_complete(day: str, complete: bool, tmp_path: Path) -> None:
    header = "number,incident_state,reassignment_count,reopen_count,sys_updated_at,assignment_group,opened_at"
    source = tmp_path / "incidents.csv"
    source.write_text(f"{header}\nI1,New,0,0,{day},A,{day}\nI2,New,0,0,{day},A,{day}\n", encoding="utf-8")
    proposal = propose(staged(source, tmp_path), source.name)
    assert (proposal.preset, proposal.is_complete) == ("servicenow-history", complete)
    assert ("cases.opened_at" in proposal.unread) is not complete


def test_a_list_in_which_some_customers_stand_twice_is_a_list_of_customers(tmp_path: Path) -> None:
    lines = [f"K{n},Homes,2024-01-{n + 1:02},{'2024-06-01' if n < 4 else ''}" for n in range(12)]
    lines += [f"K{n},Homes,2024-10-01," for n in range(4)]
    source = tmp_path / "customers.csv"
    source.write_text("\n".join(["Customer ID,Segment,Customer since,Churn date", *lines, ""]), encoding="utf-8")
    proposal = propose(staged(source, tmp_path), source.name)
    targets = {guess.column: guess.target for guess in proposal.guesses}
    assert (targets["Customer since"], targets["Churn date"]) == ("joined_at", "left_at")
    assert proposal.is_complete


@pytest.mark.parametrize("name", ["Gekündigt zum", "Kunde bis", "Customer until", "Closed on", "Inactive since"])
def test_other_names_of_the_day_of_leaving_are_known(name: str, tmp_path: Path) -> None:
    shape = Shape(f"Customer ID,Customer since,{name}", "C{n},2024-01-{d},2026-03-{d}", ("customers",), {})
    found = {guess.column: guess.target for guess in proposed(shape, tmp_path).guesses}
    assert found[name] == "left_at"


@pytest.mark.parametrize("name", ["Gone", "Bye bye", "Sluttdato", "Last seen"])
def test_days_beside_customers_that_never_leave_are_told(name: str, tmp_path: Path) -> None:
    shape = Shape(f"Customer ID,Customer since,{name}", "C{n},2024-01-{d},2026-03-{d}", ("customers",), {})
    proposal = proposed(shape, tmp_path)
    (told,) = [one for one in proposal.assumptions if one.key == f"unused:{name}"]
    assert "write it as left_at" in told.evidence
