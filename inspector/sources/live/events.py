"""What happens on an engine, asked for every now and then: an answer that ends, instead of one that never does.

`GET /events` with a `since` and an `until` in the past ends at once, so that a limit on time holds for it as for every
other request. Times are the engine's own, from the `Date` of its answers: its clock need not be ours.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from inspector.sources.live.body import parsed
from inspector.sources.live.collect import is_podman
from inspector.sources.live.faults import Dropped, Garbled, Refused, Slow
from inspector.sources.live.http import Response
from inspector.sources.live.session import Session
from inspector.sources.live.target import Target

CROWD = 128
"""So many events at once may have pushed out others: an engine keeps 256 (moby daemon/events, eventsLimit), and those
of the second that is not over yet, which nobody was told of, are among them."""

_NOISE = ("exec", "health_status", "top", "attach", "detach", "resize", "export", "archive-path", "save", "sync")
"""Beginnings of actions that change nothing that is judged. Health checks alone would never let it become quiet."""

_OK = 200

SLACK = 1
"""Seconds by which two clocks may drift apart between two answers."""


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
        self._podman = False
        self._since = 0
        self._date = 0
        self._heard = self._began = 0.0

    def begin(self) -> None:
        """Connect, and count from the engine's present; raises a Fault when it does not answer."""
        self.close()
        self._session = Session(self._target, self._timeout)
        answer = self._ask("/version")
        about = parsed(answer.body)
        about = about if isinstance(about, dict) else {}
        self._session.negotiate(about.get("ApiVersion"))
        self._podman = is_podman(about)
        self._note(_date(answer))
        self._began = self._present()
        self._since = int(self._began)

    def happened(self) -> bool:
        """Whether anything happened since the last time; raises a Fault when the engine does not answer.

        What cannot be known counts as something: a connection that broke (events do not outlive an engine's restart),
        an answer that is too long, a clock that was set back (an engine answers when it is as late again as was asked
        for, so that this may be no answer at all), an event that cannot be read. The second that is not over yet is
        seen next time.
        """
        until = max(self._since, int(self._date + monotonic() - self._heard))
        try:
            answer = self._ask(self._span(until))
        except (Dropped, Garbled, Slow):
            self.begin()
            return True
        now = _date(answer)
        self._note(now)
        self._since = min(until, now)
        if now < until - SLACK:
            self._began = 0.0
            return True
        return _any_news(answer.body, self._began, until)

    def _span(self, until: int) -> str:
        """The request for events up to a second in the engine's past.

        Podman with an `until` gives some of them or none, as it happens (seen with 4.3: its end of reading overtakes
        the events); it ends by itself when asked not to stream, which Docker does not know.
        """
        return f"/events?since={self._since}&{'stream=false' if self._podman else f'until={until}'}"

    def _note(self, date: int) -> None:
        """Remember what time it is there. From that and our own clock follows later what it is at least."""
        self._date, self._heard = date, monotonic()

    def _present(self) -> float:
        """The engine's time, by its info more exactly than by a date: what was just before is no news."""
        try:
            info = parsed(self._ask("/info").body)
            moment = datetime.fromisoformat(info["SystemTime"]).timestamp()
        except (Refused, KeyError, ValueError, TypeError, OverflowError):
            return self._date
        late = self._timeout + SLACK
        return moment if self._date <= moment <= self._date + late else self._date

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
        return int(date.replace(tzinfo=date.tzinfo or UTC).timestamp())
    except (KeyError, ValueError, TypeError, OverflowError):
        raise Garbled("the answer does not say what time it is there") from None


def _any_news(body: bytes, began: float, until: int) -> bool:
    lines = [line for line in body.split(b"\n") if line.strip()]
    return len(lines) >= CROWD or any(_news(line, began, until) for line in lines)


def _news(line: bytes, began: float, until: int) -> bool:
    """Whether an event between `began` and `until` may change what is judged; a later one comes again."""
    try:
        event = parsed(line)
    except Garbled:
        return True
    if not isinstance(event, dict):
        return True
    action, moment = event.get("Action"), event.get("timeNano")
    outside = isinstance(moment, int) and moment > 0 and not int(began * 1e9) <= moment < until * 10**9
    return not (outside or (isinstance(action, str) and action.startswith(_NOISE)))
