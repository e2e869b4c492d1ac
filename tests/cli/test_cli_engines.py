"""Engines are read at the same time, and an interrupt waits for none."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier

import pytest

from inspector.cli.engines import AT_ONCE, together


def test_items_are_done_at_the_same_time_and_come_back_in_order() -> None:
    barrier = Barrier(3)

    def do(item: str) -> str:
        barrier.wait(10)  # none goes on before all are there
        return item.upper()

    assert together(do, ["a", "b", "c"]) == ["A", "B", "C"]


def test_more_items_than_threads() -> None:
    items = [str(number) for number in range(3 * AT_ONCE)]
    assert together(str, items) == items


def test_a_fault_of_ours_is_not_lost_in_a_thread() -> None:
    def do(item: str) -> str:
        raise RuntimeError(item)

    with pytest.raises(RuntimeError, match="boom"):
        together(do, ["boom", "boom"])


@pytest.mark.parametrize("count", [1, 2])
def test_an_interrupt_ends_it_quietly_at_once(tmp_path: Path, count: int) -> None:
    """While engines are waited for that accept and never answer."""
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        words = [sys.executable, "-m", "inspector", "scan", *[f"unix://{path}"] * count, "--timeout", "60"]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        connections = [server.accept()[0] for _ in range(count)]
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        for connection in connections:
            connection.close()
    assert (process.returncode, out, err) == (130, "", "")
