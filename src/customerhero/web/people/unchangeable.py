"""The audit trail can only grow: the database itself refuses to change or delete its rows, whoever asks.

A later migration of the trail's table may rebuild it, which drops its triggers on SQLite, so they are set after every
migration.
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

LINES: Final = "auditlog_logentry"
LINKS: Final = "people_traillink"
SAYINGS: Final = "people_saying"
_REFUSED: Final = {LINES: ("UPDATE", "DELETE"), LINKS: ("UPDATE", "DELETE"), SAYINGS: ("UPDATE",)}
"""What is refused, by table; sayings are deleted by erasures, and the chain tells whether it was one."""
_REFUSAL: Final = "The audit trail is append-only."
_TAKES_ANOTHERS_PLACE: Final = {
    LINES: f"EXISTS (SELECT 1 FROM {LINES} WHERE id = NEW.id)",
    LINKS: f"NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {LINKS}) "
    f"OR EXISTS (SELECT 1 FROM {LINKS} WHERE entry = NEW.entry)",
    SAYINGS: f"EXISTS (SELECT 1 FROM {SAYINGS} WHERE token = NEW.token)",
}
"""On SQLite INSERT OR REPLACE deletes rows and fires no trigger for that: the insertion itself has to be refused."""
RELEASES: Final = {
    "sqlite": tuple(
        f"DROP TRIGGER IF EXISTS audit_refuses_{verb}{'' if table == LINES else f'_{table}'}"
        for table in _REFUSED
        for verb in ("update", "delete", "replace")
    ),
    "postgresql": tuple(
        f"DROP TRIGGER IF EXISTS audit_refuses_{kind} ON {table}"
        for table in _REFUSED
        for kind in ("change", "truncate")
    ),
}
"""What takes the guards away: for migrations of the trail itself, and for emptying a test's database."""
_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    f"$refusal$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $refusal$"
)


def guard(connection: BaseDatabaseWrapper) -> None:
    """Have this database refuse changes of the trail, as far as it has one."""
    with connection.cursor() as cursor:
        for table in _there(connection):
            for statement in _guards(connection.vendor, table):
                cursor.execute(statement)


def release(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for migrations of the trail itself."""
    with connection.cursor() as cursor:
        for statement in RELEASES[connection.vendor]:
            cursor.execute(statement)


def _there(connection: BaseDatabaseWrapper) -> list[str]:
    return [table for table in _REFUSED if table in connection.introspection.table_names()]


def _guards(vendor: str, table: str) -> list[str]:
    return _sqlite(table) if vendor == "sqlite" else _postgresql(table)


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    set_before = "CREATE TRIGGER IF NOT EXISTS"
    return [
        *(f"{set_before} {_name(table, verb.lower())} BEFORE {verb} ON {table} {refuse}" for verb in _REFUSED[table]),
        f"{set_before} {_name(table, 'replace')} BEFORE INSERT ON {table} WHEN {_TAKES_ANOTHERS_PLACE[table]} {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    verbs = " OR ".join(_REFUSED[table])
    return [
        _FUNCTION,
        f"CREATE OR REPLACE TRIGGER audit_refuses_change BEFORE {verbs} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        f"CREATE OR REPLACE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    ]


def _name(table: str, verb: str) -> str:
    """The trigger's name; that of the lines is as it always was."""
    return f"audit_refuses_{verb}" if table == LINES else f"audit_refuses_{verb}_{table}"
