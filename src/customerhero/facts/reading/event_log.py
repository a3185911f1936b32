"""XES (IEEE 1849): a row per event, with the attributes of its trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from xml.parsers import expat

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import Names
from customerhero.facts.reading.json_lines import too_many_columns
from customerhero.facts.reading.opening import open_source
from customerhero.facts.reading.reading import Reading, Staged
from customerhero.facts.reading.writing import TextParquet

Row = dict[str, str | None]

_CHUNK = 2**16
_VALUES = frozenset(("string", "date", "int", "float", "boolean", "id", "list", "container"))
_MOST_WAITING = 100_000
_ALWAYS = ("case:concept:name", "concept:name", "time:timestamp")


def stage_event_log(reading: Reading) -> Staged:
    """The events of an XES log as rows: attributes of the event by their key, of its trace as `case:` and the key."""
    log = _Log(reading)
    target = reading.work / "staged.parquet"
    with TextParquet(reading.work, _ALWAYS) as parquet:
        for row in islice(_events(log, reading), reading.most_rows):
            parquet.add(row)
        parquet.finish(target)
    return Staged(target, reading.source, "xes", parquet.columns, parquet.rows, log.encoding, notes=tuple(log.notes))


def _events(log: _Log, reading: Reading) -> Iterator[Row]:
    parser = _parser(log)
    try:
        with open_source(reading) as stream:
            while piece := stream.read(_CHUNK):
                parser.Parse(piece, False)
                yield from log.taken()
            parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise ReadError(
            f"The file is not sound XML: {fault}.",
            "It may be cut short or not be XES: export it again.",
            str(reading.source),
        ) from fault
    yield from log.taken()


def _parser(log: _Log) -> expat.XMLParserType:
    # expat itself, and not a tree: an event is four small calls, and a document type, where
    # entity bombs and outside files would come from, is refused before it is read
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.XmlDeclHandler = log.declared
    parser.StartDoctypeDeclHandler = log.refuse_doctype
    parser.StartElementHandler = log.start
    parser.EndElementHandler = log.end
    return parser


class _Log:
    """Where in the log the parser is, and the events that are complete."""

    def __init__(self, reading: Reading) -> None:
        self.encoding = "utf-8"
        self.notes: dict[str, None] = {}
        self._reading = reading
        self._names = Names()
        self._known = {key: self._names.take(key) for key in _ALWAYS}
        self._path: list[str] = []
        self._keys: list[str] = []
        self._trace: Row = {}
        self._event: Row | None = None
        self._waiting: list[Row] = []
        self._ready: list[Row] = []
        self._let_go = False

    def taken(self) -> list[Row]:
        ready, self._ready = self._ready, []
        return ready

    def declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.encoding = (encoding or "utf-8").lower()

    def refuse_doctype(self, *_: object) -> None:
        raise ReadError(
            "The XML declares a document type, which XES never does and which may hide an entity bomb.",
            "Take the DOCTYPE out, or export the log again.",
            str(self._reading.source),
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._path and name != "log":
            raise ReadError(
                f"The XML begins with <{tag}> and not with <log>, so it is not XES.",
                "Export it as XES (IEEE 1849) or as CSV.",
                str(self._reading.source),
            )
        self._path.append(name)
        opened: Callable[[dict[str, str]], None] | None = {"trace": self._open_trace, "event": self._open_event}.get(
            name
        )
        if opened:
            opened(attributes)
        elif name in _VALUES:
            self._open_value(attributes)

    def end(self, _tag: str) -> None:
        name = self._path.pop()
        if name in _VALUES:
            self._keys.pop()
        elif name == "event":
            self._close_event()
        elif name == "trace":
            self._release()
            self._trace, self._let_go = {}, False

    def _open_trace(self, _: dict[str, str]) -> None:
        self._trace = {}

    def _open_event(self, _: dict[str, str]) -> None:
        self._event = {}

    def _open_value(self, attributes: dict[str, str]) -> None:
        self._keys.append(attributes.get("key", ""))
        if "global" in self._path or not ("event" in self._path or "trace" in self._path):
            return
        value, key = attributes.get("value"), ".".join(key for key in self._keys if key)
        if value is None:
            return  # a list or container: what it holds follows
        if self._event is not None:
            self._put(self._event, key, value)
        else:
            self._put_in_trace(f"case:{key}", value)

    def _put_in_trace(self, key: str, value: str) -> None:
        if self._let_go:
            raise ReadError(
                "An attribute of a trace stands after its events, and they are too many to wait for it.",
                "Put the attributes of each trace before its events, as XES asks.",
                str(self._reading.source),
                column=key,
                value=value,
            )
        self._put(self._trace, key, value)

    def _put(self, row: Row, key: str, value: str) -> None:
        column = self._known.get(key)
        if column is None:
            column = self._known[key] = self._names.take(key or "column_1")
            if len(self._known) > self._reading.options.most_columns:
                raise too_many_columns(self._reading)
        if column in row:
            self.notes[f"{key!r} is given more than once in one event or trace: the last value is kept"] = None
        row[column] = value

    def _close_event(self) -> None:
        if self._event is not None:
            self._waiting.append(self._event)
            self._event = None
        if "trace" not in self._path or len(self._waiting) >= _MOST_WAITING:
            self._let_go = "trace" in self._path
            self._release()

    def _release(self) -> None:
        self._ready += [self._trace | event for event in self._waiting]
        self._waiting = []
