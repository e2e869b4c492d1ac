"""Runs two commands in turn and prints seconds and MiB of each run as JSON: the part of run.py that must stay small.

The kernel counts for a new process also what the one had that it was forked from; so the one that starts what is
measured imports next to nothing.

Standard input: {"commands": [[word, ...], [word, ...]], "environ": {name: value}, "rounds": number}
Standard output: [[[seconds, MiB], [seconds, MiB]], ...], a pair for each round but the first, which fills the caches
"""

import json
import os
import sys
import time
from typing import Any

FINE = (0, 1, 3)
"""Exit codes of a scan that did its work."""


def run(words: list[str], environ: dict[str, str]) -> tuple[float, float]:
    """Seconds that a process takes, and MiB that it had at most; its output goes nowhere."""
    actions = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    began = time.perf_counter()
    child = os.posix_spawnp(words[0], words, os.environ | environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in FINE:
        sys.exit(f"{' '.join(words[:4])} ... failed")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Measure what standard input says."""
    task: dict[str, Any] = json.load(sys.stdin)
    rounds = [[run(words, task["environ"]) for words in task["commands"]] for _ in range(task["rounds"] + 1)]
    json.dump(rounds[1:], sys.stdout)


if __name__ == "__main__":
    main()
