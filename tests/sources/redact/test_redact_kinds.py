"""What a value is taken for, by its name and its format."""

import pytest

from inspector.sources.redact import KeepList
from inspector.sources.redact.kinds import kind_of
from inspector.sources.redact.names import secret_kind

DEFAULTS = KeepList.bundled().defaults


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PASSWORD", "password"),
        ("DB_PASS", "password"),
        ("dbPassword", "password"),
        ("MYSQLPASSWORD", "password"),
        ("POSTGRES_PWD", "password"),
        ("PGPASSWORD", "password"),
        ("KEY_PASSPHRASE", "password"),
        ("--requirepass", "password"),
        ("traefik.http.middlewares.a.basicauth.users", "password"),
        ("WIFI_PSK", "password"),
        ("API_KEY", "token"),
        ("apiKey", "token"),
        ("SECRET_KEY_BASE", "token"),
        ("AWS_SECRET_ACCESS_KEY", "token"),
        ("GITHUB_TOKEN", "token"),
        ("GITHUBTOKEN", "token"),
        ("splunk-token", "token"),
        ("JWT_SECRET", "token"),
        ("APP_KEY", "token"),
        ("DOCKER_AUTH", "token"),
        ("SLACK_WEBHOOK", "token"),
        ("SESSION_COOKIE", "token"),
        ("PATH", ""),
        ("PWD", ""),
        ("OLDPWD", ""),
        ("HOME", ""),
        ("KEYBOARD", ""),
        ("MONKEY", ""),
        ("AUTHOR", ""),
        ("PASSWORD_FILE", ""),
        ("TOKEN_TTL", ""),
        ("PASSWORD_MIN_LENGTH", ""),
        ("SECRET_NAME", ""),
        ("TOKEN_URL", ""),
        ("GPG_KEY", ""),
        ("PUBLIC_KEY", ""),
        ("SSH_AUTH_SOCK", ""),
        ("COMPASS", ""),
        ("BYPASS", ""),
        ("PASS_THROUGH", ""),
        ("OAUTH2_ENABLED", ""),
        ("TOKENIZERS_PARALLELISM", ""),
        ("", ""),
        ("é", ""),
        ("_", ""),
    ],
)
def test_names(name: str, kind: str) -> None:
    assert secret_kind(name) == kind


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("X", "AKIAABCDEFGHIJKLMNOP", "key"),
        ("X", "ghp_" + "a1B2" * 9, "key"),
        ("X", "glpat-" + "x" * 20, "key"),
        ("X", "xoxb-123456789012-abc", "key"),
        ("X", "-----BEGIN RSA PRIVATE KEY-----\nMII", "key"),
        ("X", '{"auths": {"h": {"auth": "eA=="}}}', "key"),
        ("X", "SWMTKN-1-abc", "key"),
        ("PASSWORD", "AKIAABCDEFGHIJKLMNOP", "key"),
        ("X", JWT, "token"),
        ("X", "user:$2y$05$abcdefghijklmnopqrstuv", "password"),
        ("X", "user:pass@host", "url-credentials"),
        ("X", "user:pass@host:5432/db", "url-credentials"),
        ("IMAGE", "repo:tag@sha256:0a19546468ab761479bef6c5c4a4d713239e1f4f3241f158712ee390cb8991da", "text"),
        ("MAIL", "mailto:a@b.example", "text"),
        ("X", "plain", "text"),
        ("X", "host=db password=hunter2", "password"),
        ("X", '{"token": "abc"}', "token"),
        ("PYTHON_SHA256", "95bec382f4bd00570a8ef52a58ec04d8d9b9a90494781f1c106d1b274a3902f2", "text"),
        ("PASSWORD", "hunter2", "password"),
        ("PASSWORD", "changeme", "default"),
        ("PASSWORD", "Admin", "default"),
        ("PASSWORD", "${DB_PASSWORD}", "placeholder"),
        ("PASSWORD", "<your password>", "placeholder"),
        ("PASSWORD", "********", "placeholder"),
        ("PASSWORD", "your-password-here", "placeholder"),
        ("PASSWORD", "/run/secrets/password", "text"),
        ("TOKEN", "abcdefgh", "token"),
        ("TOKEN", "abc", "text"),
    ],
)
def test_values(name: str, value: str, kind: str) -> None:
    assert kind_of(name, value, DEFAULTS) == kind


@pytest.mark.parametrize("piece", ["a", "eyJ", "password ", "a:", "$", "-", "<", "{{", "\x00", "\ud800", "é"])
def test_any_value_has_a_kind(piece: str) -> None:
    for name in ("", "PASSWORD", "TOKEN"):
        assert kind_of(name, piece * 100_000, DEFAULTS)
