"""Files crafted to harm, each small until it is read."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

Harmful = tuple[str, Callable[[], bytes], dict[str, object]]
"""A file's name, how its bytes are made, and the options it is read with."""

_SHEET = "xl/worksheets/sheet1.xml"
_HEADER = "event_id,case_id,customer_id,happened_at,kind,team_id,person_id"
_GOOD = f"{_HEADER}\ne1,c1,k1,2026-01-01,opened,T,p\n"


def harmful(workbook: bytes, parquet: bytes) -> list[Harmful]:
    """All of them, from a good workbook with its texts inline and a good Parquet file."""
    return [*_workbooks(workbook), *_delimited(), *_json_lines(), *_event_logs(), *_parquet(parquet), *_packings()]


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stored.getvalue()


def sheet(rows: str) -> bytes:
    """The XML of a sheet with these rows below a header."""
    header = "".join(text_cell(name) for name in _HEADER.split(","))
    return f'<worksheet xmlns="x"><sheetData><row r="1">{header}</row>{rows}</sheetData></worksheet>'.encode()


def text_cell(text: str, place: str = "") -> str:
    """A cell that holds its text itself."""
    return f'<c{f" r={chr(34)}{place}{chr(34)}" if place else ""} t="inlineStr"><is><t>{text}</t></is></c>'


