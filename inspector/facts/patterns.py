"""Regular expressions that a document brings, matched in linear time or not at all.

A socket proxy's patterns decide what its clients may ask for. Python's own matcher can be made to run for ever by a
pattern, so these are read into a small automaton. What is outside the subset (look-around, back references, flags, very
long or deeply repeated patterns) is refused; the caller reports it as unknown.
"""

from dataclasses import dataclass, field
from functools import lru_cache

LONGEST = 500
"""Characters of a pattern."""
STEPS = 100_000
"""Steps that one pattern may take, over all texts that it is tried on; an ordinary one takes a tenth."""
_STATES = 1000
"""States of the automaton; counted repeats multiply them."""
_REPEAT = 200
_DEEPEST = 50

_CLASSES = {
    "d": "0123456789",
    "w": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_",
    "s": " \t\n\r\f",
}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_SPECIAL = frozenset("\\.+*?()|[]{}^$")


class UnsupportedPatternError(ValueError):
    """The pattern is outside the subset that can be matched safely."""


@dataclass(slots=True)
class _State:
    """A state: consumes one of `chars` (None: anything, negated by `but`) and goes on, or goes on for free.

    `anchor`: `^` or `$`, a free step that is taken only there.
    """

    chars: frozenset[str] | None = None
    but: bool = False
    consumes: bool = False
    anchor: str = ""
    following: list[int] = field(default_factory=list)


