"""XES (IEEE 1849): a row per event, with the attributes of its trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from xml.parsers import expat

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import Names, name_too_long
from customerhero.facts.reading.json_lines import too_many_columns
from customerhero.facts.reading.opening import open_source
from customerhero.facts.reading.reading import DEEPEST, LONGEST_NAME, Reading, Staged, times
from customerhero.facts.reading.writing import TextParquet
from customerhero.facts.reading.xml_stream import fed, local, new_parser, too_deep

Row = dict[str, str | None]

_VALUES = frozenset(("string", "date", "int", "float", "boolean", "id", "list", "container"))
_MOST_WAITING = 100_000
_MOST_LETTERS_WAITING = 16 * 2**20
_MOST_OF_A_TRACE = 2**20
"""Letters of a trace's attributes, which stand beside each of its events."""
_FREE_CELLS, _CELLS_A_BYTE = 5_000_000, 2
"""How many cells the attributes of traces may fill: no log's are more than a fraction of its bytes."""
_ALWAYS = ("case:concept:name", "concept:name", "time:timestamp")


def stage_event_log(reading: Reading) -> Staged:
    """The events of an XES log as rows: attributes of the event by their key, of its trace as `case:` and the key."""
    log = _Log(reading)
    target = reading.work / "staged.parquet"
    with TextParquet(reading.work, _ALWAYS) as parquet:
        for row in islice(_events(log, reading), reading.most_rows):
            parquet.add(row)
        parquet.finish(target)
    return Staged(target, reading.source, "xes", parquet.columns, parquet.rows, log.encoding, notes=log.notes)


def _events(log: _Log, reading: Reading) -> Iterator[Row]:
    parser = _parser(log, reading)
    try:
        with open_source(reading) as stream:
            for done in fed(parser, stream, reading):
                yield from log.taken(done)
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise ReadError(
            f"The file is not sound XML: {fault}.",
            "It may be cut short or not be XES: export it again.",
            str(reading.source),
        ) from fault


def _parser(log: _Log, reading: Reading) -> expat.XMLParserType:
    parser = new_parser(reading)
    parser.XmlDeclHandler = log.declared
    parser.StartElementHandler = log.start
    parser.EndElementHandler = log.end
    return parser


class _Log:
    """Where in the log the parser is, and the events that are complete."""

    def __init__(self, reading: Reading) -> None:
        self.encoding = "utf-8"
        self._reading = reading
        self._names = Names(reading)
        self._twice: dict[str, int] = {}
        self._known = {key: self._names.take(key) for key in _ALWAYS}
        self._path: list[str] = []
        self._keys: list[str] = []
        self._trace: Row = {}
        self._event: Row | None = None
        self._letters = 0
        self._letters_waiting = 0
        self._cells = 0
        self._waiting: list[Row] = []
        self._ready: list[tuple[Row, Row]] = []
        self._let_go = False

    @property
    def notes(self) -> tuple[str, ...]:
        """Names that had to be changed, and keys that were given twice."""
        told = "is given more than once in one event or trace: the last value is kept"
        return (*self._names.notes, *(f"{key!r} {told} ({times(count)})" for key, count in self._twice.items()))

    def taken(self, done: int) -> Iterator[Row]:
        """The events that are complete, with what their traces say; `done` bytes of the log are read."""
        ready, self._ready = self._ready, []
        for trace, event in ready:
            self._cells += len(trace)
            if self._cells > _FREE_CELLS + _CELLS_A_BYTE * done:
                raise ReadError(
                    "The events of the log are next to nothing beside the attributes of their traces.",
                    "Give a trace only the attributes that its events need.",
                    str(self._reading.source),
                )
            yield trace | event

    def declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.encoding = (encoding or "utf-8").lower()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if not self._path and name != "log":
            raise ReadError(
                f"The XML begins with <{tag}> and not with <log>, so it is not XES.",
                "Export it as XES (IEEE 1849) or as CSV.",
                str(self._reading.source),
            )
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise too_deep(self._reading)
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
        self._trace, self._letters = {}, 0

    def _open_event(self, _: dict[str, str]) -> None:
        self._event, self._letters = {}, 0

    def _open_value(self, attributes: dict[str, str]) -> None:
        self._keys.append(attributes.get("key", ""))
        if "global" in self._path or not ("event" in self._path or "trace" in self._path):
            return
        value, key = attributes.get("value"), ".".join(key for key in self._keys if key)
        if value is None:
            return  # a list or container: what it holds follows
        self._letters += len(value)
        if self._letters > (_MOST_OF_A_TRACE if self._event is None else self._reading.options.most_line_bytes):
            raise self._too_much()
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
            if len(key) > LONGEST_NAME:
                raise name_too_long(key, self._reading)
            column = self._known[key] = self._names.take(key or "column_1")
            if len(self._known) > self._reading.options.most_columns:
                raise too_many_columns(self._reading)
        if column in row:
            self._twice[key] = self._twice.get(key, 0) + 1
        row[column] = value

    def _close_event(self) -> None:
        if self._event is not None:
            self._waiting.append(self._event)
            self._letters_waiting += self._letters
            self._event = None
        many = len(self._waiting) >= _MOST_WAITING or self._letters_waiting >= _MOST_LETTERS_WAITING
        if "trace" not in self._path or many:
            self._let_go = "trace" in self._path
            self._release()

    def _release(self) -> None:
        self._ready += [(self._trace, event) for event in self._waiting]
        self._waiting, self._letters_waiting = [], 0

    def _too_much(self) -> ReadError:
        what = "A trace" if self._event is None else "An event"
        return ReadError(
            f"{what} holds more text than a log is meant for.",
            "Leave out what is not needed, or save the log as CSV.",
            str(self._reading.source),
        )
