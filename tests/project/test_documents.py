"""What the documents claim is what is there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "customerhero"


def test_architecture_names_every_folder_and_file_of_the_tree() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE))
    there = {
        f"{path.relative_to(PACKAGE)}{'/' if path.is_dir() else ''}"
        for path in [*PACKAGE.iterdir(), *(child for child in PACKAGE.glob("*/*"))]
        if (path.suffix == ".py" and path.name != "__init__.py") or (path.is_dir() and (path / "__init__.py").exists())
    }
    assert told == there


def test_the_lock_holds_no_registry_address_and_a_hash_for_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_development_lock_agrees_with_the_runtime_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9_.-]+==[^ ]+", (ROOT / name).read_text(), flags=re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_copyleft_or_forbidden_package_is_a_dependency() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    assert "pm4py" not in lock.lower()
    runtime = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^(pandas|pyspark|lifelines|scikit-learn|psycopg)", runtime, flags=re.MULTILINE)


def test_the_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shown = subprocess.run(
        [sys.executable, "-c", "import customerhero; print(customerhero.__version__)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert shown == project["version"]
    assert f"## {shown}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_relative_link_in_the_documents_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_the_unit_of_systemd_lets_the_service_write_where_its_settings_say() -> None:
    text = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    unit = text[text.index("    [Service]") : text.index("    [Install]")]
    assert "ProtectSystem=strict" in unit
    may_write = [f"/var/lib/{name}" for name in re.findall(r"StateDirectory=(\S+)", unit)]
    may_write += re.findall(r"ReadWritePaths=(\S+)", unit)
    folders = dict(re.findall(r"HERO_(\w+)=(/\S+)", unit))
    assert {"DATA", "BACKUPS"} <= folders.keys()
    assert not [name for name, folder in folders.items() if folder not in may_write]


def test_no_table_of_the_documents_has_a_heading_without_a_word() -> None:
    """Pages show them too, and who hears a table hears its headings."""
    empty = [
        f"{path.relative_to(ROOT)}: {head}"
        for path in (ROOT / "docs").rglob("*.md")
        for head, rule in pairwise(path.read_text(encoding="utf-8").splitlines())
        if rule.startswith("|--") and re.search(r"\|\s*\|", head)
    ]
    assert empty == []
