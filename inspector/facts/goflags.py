"""Options as Go's flag package reads them."""

from inspector.facts.environment import Word


def go_flags(words: list[Word]) -> list[tuple[str, str, str]]:
    """Options with one or two dashes, `-name=value` or `-name value`, as Go's flag package reads them."""
    words = words[1:]
    found = []
    for index, word in enumerate(words):
        if word.text.startswith("-"):
            name, given, value = word.text.lstrip("-").partition("=")
            if not given and index + 1 < len(words):
                value = words[index + 1].text
            found.append((name.lower(), value, word.place))
    return found
