"""The engine of a URL, and how it sees files: DuckDB here, Apache Spark or Sail over Spark Connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import ibis
import ibis.expr.datatypes as dt

from customerhero.errors import QuestionError
from customerhero.facts.duck import ALONE

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

DEFAULT_ENGINE = "duckdb://"
_VIEWS = count()


def open_engine(url: str = DEFAULT_ENGINE, *, memory_limit: str = "") -> BaseBackend:
    """The Ibis backend of a URL: `duckdb://` (in process) or `sc://host:port` (Spark Connect: Apache Spark or Sail).

    `duckdb://?threads=1` keeps it to so many threads: more only make small questions dearer. `memory_limit` such as
    "4GB" bounds DuckDB; it spills to disk beyond. Raises QuestionError for any other URL.
    """
    scheme, _, _, asked, _ = urlsplit(url)
    if scheme == "duckdb":
        backend = ibis.duckdb.connect(**ALONE)
        backend.raw_sql("SET TimeZone = 'UTC'")
        backend.raw_sql("SET parquet_metadata_cache = true")  # the lake's files never change once written
        for threads in parse_qs(asked).get("threads", []):
            backend.raw_sql(f"SET threads = {_count(threads, url)}")
        if memory_limit:
            backend.raw_sql(f"SET memory_limit = '{memory_limit}'")
        return backend
    if scheme == "sc":
        return _open_spark(url)
    raise QuestionError(
        f"No engine is known for {url!r}.",
        "Use duckdb:// or sc://host:port (Spark Connect: Apache Spark or Sail).",
    )


def _count(text: str, url: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise QuestionError(f"{url} names no number of threads.", "Say for example duckdb://?threads=1.")
    return int(text)


def table_of_files(backend: BaseBackend, name: str, files: Sequence[str], schema: ibis.Schema) -> ir.Table:
    """The Parquet files as one table of the engine; an empty table of that schema when there are none."""
    if not files:
        return _empty_table(backend, schema)
    name = f"{name}_{next(_VIEWS)}"  # two sets of facts on one engine must not see each other's views
    if backend.name == "duckdb":
        return backend.read_parquet(list(files), table_name=name)
    session = backend._session  # Ibis has no public reader of several files on Spark
    session.read.parquet(*files).createOrReplaceTempView(name)
    return backend.table(name)


def empty_tables(backend: BaseBackend, schemas: Mapping[str, ibis.Schema]) -> dict[str, ir.Table]:
    """An empty table for each of these schemas."""
    return {name: _empty_table(backend, schema) for name, schema in schemas.items()}


def _empty_table(backend: BaseBackend, schema: ibis.Schema) -> ir.Table:
    # Spark's times carry no scale, and a union of two scales is refused
    plain = backend.name != "duckdb"
    columns = {
        name: ibis.null(dt.timestamp if plain and dtype.is_timestamp() else dtype) for name, dtype in schema.items()
    }
    one_row = backend.sql("SELECT 1 AS one", dialect="duckdb")
    return one_row.filter(ibis.literal(False)).select(**columns)


def _open_spark(url: str) -> BaseBackend:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415  # an optional extra
    except ImportError as missing:
        raise QuestionError("Spark Connect needs the [spark] extra.", "pip install 'customerhero[spark]'") from missing
    session = SparkSession.builder.remote(url).getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return ibis.pyspark.connect(session)
