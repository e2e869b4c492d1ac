"""`inspector baseline`: what is known and does not fail an audit."""

COMMANDS = {"update": "make a saved JSON report the baseline, if its run saw everything"}
"""Every command below `baseline`, in the order of the help."""
