"""What a team has accepted: waivers, a baseline, and the configuration they are written in."""

from inspector.policy.apply import Baseline, Policy, apply
from inspector.policy.diff import Diff, diff
from inspector.policy.waivers import Waiver

__all__ = ["Baseline", "Diff", "Policy", "Waiver", "apply", "diff"]