def with_parts(workbook: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with these parts in the place of its own."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    return packed(kept | parts)


def _workbooks(workbook: bytes) -> list[Harmful]:
    good = "".join(text_cell(text) for text in ("e1", "c1", "k1", "2026-01-01", "opened", "T", "p"))
    rows = {
        "far": f'<row r="99999999999">{good}</row>', "beyond": f'<row r="1048577">{good}</row>', "last": f'<row r="1048576">{good}</row>',
        "nought": f'<row r="0">{good}</row>', "negative": f'<row r="-1">{good}</row>', "words": f'<row r="first">{good}</row>',
        "twice": f'<row r="2">{good}</row>' * 3, "backwards": f'<row r="5">{good}</row><row r="2">{good}</row>',
        "column": f'<row r="2">{text_cell("x", "XFE2")}</row>', "wide": f'<row r="2">{text_cell("x", "XFD2")}</row>',
        "nowhere": f'<row r="2">{text_cell("x", "2A")}</row>', "elsewhere": f'<row r="2">{text_cell("e9", "A7")}</row>',
        "date": '<row><c t="d"><v>PT99999999999999H</v></c></row>', "serial": '<row><c s="1"><v>1e300</v></c></row>',
        "shared": '<row><c t="s"><v>99999999999999999999</v></c></row>', "digits": f'<row><c><v>{"9" * 20_000}</v></c></row>',
        "deep": f'<row><c>{"<is>" * 5_000}', "cells": f'<row>{"<c/>" * 20_000}</row>', "rows": "<row/>" * 1_100_000,
        "many cells": f'<row>{"<c><v>1</v></c>" * 3_000}</row>',
    }  # fmt: skip
    made: list[Harmful] = [(f"{name}.xlsx", partial(_with_rows, workbook, text), {}) for name, text in rows.items()]
    huge = {
        "cell": lambda: sheet(f"<row>{text_cell('x' * 300 * 2**20)}</row>"),
        "number": lambda: sheet(f"<row><c><v>{'1' * 300 * 2**20}</v></c></row>"),
        "attribute": lambda: sheet(f'<row r="{"1" * 300 * 2**20}"/>'),
        "comment": lambda: sheet(f"<!--{'x' * 300 * 2**20}-->"),
        "blanks": lambda: sheet(" " * 600 * 2**20),
        "formula": lambda: sheet(f"<row><c><f>{'x' * 300 * 2**20}</f><v>1</v></c></row>"),
        "long row": lambda: sheet(f"<row>{text_cell('x' * 32_000) * 1_500}</row>"),
        "sparse": lambda: sheet("<row><c><v>1</v></c></row>" * 300_000),
    }
    made += [(f"{name}.xlsx", partial(_with_part, workbook, _SHEET, build), {}) for name, build in huge.items()]
    shared = {
        "one text": lambda: f"<sst><si><t>{'x' * 200 * 2**20}</t></si></sst>".encode(),
        "many texts": lambda: b"<sst>" + b"<si><t>a</t></si>" * 5_000_000 + b"</sst>",
        "no texts": lambda: b"<sst>" + b"<si/>" * 20_000_000 + b"</sst>",
        "too many": lambda: b"<sst>" + b"<si><t>abcdefg</t></si>" * 15_000_000 + b"</sst>",
    }
    relation = (
        b'<Relationships xmlns="x"><Relationship Id="rId1" Type="a/worksheet" Target="worksheets/sheet1.xml"/>'
        b'<Relationship Id="rId9" Type="a/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    made += [(f"{name}.xlsx", partial(_with_texts, workbook, relation, build), {}) for name, build in shared.items()]
    small = {
        "xl/styles.xml": lambda: b"<styleSheet><cellXfs>" + b'<xf numFmtId="14"/>' * 10_000_000,
        "xl/workbook.xml": lambda: (
            b"<workbook><sheets>" + b'<sheet name="a" r:id="rId1"/>' * 1_000_000 + b"</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": lambda: b"<!DOCTYPE x><Relationships/>",
        "xl/theme/theme1.xml": lambda: bytes(2**30),
    }
    made += [
        (f"{name.replace('/', ' ')}.xlsx", partial(_with_part, workbook, name, build), {})
        for name, build in small.items()
    ]
    made += [
        ("lying.xlsx", partial(_lying, workbook), {}), ("many parts.xlsx", _many_parts, {}),
        ("bzip2.xlsx", partial(_repacked, workbook, zipfile.ZIP_BZIP2), {}), ("lzma.xlsx", partial(_repacked, workbook, zipfile.ZIP_LZMA), {}),
    ]  # fmt: skip
    return made


def _with_rows(workbook: bytes, rows: str) -> bytes:
    return with_parts(workbook, {_SHEET: sheet(rows)})


def _with_part(workbook: bytes, part: str, build: Callable[[], bytes]) -> bytes:
    return with_parts(workbook, {part: build()})


def _with_texts(workbook: bytes, relation: bytes, build: Callable[[], bytes]) -> bytes:
    row = sheet('<row r="2"><c t="s"><v>0</v></c></row>')
    return with_parts(workbook, {_SHEET: row, "xl/sharedStrings.xml": build(), "xl/_rels/workbook.xml.rels": relation})


def _lying(workbook: bytes) -> bytes:
    """The list of contents says that each part unpacks to ten bytes."""
    made, at = bytearray(workbook), -1
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        made[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(made)


def _many_parts() -> bytes:
    return packed({f"xl/{number}": b"" for number in range(200_000)} | {"xl/workbook.xml": b""})


def _repacked(workbook: bytes, method: int) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as package, zipfile.ZipFile(stored, "w", method) as copy:
        for name in package.namelist():
            copy.writestr(name, package.read(name))
    return stored.getvalue()


def _delimited() -> list[Harmful]:
    texts: dict[str, Callable[[], str]] = {
        "header field": lambda: f"{'x' * 140_000},b\n1,2\n",
        "quoted header": lambda: f'"{"x" * 140_000}\n",b\n1,2\n',
        "million quoted": lambda: f'"a\n{"x" * 1_200_000}",b\n1,2\n',
        "letters": lambda: f"{_HEADER}\nK1,2025-01-01,{'‰' * 4_000},extra,extra,extra,extra,extra\n",
        "letters again": lambda: "a,b\n" + f"1,{'é' * 9_001},extra\n" * 3,
        "file_row_number": lambda: _GOOD.replace("person_id", "file_row_number"),
        "#row": lambda: _GOOD.replace("person_id", "#row"),
        "controls": lambda: _GOOD.replace("person_id", "person\x1b[2J"),
        "separators": lambda: f"\u2028\n\x0b\n\x85\n{_GOOD}",
        "one line": lambda: f"{_GOOD}{'x' * 60_000_000}",
        "one field": lambda: _GOOD + '"' + "x\n" * 30_000_000,
        "commas": lambda: f"{_GOOD}{',' * 20_000_000}\n",
        "two thousand": lambda: "\n".join([",".join(f"c{n}" for n in range(2_000)), *([",".join("1" * 2_000)] * 200)]),
        "empty rows": lambda: _GOOD + "\n" * 5_000_000,
        "one column": lambda: "a\n" + "\n" * 3_000_000,
        "quotes": lambda: f"{_GOOD}{chr(34) * 2_000_001}\n",
        "carriage": lambda: _GOOD.replace("\n", "\r") * 3,
    }  # fmt: skip
    made: list[Harmful] = [(f"{name}.csv", partial(_utf8, build), {}) for name, build in texts.items()]
    odd: list[dict[str, object]] = [
        {"encoding": "undefined"}, {"encoding": "unicode_escape"}, {"encoding": "a\x00b"}, {"encoding": "\udcff"}, {"encoding": ""},
        {"delimiter": "\udcff"}, {"delimiter": "😀"}, {"delimiter": "\x00"}, {"delimiter": ""}, {"delimiter": " "}, {"sheet": "x"},
    ]  # fmt: skip
    made += [("options.csv", lambda: _GOOD.encode(), options) for options in odd]
    made += [
        ("f\udcff.csv", lambda: _GOOD.encode(), {}),
        ("star*[a]?.csv", lambda: _GOOD.encode(), {}),
        ("'q\".csv", lambda: _GOOD.encode(), {}),
    ]
    return made


def _json_lines() -> list[Harmful]:
    texts: dict[str, Callable[[], str]] = {
        "list": lambda: '{"a": ' + "[" * 400 + "]" * 400 + "}",
        "list 70": lambda: '{"a": ' + "[" * 70 + "]" * 70 + "}",
        "objects": lambda: '{"a":' * 400 + "1" + "}" * 400,
        "endless": lambda: "[" * 3_000_000,
        "keys": lambda: '{"a":1,"a":2}\n' * 3,
        "colliding": lambda: '{"a.b":1,"a":{"b":2}}',
        "half": lambda: '{"id": "\\uD83D"}', "half key": lambda: '{"\\uDC00": 1}',
        "long key": lambda: '{"' + "k" * 500_000 + '": 1}',
        "nested keys": lambda: ('{"' + "k" * 500 + '":') * 40 + "1" + "}" * 40,
        "control key": lambda: '{"a\\u0000b": 1, "\\u001b[2J": "\\u0000"}',
        "ones": lambda: '{"a": [' + "1," * 7_000_000 + "1]}",
        "empties": lambda: '{"a": [' + "{}," * 5_000_000 + "{}]}",
        "lists": lambda: '{"a": [' + "[]," * 5_000_000 + "[]]}",
        "texts": lambda: '{"a": [' + '"",' * 5_000_000 + '""]}',
        "pairs": lambda: '{"a": {' + '"":1,' * 3_000_000 + '"":1}}',
        "many keys": lambda: "{" + ",".join(f'"{n}":1' for n in range(1_000_000)) + "}",
        "wide": lambda: "{" + ",".join(f'"{n}":1' for n in range(2_000)) + "}\n" + "{}\n" * 300_000,
        "digits": lambda: '{"a": ' + "9" * 10_000_000 + "}",
        "array": lambda: "[" + '{"a":1},' * 100_000 + "{}]",
        "letters": lambda: '{"a": "' + "😀" * 3_000_000 + '"}',
    }  # fmt: skip
    return [(f"{name}.jsonl", partial(_utf8, build), {}) for name, build in texts.items()]


def _event_logs() -> list[Harmful]:
    event = '<event><string key="concept:name" value="a"/></event>'
    texts: dict[str, Callable[[], str]] = {
        "nested": lambda: f"<log><trace><event>{'<list key=' + chr(34) + 'k' + chr(34) + '>'}" * 100_000,
        "lists": lambda: "<log><trace><event>" + '<list key="k">' * 100_000,
        "tags": lambda: "<log>" + "<a>" * 1_000_000,
        "attribute": lambda: f'<log><trace><event><string key="k" value="{"x" * 40_000_000}"/></event></trace></log>',
        "key": lambda: f'<log><trace><event><string key="{"k" * 40_000}" value="x"/></event></trace></log>',
        "attributes": lambda: f"<log><trace {' '.join(f'a{n}=' + chr(34) * 2 for n in range(2_000_000))}/></log>",
        "comment": lambda: f"<log><!--{'x' * 60_000_000}--></log>",
        "trace": lambda: f'<log><trace><string key="k" value="{"x" * 900_000}"/>{event * 2_000}</trace></log>',
        "long trace": lambda: f'<log><trace><string key="k" value="{"x" * 9_000_000}"/>{event * 2_000}</trace></log>',
        "wide trace": lambda: "<log><trace>"
        + "".join(f'<int key="a{n}" value="1"/>' for n in range(1_990)) + "<event/>" * 200_000 + "</trace></log>",
        "late": lambda: f'<log><trace>{event * 120_000}<string key="k" value="x"/></trace></log>',
        "big events": lambda: "<log><trace>" + f'<event><string key="k" value="{"x" * 500_000}"/></event>' * 400 + "</trace></log>",
        "twice": lambda: '<log><trace><event><int key="a" value="1"/><int key="a" value="2"/></event></trace></log>',
        "entities": lambda: '<!DOCTYPE log [<!ENTITY a "ha">]><log>&a;</log>',
        "control key": lambda: '<log><event><string key="a\u009b" value="x"/></event></log>',
    }  # fmt: skip
    return [
        (f"{name}.xes{ending}", partial(_utf8, build, packs=bool(ending)), {})
        for name, build in texts.items()
        for ending in ("", ".gz")
    ]


def _parquet(parquet: bytes) -> list[Harmful]:
    most = 2**63 - 1
    kinds = [("ms", most), ("ms", -most - 1), ("us", -most - 1), ("ns", most), ("ms", 10**17), ("us", 10**18)]
    made: list[Harmful] = [(f"{unit} {at}.parquet", partial(_timed, unit, at), {}) for unit, at in kinds]
    names = ["file_row_number", "#row", "", "a\x1b[2J", "k" * 5_000, 'a"b', "a'b", "A\n"]
    made += [(f"name {at}.parquet", partial(_named, name), {}) for at, name in enumerate(names)]
    made += [(f"cut {at}.parquet", partial(_cut, parquet, at), {}) for at in (5, 13, 100, 1_000)]
    return [*made, ("bomb.parquet", _parquet_bomb, {}), ("no column.parquet", partial(_table, {}), {})]


def _timed(unit: str, at: int) -> bytes:
    import pyarrow as pa

    base = {name: ["a", "b"] for name in _HEADER.split(",")}
    return _table(base | {"happened_at": pa.array([0, at], pa.int64()).cast(pa.timestamp(unit), safe=False)})


def _named(name: str) -> bytes:
    return _table({**{each: ["a"] for each in _HEADER.split(",")}, "happened_at": ["2026-01-01"], name: ["x"]})


def _cut(parquet: bytes, at: int) -> bytes:
    return parquet[:-at]


def _parquet_bomb() -> bytes:
    return _table({name: ["x" * 2**20] * 150 for name in ("event_id", "case_id")})


def _table(columns: dict[str, Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = io.BytesIO()
    pq.write_table(pa.table(columns), stored, compression="zstd")
    return stored.getvalue()


def _packings() -> list[Harmful]:
    zeros = lambda: gzip.compress(bytes(400 * 2**20), mtime=0)  # noqa: E731
    members = gzip.compress(b"", mtime=0) * 100_000
    return [
        ("zeros.csv.gz", zeros, {}),
        ("blanks.csv.gz", lambda: gzip.compress(b" " * 400 * 2**20, mtime=0), {}),
        (
            "zeros.xlsx.gz",
            lambda: gzip.compress(b"PK\x03\x04" + bytes(300 * 2**20), mtime=0),
            {"most_workbook_bytes": 2**20},
        ),
        ("members.csv.gz", lambda: members + gzip.compress(_GOOD.encode(), mtime=0), {}),
        ("gzip.gz", lambda: gzip.compress(gzip.compress(_GOOD.encode(), mtime=0), mtime=0), {}),
        ("empty.csv", lambda: b"", {}),
        ("bom.csv", lambda: b"\xef\xbb\xbf", {}),
        ("utf-32.csv", lambda: _GOOD.encode("utf-32"), {}),
        ("odd utf-16.csv", lambda: _GOOD.encode("utf-16")[:-1], {}),
    ]


def _utf8(build: Callable[[], str], *, packs: bool = False) -> bytes:
    data = build().encode()
    return gzip.compress(data, mtime=0) if packs else data
