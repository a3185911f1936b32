"""What holds in every demo company, of any size: queries that count what breaks the contract or common sense."""

from __future__ import annotations

from typing import Final

from customerhero.facts.contracts import TABLES

IMPOSSIBLE: Final = {
    "a case of nobody": "SELECT count(*) FROM cases ANTI JOIN customers USING (customer_id)",
    "an event of no case": "SELECT count(*) FROM events ANTI JOIN cases USING (case_id) WHERE case_id IS NOT NULL",
    "an event of nobody": "SELECT count(*) FROM events ANTI JOIN customers USING (customer_id)",
    "an event of another customer than its case": (
        "SELECT count(*) FROM events JOIN cases USING (case_id) WHERE events.customer_id <> cases.customer_id"
    ),
    "a case without its opening": (
        "SELECT count(*) FROM cases ANTI JOIN (SELECT case_id, happened_at FROM events WHERE kind = 'opened') AS o "
        "ON o.case_id = cases.case_id AND o.happened_at = cases.opened_at"
    ),
    "answers of nobody": "SELECT count(*) FROM feedback ANTI JOIN customers USING (customer_id)",
    "answers about no case": "SELECT count(*) FROM feedback ANTI JOIN cases USING (case_id) WHERE case_id IS NOT NULL",
    "a person nobody knows": (
        "SELECT count(*) FROM events ANTI JOIN people USING (person_id) WHERE person_id IS NOT NULL"
    ),
    "a team nobody knows": "SELECT count(*) FROM events ANTI JOIN teams USING (team_id) WHERE team_id IS NOT NULL",
    "a giving team nobody knows": (
        "SELECT count(*) FROM events LEFT JOIN teams AS t ON t.team_id = from_team_id "
        "WHERE from_team_id IS NOT NULL AND t.team_id IS NULL"
    ),
    "a rule nobody knows": "SELECT count(*) FROM events ANTI JOIN rules USING (rule_id) WHERE rule_id IS NOT NULL",
    "a rule without an owner": (
        "SELECT count(*) FROM rules LEFT JOIN people ON owner_id = person_id WHERE person_id IS NULL OR purpose IS NULL"
    ),
    "a transfer to the same team": "SELECT count(*) FROM events WHERE from_team_id = team_id",
    "time running backwards in a case": (
        "SELECT count(*) FROM (SELECT happened_at - lag(happened_at) OVER (PARTITION BY case_id ORDER BY event_id) "
        "AS gap FROM events WHERE case_id IS NOT NULL) WHERE gap < INTERVAL 0 SECONDS"
    ),
    "a case closed before it was resolved, or resolved before opened": (
        "SELECT count(*) FROM cases WHERE closed_at < resolved_at OR resolved_at < opened_at OR "
        "(closed_at IS NOT NULL AND resolved_at IS NULL)"
    ),
    "an outcome of an open case": "SELECT count(*) FROM cases WHERE (outcome IS NULL) <> (closed_at IS NULL)",
    "a case left open for good": (
        "SELECT count(*) FROM cases WHERE closed_at IS NULL "
        "AND opened_at < (SELECT max(happened_at) FROM events) - INTERVAL 40 DAYS"
    ),
    "left before it joined": "SELECT count(*) FROM customers WHERE left_at <= joined_at",
    "a case opened before joining or after leaving": (
        "SELECT count(*) FROM cases JOIN customers USING (customer_id) "
        "WHERE opened_at < joined_at OR opened_at > left_at"
    ),
    "events a month after leaving": (
        "SELECT count(*) FROM events JOIN customers USING (customer_id) WHERE happened_at > left_at + INTERVAL 30 DAYS"
    ),
    "an answer before the invitation": "SELECT count(*) FROM feedback WHERE happened_at < invited_at",
    "an answer without a time": "SELECT count(*) FROM feedback WHERE (score IS NULL) <> (happened_at IS NULL)",
    "a score off its scale": (
        "SELECT count(*) FROM feedback WHERE score > scale_max OR score < CASE metric WHEN 'nps' THEN 0 ELSE 1 END"
    ),
    "revenue of a month without the customer": (
        "SELECT count(*) FROM revenue JOIN customers USING (customer_id) "
        "WHERE period < date_trunc('month', joined_at) OR period > left_at OR amount <= 0"
    ),
    "a reason or verdict on a customer who stays": (
        "SELECT count(*) FROM customers WHERE left_at IS NULL AND coalesce(leave_reason, root_reason) IS NOT NULL"
    ),
    "a reason that is not in three levels": (
        "SELECT count(*) FROM customers WHERE len(string_split(leave_reason, ' > ')) <> 3"
    ),
}


def breaches(table: str) -> dict[str, str]:
    """Queries that count what breaks the contract of a table."""
    contract, key = TABLES[table], ", ".join(TABLES[table].key)
    asked = {
        f"{table}: key twice": f"SELECT count(*) FROM (SELECT 1 FROM {table} GROUP BY {key} HAVING count(*) > 1)",
    }
    for column in contract.columns:
        if column.required:
            asked[f"{table}.{column.name} missing"] = f"SELECT count(*) FROM {table} WHERE {column.name} IS NULL"
        if column.choices:
            known = ", ".join(f"'{choice}'" for choice in column.choices)
            asked[f"{table}.{column.name} unknown"] = (
                f"SELECT count(*) FROM {table} WHERE {column.name} NOT IN ({known})"
            )
    return asked
