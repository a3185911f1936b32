"""The audit trail can only grow: the database itself refuses to change or delete its rows, whoever asks.

A later migration of the trail's table may rebuild it, which drops its triggers on SQLite, so they are set after every
migration.
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE: Final = "auditlog_logentry"
_REFUSAL: Final = "The audit trail is append-only."
_SQLITE: Final = tuple(
    f"CREATE TRIGGER IF NOT EXISTS audit_refuses_{verb} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("update", "delete")
)
_POSTGRESQL: Final = (
    f"CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    f"$refusal$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $refusal$",
    f"CREATE OR REPLACE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
    f"CREATE OR REPLACE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
)
GUARDS: Final = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
RELEASES: Final = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_refuses_update", "DROP TRIGGER IF EXISTS audit_refuses_delete"),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS audit_refuses_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS audit_refuses_truncate ON {TABLE}",
    ),
}
"""What takes the guards away: for taking the application away, and for emptying a test's database."""


def guard(connection: BaseDatabaseWrapper) -> None:
    """Have this database refuse changes of the trail, when it has one."""
    with connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names(cursor):
            for statement in GUARDS[connection.vendor]:
                cursor.execute(statement)
