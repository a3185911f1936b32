"""What stands between the network and the pages: nobody's slowness holds a thread, nobody's haste takes them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from customerhero.web.serving.front.application import LOOKS, PAGES
from customerhero.web.serving.front.application import UPLOADS as UPLOADS_AT_ONCE
from customerhero.web.serving.front.limits import Limits
from tests.web.sockets import LARGE, UPLOADS, Place, served
from tests.web.waiting_for import until

FORM = 10_000
HEAD = "POST / HTTP/1.1\r\nHost: x\r\n"
HELD = "GET /held HTTP/1.1\r\nHost: x\r\n\r\n"
UPLOAD = f"POST {UPLOADS} HTTP/1.1\r\nHost: x\r\nCookie: session=1\r\nContent-Length: 1000000\r\n\r\nbegun"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(Limits(patience=0.6, form=FORM, portion=2_000, upload_portion=2_000), tmp_path) as place:
        yield place


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Place]:
    with served(Limits(patience=60, form=FORM, of_an_address=12), tmp_path) as place:
        yield place


SLOW = {
    "no head at all": "",
    "half a head": "GET / HTTP/1.1\r\nHo",
    "half a body": f"{HEAD}Content-Length: 5000\r\n\r\nab",
    "half a chunk": f"{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "a second head that never ends": "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTT",
    "half an upload": UPLOAD,
}


@pytest.mark.parametrize("said", SLOW.values(), ids=SLOW)
def test_who_does_not_go_on_speaking_is_cut_and_told(place: Place, said: str) -> None:
    told = place.line(said).hear()
    assert told.startswith(("HTTP/1.1 408", "HTTP/1.1 200", "HTTP/1.1 400")) == bool(said)
    if said == UPLOAD:
        assert "TimeoutError" in told
    elif said:
        assert "The request took too long to arrive." in told


def test_who_does_not_read_is_cut_and_held_no_thread(place: Place) -> None:
    lines = [place.line("GET /large HTTP/1.1\r\nHost: x\r\n\r\n", buffer=4_096) for _ in range(PAGES + 2)]
    until(lambda: place.application.closed == PAGES + 2, 20, "all answers are made though nobody reads")
    assert "0 bytes" in place.get("/")
    until(lambda: place.connections == 0, 20, "all are cut")
    assert len(lines[0].hear()) < LARGE


def test_slow_ones_of_every_kind_together_stop_nobody(tmp_path: Path) -> None:
    with served(Limits(patience=60, of_an_address=200), tmp_path) as place:
        for said in (*SLOW.values(), "GET /large HTTP/1.1\r\nHost: x\r\n\r\n"):
            for _ in range(20):
                place.line(said, buffer=4_096)
        until(lambda: place.application.closed == 20, 40, "answers nobody reads are made")
        assert "alive" in place.get("/healthz")
        assert "0 bytes" in place.get("/")
        assert "9 bytes" in place.post("/", b"something")


def test_a_trickle_is_no_speaking(place: Place) -> None:
    line = place.line(f"{HEAD}Content-Length: 5000\r\n\r\n")

    def one_more_byte_is_refused() -> bool:
        try:
            line.say("x")
        except (BrokenPipeError, ConnectionResetError):
            return True
        return line.is_cut()

    until(one_more_byte_is_refused, 20)
    assert "0 bytes" in place.get("/")


@pytest.mark.parametrize("announced", [f"Content-Length: {FORM + 1}\r\n", "Content-Length: 99999999999999999999\r\n"])
def test_a_body_over_the_limit_is_refused_before_it_is_read(patient: Place, announced: str) -> None:
    told = patient.line(f"{HEAD}{announced}Expect: 100-continue\r\n\r\n").hear()
    assert told.startswith("HTTP/1.1 413")
    assert not patient.application.seen


def test_a_body_that_grows_over_the_limit_is_refused_then(patient: Place) -> None:
    line = patient.line(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n")
    line.say(b"%x\r\n%s\r\n" % (FORM + 1, b"x" * (FORM + 1)))
    assert line.hear().startswith("HTTP/1.1 413")
    assert not patient.application.seen


def test_a_body_of_chunks_reaches_the_application_whole(patient: Place) -> None:
    line = patient.line(
        f"{HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    assert "5 bytes" in line.hear()


@pytest.mark.parametrize(("cookie", "answered"), [("", "HTTP/1.1 302"), ("Cookie: session=1\r\n", "HTTP/1.1 100")])
def test_only_who_may_upload_is_asked_to_go_on(patient: Place, cookie: str, answered: str) -> None:
    upload = f"POST {UPLOADS} HTTP/1.1\r\nHost: x\r\n{cookie}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    line = patient.line(upload)
    assert line.plug.recv(12).decode() == answered
    if cookie:
        assert "5 bytes" in line.say("12345").answer()


def test_an_upload_refused_while_it_is_sent_still_hears_why(patient: Place) -> None:
    body = b"x" * 3_000_000
    assert patient.post(UPLOADS, body).startswith("HTTP/1.1 302")


def test_an_upload_is_streamed_and_may_be_larger_than_a_form(patient: Place) -> None:
    assert "1000000 bytes" in patient.post(UPLOADS, b"x" * 1_000_000, "Cookie: session=1\r\n")
    assert (
        list(Path(patient.application.seen[0]["HOME"]).iterdir() if "HOME" in patient.application.seen[0] else []) == []
    )


def test_uploads_on_their_way_leave_the_threads_of_pages_alone(patient: Place) -> None:
    for _ in range(UPLOADS_AT_ONCE + 2):
        patient.line(UPLOAD)
    until(lambda: len(patient.application.seen) == UPLOADS_AT_ONCE, 20, "all threads of uploads are taken")
    assert "0 bytes" in patient.get("/")


def test_looks_at_uploads_leave_the_threads_of_pages_alone(patient: Place) -> None:
    for number in range(LOOKS + 2):
        patient.line(f"GET {UPLOADS}{number}/ HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "0 bytes" in patient.get("/")


def test_health_is_answered_when_every_thread_is_held(patient: Place) -> None:
    for _ in range(PAGES + 2):
        patient.line(HELD)
    until(lambda: patient.application.held == PAGES, 20, "every thread is held")
    assert "alive" in patient.get("/healthz")
    assert "0 bytes" in patient.get("/readyz")
    patient.application.hold.set()
    until(lambda: patient.application.held == PAGES + 2, 20, "those who waited get their turn")


def test_one_address_has_so_many_connections_and_the_idle_ones_go_first(patient: Place) -> None:
    idle = [patient.line() for _ in range(12)]
    assert "0 bytes" in patient.get("/")
    assert "0 bytes" in patient.get("/")
    assert sum(line.is_cut() for line in idle) >= 1
    assert sum(not line.is_cut() for line in idle) >= 9


def test_one_address_whose_connections_are_all_at_work_gets_no_more(patient: Place) -> None:
    busy = [patient.line(HELD) for _ in range(12)]
    until(lambda: patient.application.held == PAGES, 20)
    until(lambda: patient.line().hear().startswith("HTTP/1.1 503"), 20, "refused")
    patient.application.hold.set()
    assert all(line.answer().startswith("HTTP/1.1 200") for line in busy)


def test_behind_a_proxy_the_visitor_is_counted_and_not_the_proxy(tmp_path: Path) -> None:
    with served(Limits(patience=60, of_an_address=3, proxies=1), tmp_path) as place:
        mallory = "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n"
        for _ in range(3):
            place.line(f"GET /held HTTP/1.1\r\nHost: x\r\n{mallory}\r\n")
        until(lambda: place.application.held == 3, 20)
        assert place.get("/", mallory).startswith("HTTP/1.1 429")
        assert place.get("/", "X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n").startswith("HTTP/1.1 200")


def test_who_has_many_waiting_does_not_stand_before_who_has_one(tmp_path: Path) -> None:
    with served(Limits(patience=60, proxies=1), tmp_path) as place:
        for number in range(20):
            place.line(f"GET /held HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.7\r\nX-Number: {number}\r\n\r\n")
        until(lambda: place.application.held == PAGES, 20)
        other = place.line("GET /other HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
        assert "alive" in place.get("/healthz")  # by then the other one stands in the line
        place.application.hold.set()
        assert "0 bytes" in other.answer()
        until(lambda: place.application.held == 20, 20)
        asked = [environ["PATH_INFO"] for environ in place.application.seen]
        assert asked.index("/other") <= PAGES + 1


def test_an_answer_that_breaks_gets_no_good_end(patient: Place, caplog: pytest.LogCaptureFixture) -> None:
    told = patient.get("/broken")
    assert "half" in told
    assert not told.endswith("0\r\n\r\n")
    assert "RuntimeError" in caplog.text


def test_a_large_answer_comes_whole(patient: Place) -> None:
    assert len(patient.get("/large").partition("\r\n\r\n")[2]) == LARGE


def test_two_requests_sent_at_once_are_answered_in_turn(patient: Place) -> None:
    line = patient.line("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert line.hear().count("0 bytes") == 2


def test_the_server_tells_nothing_of_itself(patient: Place) -> None:
    assert "server:" not in patient.get("/").lower()


def test_the_application_is_told_as_the_visitor_said(patient: Place) -> None:
    patient.get(
        "/a%20b%ff?q=%C3%A4", "Cookie: a=1\r\nCookie: b=2\r\nX_Forwarded_For: 1.2.3.4\r\nX-Two: 1\r\nX-Two: 2\r\n"
    )
    environ = patient.application.seen[0]
    assert environ["PATH_INFO"] == "/a b\xff"
    assert environ["QUERY_STRING"] == "q=%C3%A4"
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_TWO"]) == ("a=1; b=2", "1,2")
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_asked_to_end_it_answers_what_was_asked(tmp_path: Path) -> None:
    with served(Limits(patience=60), tmp_path) as place:
        line = place.line(HELD)
        idle = place.line("GET / HTT")
        until(lambda: place.application.held == 1, 20)
        place.end()
        until(idle.is_cut, 20, "idle ones are not waited for")
        place.application.hold.set()
        assert "0 bytes" in line.hear()


def test_who_left_while_waiting_gets_no_thread(patient: Place) -> None:
    for _ in range(PAGES):
        patient.line(HELD)
    until(lambda: patient.application.held == PAGES, 20)
    patient.line("GET /left HTTP/1.1\r\nHost: x\r\n\r\n").plug.close()
    assert "alive" in patient.get("/healthz")
    patient.application.hold.set()
    assert "0 bytes" in patient.get("/stayed")
    assert "/left" not in [environ["PATH_INFO"] for environ in patient.application.seen]


def test_whatever_is_said_nothing_breaks(patient: Place, caplog: pytest.LogCaptureFixture) -> None:
    chance = Random(7)
    said = [
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        b"GET /large HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ",
        f"POST {UPLOADS} HTTP/1.1\r\nHost: x\r\nCookie: session=1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx".encode(),
    ]
    for _ in range(300):
        line = patient.line()
        line.plug.sendall(_mutated(bytearray(chance.choice(said)), chance))
        line.plug.close()
    assert "alive" in patient.get("/healthz")
    assert "0 bytes" in patient.get("/")
    until(lambda: patient.connections == 0, 20, "all are gone")
    assert "Traceback" not in caplog.text
    assert "Fatal" not in caplog.text


def _mutated(said: bytearray, chance: Random) -> bytes:
    for _ in range(chance.randint(0, 4)):
        place = chance.randrange(len(said))
        said[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    return bytes(said)
