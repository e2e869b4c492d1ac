"""Whether a report could have seen a finding if it were still there."""

from inspector.model import FindingPart, Gap, ObjectPart, Report

STATE = "--state"


class Sight:
    """What a run was able to see.

    Args:
        report: of the run.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._engines = {engine["name"]: set(engine.get("complete", ())) for engine in report["engines"]}
        self._gaps = [gap for gap in report["gaps"] if not gap.get("vanished")]
        self._workloads = {
            _key(each["engine"], each["kind"], each["name"]): each["state"] for each in report["workloads"]
        }
        self._states = {
            word for option in report.get("filters", ()) if option.startswith(STATE) for word in option.split()[1:]
        }

    def present(self, about: ObjectPart) -> bool:
        """Whether the object is there, as far as the report lists its kind."""
        workload = about["kind"] in ("container", "service", "plugin", "compose")
        return not workload or _key(about["engine"], about["kind"], about["name"]) in self._workloads

    def hides(self, one: FindingPart) -> str:
        """Why nobody can say whether this finding of an older report is fixed; empty when it is."""
        about = one["object"]
        if about["engine"] not in self._engines:
            return f"engine {about['engine']} was not read"
        return self._gap(about) or self._incomplete(about) or self._filtered(one) or self._undecided(one)

    def _gap(self, about: ObjectPart) -> str:
        return next((gap["reason"] for gap in self._gaps if self._covers(gap, about)), "")

    def _covers(self, gap: Gap, about: ObjectPart) -> bool:
        """Whether the object may be behind the gap."""
        if gap["kind"] == "file":
            return gap["engine"] in ("", about["engine"]) and not self._listed(about)
        if gap["engine"] != about["engine"]:
            return gap["kind"] == "engine" and about["engine"].startswith(f"{gap['engine']}/") and not gap["id"]
        if gap["kind"] == "engine":
            return not gap["id"] or about["kind"] == "engine"
        return gap["kind"] == about["kind"] and gap["id"] in ("", about["id"], about["name"])

    def _listed(self, about: ObjectPart) -> bool:
        return _key(about["engine"], about["kind"], about["name"]) in self._workloads

    def _incomplete(self, about: ObjectPart) -> str:
        """An inventory that may lack objects does not show that one is gone."""
        whole = about["kind"] == "engine" or about["kind"] in self._engines[about["engine"]]
        return "" if whole or self._listed(about) else f"not every {about['kind']} of the engine was given"

    def _filtered(self, one: FindingPart) -> str:
        rules = self._report["rules"]
        if not any(rule in rules for rule in (one["rule"], *one["also"])):
            return f"{one['rule']} was not among the rules"
        about = one["object"]
        state = self._workloads.get(_key(about["engine"], about["kind"], about["name"]))
        return f"left out by {STATE}" if self._states and state is not None and state not in self._states else ""

    def _undecided(self, one: FindingPart) -> str:
        """A rule that could not decide on the object; of more than are named, any may be meant."""
        about = one["object"]
        rules = {one["rule"], *one["also"]}
        for part in self._report["undecided"]:
            if part["kind"] != about["kind"] or rules.isdisjoint(part["rules"]):
                continue
            if f"{about['engine']}/{about['name']}" in part["objects"] or part["count"] > len(part["objects"]):
                return f"undecided: {part['reason']}"
        return ""


def _key(engine: str, kind: str, name: str) -> tuple[str, str, str]:
    return engine, kind, name
