"""Version numbers of engines and their components."""


def parse_version(text: str) -> list[int] | None:
    """The leading numbers of a version: `20.10.24+dfsg1` is [20, 10, 24]; None when there are none."""
    numbers: list[int] = []
    for part in text.removeprefix("v").split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits or len(digits) > 9:  # noqa: PLR2004, no version has ten digits, a hostile one may
            break
        numbers.append(int(digits))
        if digits != part:
            break
    return numbers or None
