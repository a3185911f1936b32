"""An Apache Spark local cluster with two executor processes behind Spark Connect."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.measuring import PEERS

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE_SECONDS = 180


@contextmanager
def spark_cluster() -> Iterator[str]:
    """The address of a running server; it ends with the block."""
    home = next((PEERS.parents[1] / "lib").glob("python3*")) / "site-packages" / "pyspark"
    port = _free_port()
    command = [
        home / "bin" / "spark-submit", "--class", SERVER, "--master", "local-cluster[2,1,1024]",
        "--conf", f"spark.connect.grpc.binding.port={port}", "--conf", "spark.ui.enabled=false", "spark-internal",
    ]  # fmt: skip
    environment = {**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": str(PEERS), "SPARK_NO_DAEMONIZE": "1"}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([*map(str, command)], env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        _wait(port, server)
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            raise SystemExit("Spark did not start; it needs Java 17 (Debian: openjdk-17-jre-headless).")
        time.sleep(0.5)
    raise SystemExit(f"Spark did not answer within {PATIENCE_SECONDS} seconds.")
