"""URLs: scheme, host and port stay; user, password, query and fragment never."""

import pytest

from inspector.sources.redact import MARK
from inspector.sources.redact.hide import Hider
from inspector.sources.redact.mark import Marker
from inspector.sources.redact.urls import Urls

URLS = Urls(Hider(Marker(b"a key of sixteen"), frozenset()))


def short(text: str | None) -> str | None:
    return None if text is None else MARK.sub(lambda mark: f"<{mark[0].split()[1]}>", text)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("tcp://dind:2375", "tcp://dind:2375"),
        ("unix:///var/run/docker.sock", "unix:///var/run/docker.sock"),
        ("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine"),
        ("fd://", "fd://"),
        ("https://h/", "https://h/"),
        ("https://h/path", "https://h/<text>"),
        ("https://h?q=1", "https://h?<text>"),
        ("https://h/#frag", "https://h/#<text>"),
        ("https://h/?password=x", "https://h/?<password>"),
        ("https://[::1]:8443/x", "https://[::1]:8443/<text>"),
        ("postgres://u:p@db:5432/app", "postgres://<url-credentials>@db:5432/<text>"),
        ("mongodb://u:p@a:1,b:2/x", "mongodb://<url-credentials>@a:1,b:2/<text>"),
        ("jdbc:mysql://h/db?user=u&password=p", "jdbc:mysql://h/<text>?<password>"),
        ("ssh://root@h", "ssh://<text>@h"),
        ("https://user@h", "https://<text>@h"),
        ("https://0123456789abcdef0123@h/4", "https://<token>@h/<text>"),
        ("https://:p@h", "https://<url-credentials>@h"),
        ("https://u:p/a@h/", "https://<url-credentials>@h/"),
        ("https://u:p@a@h/", "https://<url-credentials>@h/"),
        ("https://u:p?a@h/", "https://<url-credentials>@h/"),
        ("https://u:p#a@h/", "https://<url-credentials>@h/"),
        ("https://u:12/a@h/", "https://<text>@h/"),
        ("https://abc/def+g==@h/", "https://<text>@h/"),
        ("https://h/?mail=a@b.example", "https://h/?<text>"),
        ("https://h:p", None),
        ("https://h h", None),
        ("no url", None),
        ("https://h\"'", None),
        ("1://h", None),
        ("://h", None),
    ],
)
def test_one_url(url: str, shown: str | None) -> None:
    assert short(URLS.whole(url, keep_path=False)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "API is accessible on http://0.0.0.0:2375 without encryption.",
            "API is accessible on http://0.0.0.0:2375 without encryption.",
        ),
        ("see https://u:p@h/a/b?c=d now", "see https://<url-credentials>@h/a/b?<text> now"),
        ("https://u:p@h https://v:q@i", "https://<url-credentials>@h https://<url-credentials>@i"),
        ("https://u:p@h,https://v:q@i", "https://<url-credentials>@i"),
        ("x=redis://:p@h;", "x=redis://<url-credentials>"),
        ("://u:p@h", "://<url-credentials>"),
        ("a://b c://u:p@", "a://b c://<url-credentials>@"),
        ("no url", "no url"),
    ],
)
def test_urls_in_a_text(text: str, shown: str) -> None:
    shown_text = URLS.inside(text)
    assert short(shown_text) == shown
    assert URLS.inside(shown_text) == shown_text


@pytest.mark.parametrize("piece", ["a", "://", "a://", "a://b@", "@", "<redacted ", "https://u:p@h?"])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    assert URLS.inside(text) is not None
    URLS.whole(text, keep_path=True)
