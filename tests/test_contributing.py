"""A newcomer can follow CONTRIBUTING word by word."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_lines_for_a_new_rule_work(tmp_path: Path) -> None:
    """At most ten lines lead from a copied file to a finding."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    lines = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0].splitlines()
    assert len(lines) <= 10
    for part in ("docs", "reports"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("screenshots"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/bash", "-ec", "\n".join(lines)],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "ACME-002" in done.stdout
    assert "shop-cache-1  address 0.0.0.0, port 6379" in done.stdout
