"""`inspector rules`: what the rules are and whether they are right."""

COMMANDS = {
    "list": "list the rules",
    "show": "print a rule's file",
    "check": "check rule files: keys, expressions, traps, ids",
    "test": "run the rules' own examples",
    "try": "try an expression on every object of a source",
    "schema": "print the JSON Schema of a rule file",
}
"""Every command below `rules`, in the order of the help."""
