"""Rules: read, checked and tested before anything is judged."""

from inspector.ruleset.load import RuleSet, load_rules
from inspector.ruleset.rule import Adjustment, Rule

__all__ = ["Adjustment", "Rule", "RuleSet", "load_rules"]
