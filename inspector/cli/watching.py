"""The audits of `inspector watch`, one after another, and what is printed of each."""

import json
from argparse import Namespace
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, cast

from inspector.audit import stamp
from inspector.cli.console import Console
from inspector.cli.diff import lines
from inspector.cli.faults import tell
from inspector.cli.judge import judge
from inspector.errors import InspectorError, SourceError
from inspector.formats.shown import shown
from inspector.formats.tally import tally
from inspector.model import FindingPart, Report
from inspector.policy import Diff, diff
from inspector.policy.config import Config
from inspector.sources.live.faults import GivenUp

SCHEMA = "inspector.watch/1"


class Watcher:
    """Audits one engine again and again.

    Args:
        args: completed by `settings.settle`; `lines` is text or json.
        config: what it returned.
        console: of the process.
        shown: the engine's address for people.

    Attributes:
        rounds: audits so far.
        code: exit code of the last verdict.
    """

    def __init__(self, args: Namespace, config: Config, console: Console, address: str) -> None:
        self.rounds = 0
        self.code = 0
        self._args = args
        self._config = config
        self._console = console
        self._address = address
        self._last: Report
        self._hidden: set[str] = set()

    def first(self) -> None:
        """Audit, and print the state; raises InspectorError when that is not possible."""
        self._last = self._judged()
        self._emit("state", self._last, {"findings": self._last["findings"]})
        if self._args.lines == "text":
            self._show(f"{shown(self._last['summary']['verdict'], 400)}\n{_numbers(self._last)}")
        self._console.tell(f"{self._address}: waiting for something to happen")

    def again(self, *, back: bool) -> None:
        """Audit, and print what changed since the last audit.

        Args:
            back: whether the engine was gone meanwhile.

        Raises:
            GivenUp: the engine could not be read.
        """
        try:
            report = self._judged()
        except InspectorError as error:
            raise _as_fault(error) from error
        if back:
            self._console.tell(f"{self._address}: it answers again, and was audited again")
            self._emit("back", None, {})
        found = self._compared(report)
        self._emit("changes", report, asdict(found) | {"unchanged": len(found.unchanged)})
        if self._args.lines == "text":
            self._text(found, report, always=back)
        self._last = _with(report, self._last, found)

    def gone(self, reason: str) -> None:
        """Say that the engine does not answer."""
        told = "its state is unknown from now on; trying again until it answers"
        tell(SourceError(self._address, f"{reason}; {told}"), self._console)
        self._emit("gone", None, {"reason": shown(reason)})

    def _judged(self) -> Report:
        report = judge(self._args, self._config, self._console)
        self.rounds += 1
        self.code = report["summary"]["exit_code"]
        return report

    def _compared(self, report: Report) -> Diff:
        """What changed; what was hidden before and still is, is no change."""
        found = diff(self._last, report)
        hidden = {one["fingerprint"] for one in found.unseen}
        found = replace(found, unseen=[one for one in found.unseen if one["fingerprint"] not in self._hidden])
        self._hidden = hidden
        return found

    def _text(self, found: Diff, report: Report, *, always: bool) -> None:
        changed = found.new or found.new_rule or found.risen or found.reopened or found.fixed or found.unseen
        if changed:
            self._show("\n".join(lines(found)))
        verdict = report["summary"]["verdict"]
        if changed or always or verdict != self._last["summary"]["verdict"]:
            self._console.show(shown(verdict, 400))
        else:
            self._console.tell(f"{_now()} audited again: nothing changed")

    def _show(self, text: str) -> None:
        self._console.show(f"{_now()} {shown(self._address)}\n{text}")

    def _emit(self, event: str, report: Report | None, more: dict[str, Any]) -> None:
        if self._args.lines != "json":
            return
        line: dict[str, Any] = {"schema": SCHEMA, "event": event, "time": _now(), "source": self._address}
        if report is not None:
            line |= {"summary": report["summary"], "gaps": report["gaps"]}
        self._console.show(json.dumps(line | more))


def _with(report: Report, last: Report, found: Diff) -> Report:
    """`report` with what nobody can say is fixed: seen again, it is not new."""
    still = {mark for one in report["findings"] for mark in one["fingerprints"]}
    fixed = {one["fingerprint"] for one in found.fixed}
    hidden: list[FindingPart] = [
        one for one in last["findings"] if still.isdisjoint(one["fingerprints"]) and one["fingerprint"] not in fixed
    ]
    return cast("Report", {**report, "findings": [*report["findings"], *hidden]})


def _as_fault(error: InspectorError) -> Exception:
    """An engine that could not be read is waited for; what is wrong with rules or configuration ends it all."""
    if not all(isinstance(one, SourceError) for one in error.errors):
        return error
    return GivenUp(error.errors[0].reason)


def _numbers(report: Report) -> str:
    return "open findings: " + (", ".join(text for _, text in tally(report)) or "none")


def _now() -> str:
    return stamp(datetime.now(UTC))
