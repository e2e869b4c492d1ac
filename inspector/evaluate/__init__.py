"""Rules meet objects: outcomes, final severities, findings. Pure: no clock, no input or output."""

from inspector.evaluate.join import findings
from inspector.evaluate.run import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate", "findings"]
