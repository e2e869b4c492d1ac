"""What a name says of its value: whether it names a password or another secret."""

import re
from functools import lru_cache

_LONGEST = 256
"""Characters of a name that are looked at: its end, which says most."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""The words of SNAKE_CASE, kebab-case, dotted.names and camelCase."""

_PASSWORD_WORDS = frozenset(
    {
        "password",
        "passwords",
        "passwd",
        "pass",
        "pwd",
        "passphrase",
        "passcode",
        "pw",
        "psk",
        "requirepass",
        "masterauth",
    }
)
_PASSWORD_PARTS = ("password", "passwd", "passphrase", "basicauth", "userpass", "dbpass", "rootpass", "adminpass")

_TOKEN_WORDS = frozenset(
    {
        "secret", "secrets", "token", "tokens", "credential", "credentials", "creds", "apikey", "jwt", "bearer",
        "cookie", "mnemonic", "webhook", "authtoken", "otp", "totp", "hmac", "auth", "authorization",
    }
)  # fmt: skip
_TOKEN_PARTS = ("secret", "apikey", "accesskey", "privatekey", "authkey", "encryptionkey", "signingkey", "masterkey")

_NO_KEY = frozenset({"public", "gpg", "pgp", "primary", "foreign", "sort", "partition", "cache", "pub", "host", "hot"})
"""A key of these is no secret."""

_NEUTRAL = frozenset(
    {
        "file", "files", "path", "dir", "directory", "url", "uri", "endpoint", "host", "port", "ttl", "length", "len",
        "size", "count", "min", "max", "expiry", "expires", "expiration", "timeout", "enabled", "disabled", "enable",
        "disable", "type", "method", "policy", "algorithm", "algo", "name", "version", "format", "mode", "days",
        "hours", "minutes", "seconds", "rotation", "header", "prefix", "suffix", "field", "interval", "rounds", "cost",
        "sock", "provider", "issuer", "audience", "required", "optional", "through", "sha", "sha256", "fingerprint",
    }
)  # fmt: skip
"""A last word that makes the name a setting about a secret, not the secret."""


def secret_kind(name: str) -> str:
    """`password` or `token` when the value of `name` is a secret by its name, else the empty string."""
    return _secret_kind(name[-_LONGEST:])


@lru_cache(maxsize=8192)
def _secret_kind(name: str) -> str:
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _NEUTRAL or words in (["pwd"], ["oldpwd"], ["old", "pwd"]):
        return ""
    joined = "".join(words)
    if not _PASSWORD_WORDS.isdisjoint(words) or any(part in joined for part in _PASSWORD_PARTS):
        return "password"
    if not _TOKEN_WORDS.isdisjoint(words) or any(part in joined for part in _TOKEN_PARTS) or joined.endswith("token"):
        return "token"
    if words[-1] == "key" and _NO_KEY.isdisjoint(words):
        return "token"
    return ""
