"""What happens on an engine, asked for every now and then: an answer that ends, instead of one that never does.

`GET /events` with a `since` and an `until` in the past ends at once, so that a limit on time holds for it as for every
other request. Times are the engine's own, from the `Date` of its answers: its clock need not be ours.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inspector.sources.live.body import parsed
from inspector.sources.live.faults import Dropped, Garbled, Refused
from inspector.sources.live.http import Response
from inspector.sources.live.session import Session
from inspector.sources.live.target import Target

REMEMBERED = 256
"""Events that an engine keeps (moby daemon/events, eventsLimit): so many at once may have pushed out others."""

_NOISE = ("exec", "health_status", "top", "attach", "detach", "resize", "export", "archive-path", "save", "sync")
"""Beginnings of actions that change nothing that is judged. Health checks alone would never let it become quiet."""

_OK = 200


class Events:
    """Follows one engine over one connection.

    Args:
        target: the engine.
        timeout: seconds for one request, connecting included.
    """

    def __init__(self, target: Target, timeout: float) -> None:
        self._target = target
        self._timeout = timeout
        self._session = Session(target, timeout)
        self._since = self._until = 0
        self._began = 0.0

    def begin(self) -> None:
        """Connect, and count from the engine's present; raises a Fault when it does not answer."""
        self.close()
        self._session = Session(self._target, self._timeout)
        answer = self._ask("/version")
        about = parsed(answer.body)
        self._session.negotiate(about.get("ApiVersion") if isinstance(about, dict) else None)
        self._began = self._present(_date(answer))
        self._since = self._until = int(self._began)

    def happened(self) -> bool:
        """Whether anything happened since the last time; raises a Fault when the engine does not answer.

        What cannot be known counts as something: a connection that broke (events do not outlive an engine's restart),
        a clock that was set back, an event that cannot be read. The second that is not over yet is seen next time.
        """
        try:
            answer = self._ask(f"/events?since={self._since}&until={self._until}")
        except Dropped:
            self.begin()
            return True
        now = _date(answer)
        if now < self._until:
            self._since, self._until, self._began = now, now, 0.0
            return True
        self._since, self._until = self._until, now
        return _any_news(answer.body, self._began)

    def _present(self, date: float) -> float:
        """The engine's time, by its info more exactly than by a date: what was just before is no news."""
        try:
            info = parsed(self._ask("/info").body)
            return datetime.fromisoformat(info["SystemTime"]).timestamp()
        except (Refused, KeyError, ValueError, TypeError, OverflowError):
            return date

    def close(self) -> None:
        """End the connection."""
        self._session.close()

    def _ask(self, path: str) -> Response:
        self._session.renew()
        answer = self._session.ask(path)
        if answer.status != _OK:
            raise Refused(answer.status, "")
        return answer


def _date(answer: Response) -> int:
    """The engine's time when it answered, in whole seconds (RFC 9110, Date)."""
    try:
        date = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError, OverflowError):
        raise Garbled("the answer does not say what time it is there") from None
    return int(date.replace(tzinfo=date.tzinfo or UTC).timestamp())


def _any_news(body: bytes, began: float) -> bool:
    lines = [line for line in body.split(b"\n") if line.strip()]
    return len(lines) >= REMEMBERED or any(_news(line, began) for line in lines)


def _news(line: bytes, began: float) -> bool:
    """Whether an event of `began` or later may change what is judged. Podman takes whole seconds only in a request."""
    try:
        event = parsed(line)
    except Garbled:
        return True
    if not isinstance(event, dict):
        return True
    action, moment = event.get("Action"), event.get("timeNano")
    before = isinstance(moment, int) and 0 < moment < int(began * 1e9)
    return not (before or (isinstance(action, str) and action.startswith(_NOISE)))
