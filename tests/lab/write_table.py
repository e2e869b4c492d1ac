"""Writes docs/lab.md from the experiments: `python tests/lab/write_table.py`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from lab.table import PAGE, page

    PAGE.write_text(page(), "utf-8")
