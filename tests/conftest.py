"""What several test folders share: a demo company in a lake, and a Spark Connect server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def sail() -> Iterator[str]:
    """The address of a Sail server speaking Spark Connect, for as long as the tests run."""
    pytest.importorskip("pyspark", reason="the [spark] extra is not installed")
    server_module = pytest.importorskip("pysail.spark", reason="pysail is not installed")
    server = server_module.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()
