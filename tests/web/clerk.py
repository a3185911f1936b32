"""A clerk who brings file after file through the browser's way in, and remembers what was acknowledged."""

from __future__ import annotations

import http.client
import re
import threading
import uuid
from contextlib import closing
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.urls import reverse

from tests.web.workplace import Workplace

ROWS = 30
_HEAD = "event_id,case_id,customer_id,happened_at,kind,team_id\n"
Answer = tuple[int, str, str]


def file_of(number: int) -> str:
    """The clerk's file of that number: events nobody else brings."""
    rows = [
        f"F{number}-{row},K{number}-{row // 3},C{row},2026-{1 + number % 9:02}-{1 + row % 28:02}T0{row % 3}:00:00Z,"
        f"{('opened', 'transferred', 'closed')[row % 3]},T{row % 4}"
        for row in range(ROWS)
    ]
    return _HEAD + "\n".join(rows) + "\n"


class Clerk(threading.Thread):
    """Works until told to stop; whatever is not answered is tried again, as a person would."""

    def __init__(self, place: Workplace, most: int) -> None:
        super().__init__(daemon=True)
        self.acknowledged: dict[int, int] = {}
        """The number of each file whose import was promised, and the number of the import."""
        self.troubles: list[str] = []
        self._port = place.port
        self._most = most
        self._stopped = threading.Event()
        self._cookies: dict[str, str] = {}

    def run(self) -> None:
        """Bring files."""
        number = 0
        while number < self._most and not self._stopped.is_set():
            number += 1
            while not self._stopped.is_set() and not self._brought(number):
                self._stopped.wait(0.1)

    def stop(self) -> None:
        """Bring the file in hand, or give it up, and stop."""
        self._stopped.set()
        self.join(60)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form: status, where it leads, and the page."""
        fields = {"csrfmiddlewaretoken": self._cookies.get("csrftoken", ""), **fields}
        return self._ask("POST", path, urlencode(fields), "application/x-www-form-urlencoded")

    def sign_in(self) -> bool:
        """Become the demo's administrator."""
        self._ask("GET", reverse("demo-sessions"))
        return self.post(reverse("demo-sessions"), {"role": "administrator"})[0] == 302

    def _brought(self, number: int) -> bool:
        try:
            return ("sessionid" in self._cookies or self.sign_in()) and self._bring(number)
        except (OSError, http.client.HTTPException):  # nobody answers just now
            return False

    def _bring(self, number: int) -> bool:
        status, where, page = self._upload(number)
        upload = re.search(r"/uploads/(\d+)/$", where)
        if status != 302 or upload is None:
            return self._noted(status, page)
        self.post(f"{where}mappings/", {"preset": "events", "seen": "0", "base": "0"})
        status, where, page = self.post(f"{where}imports/", {"seen": "1"})
        promised = re.search(r"/imports/(\d+)/$", where)
        if status != 302 or promised is None:
            return self._noted(status, page)
        self.acknowledged[number] = int(promised[1])
        return True

    def _noted(self, status: int, page: str) -> bool:
        self.troubles.append(f"{status}: {page[:300]}")
        return False

    def _upload(self, number: int) -> Answer:
        edge = uuid.uuid4().hex
        token = self._cookies.get("csrftoken", "")
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="events {number}.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{file_of(number)}\r\n--{edge}--\r\n"
        )
        return self._ask("POST", reverse("uploads"), body, f"multipart/form-data; boundary={edge}")

    def _ask(self, method: str, path: str, body: str = "", kind: str = "") -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)) as line:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
            line.request(method, path, body.encode(), headers | ({"Content-Type": kind} if kind else {}))
            answer = line.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
            return answer.status, answer.headers.get("Location", ""), page
