"""Serve the workplace: prepare, start the tree, tell the address, and end well."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from customerhero.errors import HeroError
from customerhero.web.backups.parts import refuse_unfinished
from customerhero.web.serving.lock import only_one, refuse_when_served
from customerhero.web.serving.options import Options, environment, with_free_port
from customerhero.web.serving.rights import keep_to_owner, repaired, said
from customerhero.web.serving.tree import Tree

Tell = Callable[[str], None]


def serve(options: Options, tell: Tell = print) -> None:
    """Serve until asked to end; HeroError when the settings, the database, the port or another server forbid it."""
    keep_to_owner()
    data = options.data.expanduser().absolute()
    refuse_unfinished(data)
    refuse_when_served(data)
    options = with_free_port(options)
    with only_one(data, f"hero serve at {options.address}"):
        mended = repaired(data)
        if mended:
            tell(said(data, mended))
        prepared = _prepared(options)
        Tree(options).serve(lambda: _welcome(options, prepared, tell))
    tell("Stopped; nothing was left half done.")


def check(options: Options) -> int:
    """Look at the settings and say what is wrong with them; the exit code."""
    command = [sys.executable, "-m", "customerhero.web.serving.preparing", "check", options.address]
    return subprocess.run(command, env=environment(options), check=False).returncode  # noqa: S603  # our own command


def _prepared(options: Options) -> dict[str, str]:
    """In a process of its own, so that this one stays small."""
    command = [sys.executable, "-m", "customerhero.web.serving.preparing", "prepare", options.address]
    done = subprocess.run(command, env=environment(options), stdout=subprocess.PIPE, check=False, text=True)  # noqa: S603
    if done.returncode != 0:
        raise HeroError("Customer Hero was not started.", "Change what is said above, then try again.")
    told: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return told


def _welcome(options: Options, prepared: dict[str, str], tell: Tell) -> None:
    tell(f"Customer Hero is served at {prepared['address']}")
    if prepared["link"]:
        tell(f"The first administrator comes in once by this link:\n  {prepared['link']}")
    if options.demo:
        tell("This is the demo: choose there whom to be. The first agenda is being made and appears by itself.")
    tell("Ctrl-C ends it.")
