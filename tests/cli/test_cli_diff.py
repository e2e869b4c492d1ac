"""How `inspector diff` and `inspector watch` say what changed."""

from typing import Any, cast

import pytest

from inspector.cli.diff import lines
from inspector.model import ChangePart, FindingPart
from inspector.policy import Diff


def one(severity: str, message: str, because: str | None = None) -> Any:
    return {"severity": severity, "rule": "A-1", "message": message, "because": because}


def test_nothing_changed() -> None:
    same = [cast("FindingPart", one("low", "a"))]
    assert lines(Diff(unchanged=same)) == ["0 new, 0 risen, 0 fixed, 1 unchanged, 0 no longer seen"]


def test_the_worst_of_a_group_comes_first_and_the_numbers_last() -> None:
    found = lines(Diff(new=[one("low", "b"), one("critical", "z"), one("low", "a")], new_rule=[one("info", "c")]))
    assert found == [
        "new (3)",
        "  + critical A-1       z",
        "  + low      A-1       a",
        "  + low      A-1       b",
        "",
        "new, by a rule that the old report did not have (1)",
        "  + info     A-1       c",
        "",
        "4 new, 0 risen, 0 fixed, 0 unchanged, 0 no longer seen",
    ]


@pytest.mark.parametrize(
    ("found", "title", "line"),
    [
        (
            Diff(risen=[one("high", "m", "the user is root")]),
            "graver or surer than before (1)",
            "  ! high     A-1       m",
        ),
        (Diff(reopened=[one("high", "m")]), "reopened (1)", "  ! high     A-1       m"),
        (Diff(fixed=[cast("ChangePart", one("high", "m", "gone"))]), "fixed (1)", "  - high     A-1       m (gone)"),
        (
            Diff(unseen=[cast("ChangePart", one("high", "m", "403"))]),
            "no longer seen: nobody can say whether they are fixed (1)",
            "  ? high     A-1       m (403)",
        ),
    ],
)
def test_each_way_to_change_has_its_mark_and_what_is_gone_says_why(found: Diff, title: str, line: str) -> None:
    assert lines(found)[:2] == [title, line]


def test_a_hostile_message_stays_on_its_line() -> None:
    (_, line, *_) = lines(Diff(unseen=[cast("ChangePart", one("high", "m\n\x1b[31m\u202e", "x\r\n0 new"))]))
    assert line.isprintable()
