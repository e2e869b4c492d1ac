"""What a hidden value was: a password, a platform's key, a placeholder ... Decided here, for rules see marks only."""

import re

from inspector.sources.redact.names import secret_kind

HEAD = 4096
"""Characters of a value that are looked at: enough for every format, and no value costs more than that."""

_KEY = re.compile(
    r"(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b"  # AWS
    r"|AIza[\w-]{30}"  # Google
    r"|gh[pousr]_\w{20}|github_pat_\w{20}"  # GitHub
    r"|gl(?:pat|rt|dt|cbt|ptt|ft|soat|agent|imt)-[\w-]{16}"  # GitLab
    r"|xox[abeoprs]-[\w-]{10}|xapp-\d-"  # Slack
    r"|SG\.[\w-]{16}\.|[sr]k_live_\w{10}|sk-(?:proj-|ant-)?[\w-]{20}"  # SendGrid, Stripe, OpenAI, Anthropic
    r"|npm_\w{30}|pypi-\w{16}|dckr_[po]at_[\w-]{16}|hf_\w{30}|do[opr]_v1_\w{16}|shp(?:at|ca|pa|ss)_\w{16}"
    r"|AGE-SECRET-KEY-|hvs\.\w{16}|SWMTKN-\d-|K10[0-9a-f]{40}::"  # age, Vault, swarm, k3s
    r"|\d{8,10}:AA[\w-]{30}"  # Telegram
    r"|-----BEGIN [A-Z ]*PRIVATE KEY|\"auths\"\s*:|client-key-data|\"private_key\"\s*:"
)
_JWT = re.compile(r"eyJ[\w-]{8,512}\.eyJ[\w-]{4,2048}\.")
_HASH = re.compile(r"\$(?:apr1|1|2[abxy]|5|6|y|argon2\w{0,2}|pbkdf2[\w-]{0,12})\$")
_LOGIN = re.compile(r"(?!mailto:)[^\s/:@]{1,256}:[^\s/@]{1,256}@[\w.-]{1,256}(?::\d{1,5})?(?:/|$)")
_PAIR = re.compile(
    r"(?i)(?:^|[^a-z])(?:(password|passwd|pwd|passphrase)|secret|token|api[_-]?key|authorization|bearer)[\"']?\s{0,4}(?:[=:]|\s)\s{0,4}\S"
)

_PLACEHOLDER = re.compile(
    r"(?i)\$\{?\w+\}?|<[^>]*>|\{\{.*\}\}|%\w+%|x{3,}|\*{3,}|\.{3,}|-+|_+|your[-_ ].*|replace[-_ ]?(?:me|this|with).*"
    r"|todo|tbd|null|none|nil|undefined|n/a|redacted|removed|hidden|masked|\[.*\]|insert[-_ ].*|enter[-_ ].*|put[-_ ].*"
)
_PATH = re.compile(r"(?:[A-Za-z]:)?[.~]{0,2}[/\\][\w.@+/\\-]*")
_SHORTEST_TOKEN = 6


def kind_of(name: str, value: str, defaults: frozenset[str]) -> str:
    """The kind of a value that is hidden.

    Args:
        name: of the variable, label, option or flag; empty when it has none.
        value: the whole value.
        defaults: well-known passwords, in small letters.
    """
    head = value[:HEAD]
    by_format = _by_format(head)
    if by_format:
        return by_format
    kind = secret_kind(name) if name else ""
    if not kind:
        pair = _PAIR.search(head)
        return "text" if pair is None else "password" if pair[1] else "token"
    if _PLACEHOLDER.fullmatch(head):
        return "placeholder"
    if value.lower() in defaults:
        return "default"
    if _PATH.fullmatch(head) or (kind == "token" and len(value) < _SHORTEST_TOKEN):
        return "text"
    return kind


def _by_format(head: str) -> str:
    """The kind of a value that says by its format what it is."""
    if _KEY.search(head):
        return "key"
    if _JWT.search(head):
        return "token"
    if _HASH.search(head):
        return "password"
    return "url-credentials" if _LOGIN.match(head) else ""
