"""A process apart that does what a reader must not do."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from customerhero.facts.apart import Plain, Tell
from customerhero.facts.confined import serve


def see(_asked: Plain, _tell: Tell) -> Any:
    core = resource.getrlimit(resource.RLIMIT_CORE)
    return {"environment": dict(os.environ), "core": core, "pid": os.getpid()}


def start(_asked: Plain, _tell: Tell) -> Any:
    return subprocess.run(["true"], check=True).returncode


def fork(_asked: Plain, _tell: Tell) -> Any:
    return os.fork()


def connect(_asked: Plain, _tell: Tell) -> Any:
    return socket.create_connection(("127.0.0.1", 9)).fileno()


def tell(_asked: Plain, tell: Tell) -> Any:
    sys.stdout.write("noise\n")
    sys.stdout.flush()
    tell("read", 1, 2)
    tell("read", 2, 2)
    return "done"


def die(_asked: Plain, _tell: Tell) -> Any:
    ctypes.string_at(0)


def killed(_asked: Plain, _tell: Tell) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def compute(_asked: Plain, _tell: Tell) -> Any:
    while True:
        pass


def take(_asked: Plain, _tell: Tell) -> Any:
    return len(bytearray(2**31))


def write(asked: Plain, _tell: Tell) -> Any:
    return Path(asked["file"]).write_bytes(bytes(2_000_000))


def wait(_asked: Plain, _tell: Tell) -> Any:
    time.sleep(60)


def fail(asked: Plain, _tell: Tell) -> Any:
    raise UnicodeError(asked["data"])


ACTS = {
    "see": see, "start": start, "fork": fork, "connect": connect, "tell": tell, "die": die, "killed": killed,
    "compute": compute, "take": take, "write": write, "wait": wait, "break": fail, "look": compute,
}  # fmt: skip

if __name__ == "__main__":
    serve(ACTS)