class Pattern:
    """A compiled pattern; `matches` searches for it anywhere, as Go's MatchString does."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise UnsupportedPatternError("it is too long")
        self._text = text
        self._position = 0
        self._steps = 0
        self._states: list[_State] = []
        self._start, self._end = self._alternatives(0)
        if self._position < len(text):
            raise UnsupportedPatternError("a bracket too many")

    def matches(self, subject: str) -> bool:
        """Whether the pattern matches somewhere in the subject.

        Raises:
            UnsupportedPatternError: when the pattern has used up its steps.
        """
        current = set[int]()
        for place in range(len(subject) + 1):
            current = self._free({*current, self._start}, place, len(subject))
            self._steps += len(current)
            if self._steps > STEPS:
                raise UnsupportedPatternError("it takes too many steps")
            if self._end in current:
                return True
            if place < len(subject):
                current = self._read(current, subject[place])
        return False

    def _read(self, states: set[int], char: str) -> set[int]:
        found = set[int]()
        for index in states:
            state = self._states[index]
            if state.consumes and (state.chars is None or (char in state.chars) != state.but):
                found.update(state.following)
        return found

    def _free(self, states: set[int], place: int, length: int) -> set[int]:
        waiting = list(states)
        while waiting:
            state = self._states[waiting.pop()]
            if state.consumes or (state.anchor == "^" and place) or (state.anchor == "$" and place < length):
                continue
            fresh = [index for index in state.following if index not in states]
            states.update(fresh)
            waiting += fresh
        return states

    # --- building; every part is a first and a last state

    def _new(self, state: _State) -> int:
        if len(self._states) >= _STATES:
            raise UnsupportedPatternError("it repeats too much")
        self._states.append(state)
        return len(self._states) - 1

    def _peek(self) -> str:
        return self._text[self._position : self._position + 1]

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise UnsupportedPatternError("it ends too early")
        self._position += 1
        return char

    def _alternatives(self, depth: int) -> tuple[int, int]:
        if depth > _DEEPEST:
            raise UnsupportedPatternError("it is nested too deeply")
        first, last = self._new(_State()), self._new(_State())
        while True:
            begin, end = self._sequence(depth)
            self._states[first].following.append(begin)
            self._states[end].following.append(last)
            if self._peek() != "|":
                return first, last
            self._take()

    def _sequence(self, depth: int) -> tuple[int, int]:
        first = last = self._new(_State())
        while self._peek() not in {"", "|", ")"}:
            start = self._position
            begin, end = self._atom(depth)
            begin, end = self._repeated(begin, end, start, depth)
            self._states[last].following.append(begin)
            last = end
        return first, last

    def _atom(self, depth: int) -> tuple[int, int]:
        char = self._take()
        match char:
            case "(":
                return self._group(depth)
            case "[":
                return self._one(*self._set())
            case ".":
                return self._one(None, but=False)
            case "^" | "$":
                return self._anchor(char)
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | ")" | "{":
                raise UnsupportedPatternError(f"{char} where nothing stands to repeat")
            case _:
                return self._one(frozenset(char), but=False)

    def _one(self, chars: frozenset[str] | None, but: bool) -> tuple[int, int]:  # noqa: FBT001 as `_set` and `_escaped` give it
        end = self._new(_State())
        begin = self._new(_State(chars, but, consumes=True, following=[end]))
        return begin, end

    def _anchor(self, char: str) -> tuple[int, int]:
        end = self._new(_State())
        return self._new(_State(anchor=char, following=[end])), end

    def _group(self, depth: int) -> tuple[int, int]:
        if self._peek() == "?":
            self._take()
            if self._take() != ":":
                raise UnsupportedPatternError("a group of a kind that is not known")
        part = self._alternatives(depth + 1)
        if self._take() != ")":
            raise UnsupportedPatternError("a bracket is not closed")
        return part

    def _escape(self) -> tuple[int, int]:
        char = self._take()
        if char in "AzZ":
            return self._anchor("^" if char == "A" else "$")
        return self._one(*self._escaped(char))

    def _escaped(self, char: str) -> tuple[frozenset[str], bool]:
        if char.lower() in _CLASSES:
            return frozenset(_CLASSES[char.lower()]), char.isupper()
        if char in _ESCAPES:
            return frozenset(_ESCAPES[char]), False
        if char.isalnum():
            raise UnsupportedPatternError(f"an escape that is not known: {char}")
        return frozenset(char), False

    def _set(self) -> tuple[frozenset[str], bool]:
        """The characters of `[...]`, and whether those are the ones that do not match."""
        negated = self._peek() == "^"
        if negated:
            self._take()
        chars = set[str]()
        first = True
        while (char := self._take()) != "]" or first:
            first = False
            if char == "[" and self._peek() in {":", "=", "."}:
                raise UnsupportedPatternError("a named class")
            if char == "\\":
                found, but = self._escaped(self._take())
                if but:
                    raise UnsupportedPatternError("a negated class in a set")
                chars |= found
                continue
            chars |= self._range(char)
        return frozenset(chars), negated

    def _range(self, low: str) -> set[str]:
        following = self._text[self._position : self._position + 2]
        if not following.startswith("-") or following in {"-", "-]"} or following == "-\\":
            return {low}
        self._take()
        high = self._take()
        if not ord(low) <= ord(high) < 0x3000:  # noqa: PLR2004, a bound on the size of a set
            raise UnsupportedPatternError("a range that is not known")
        return {chr(code) for code in range(ord(low), ord(high) + 1)}

    def _repeated(self, begin: int, end: int, start: int, depth: int) -> tuple[int, int]:
        """The part from `start` in the text, with the quantifier that follows it."""
        least, most = self._quantifier()
        if (least, most) == (1, 1):
            return begin, end
        if most == 0:
            return (nothing := self._new(_State())), nothing
        after = self._position
        first = last = self._new(_State())
        for count in range(max(least, most or 0, 1)):
            if count:
                self._position = start
                begin, end = self._atom(depth)
                self._position = after
            if count >= least:
                self._states[last].following.append(out := self._new(_State()))
                self._states[end].following.append(out)
                self._states[last].following.append(begin)
                last = out
            else:
                self._states[last].following.append(begin)
                last = end
        if most is None:
            self._states[end].following.append(begin)
        return first, last

    def _quantifier(self) -> tuple[int, int | None]:
        """Least and most repeats; (1, 1) when there is no quantifier."""
        char = self._peek()
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if char in simple:
            self._take()
            found = simple[char]
        elif char == "{":
            self._take()
            found = self._counted()
        else:
            return 1, 1
        if self._peek() == "?":  # lazy: matches the same texts
            self._take()
        if self._peek() in {"*", "+", "{"}:
            raise UnsupportedPatternError("a repeat of a repeat")
        return found

    def _counted(self) -> tuple[int, int | None]:
        text = ""
        while (char := self._take()) != "}":
            text += char
        low, comma, high = text.partition(",")
        if not low.isdecimal() or not (high.isdecimal() or not high) or len(text) > 9:  # noqa: PLR2004 digits of a repetition
            raise UnsupportedPatternError("a repeat that is not known")
        least = int(low)
        most = least if not comma else int(high) if high else None
        if least > _REPEAT or (most or 0) > _REPEAT or (most is not None and most < least):
            raise UnsupportedPatternError("it repeats too much")
        return least, most


@lru_cache(maxsize=256)
def compiled(text: str) -> Pattern | None:
    """The pattern, or None when it cannot be matched safely."""
    try:
        return Pattern(text)
    except (UnsupportedPatternError, RecursionError):
        return None
