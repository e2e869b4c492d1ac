"""The command line: the only layer that prints, reads the environment or exits."""


def main() -> int:
    """Run the command; returns the exit code."""
    return 2
