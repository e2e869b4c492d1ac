"""One payload in every string of a report: what a format makes of it is for the format's tests to say."""

from typing import Any

from inspector.model import Report

PAYLOADS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;</details></summary>",
    "markdown": "](javascript:alert(1)) [x](https://evil.example) ![y](https://evil.example/p.png) `c` ``d **b** | p | _i_ ~~s~~",  # noqa: E501 a table
    "links": "https://evil.example/a www.evil.example a@evil.example @everyone @org/team #1 GH-1 !2 http://evil.example",
    "lines": "a\n::error::pwned\r\n::stop-commands::x\n# heading\n- item\n\n    code\n| a | b |\n| - | - |\u2028x\x85y",
    "commands": "::add-mask::x",
    "commands anywhere": "a ##[add-mask]x ##vso[task.setvariable variable=a]b ##teamcity[x] ##[group]",
    "encoded": "%0A::error::x%0D%25,title=y:z",
    "xml": "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;<![CDATA[\ufffe\uffff\x00\x0b\x7f",
    "terminal": "\x1b]0;pwned\x07\x1b[2J\x1b[1;1Hroot# \x9b31m\x08\x08",
    "directions": "\u202egnp.exe\u2066\u200b\ufeff\u061c",
    "surrogates": "\udfff\ud800-\udc80",
    "templates": "{{7*7}} {0} {} %s ${HOME} $(id) `id` {% raw %} \\n [a](1)",
    "paths": "../../../etc/passwd",
    "dots": "..",
    "wide": "東京" * 60 + "é" * 10 + "e\u0301" * 50,
    "long": "A" * 10_000,
    "empty": "",
}
"""What attacks whom; each is planted alone."""

WORDS = frozenset({"schema", "severity", "severity_base", "certainty", "status", "new", "fail_on"})
"""Keys whose values are words of the model; a report with others is refused when it is loaded."""
MARKS = frozenset({"fingerprint", "fingerprints"})
RULES = frozenset({"rule", "also", "rules"})


def plant(report: Report, payload: str) -> Report:
    """The report with `payload` in the place of every string that is free, and around every rule's id."""
    planted: Any = _plant(report, payload, "")
    for one in planted["findings"][::2]:
        one["places"] = [f"{payload}:3:5"]
        one["change"] = {"run": [payload], "compose": [payload]}
    for waiver in planted["waivers"]:
        waiver["state"] = "expired"
    planted["rules"] = {
        _rule(rule, payload): part for rule, part in zip(report["rules"], planted["rules"].values(), strict=True)
    }
    found: Report = planted
    return found


def _plant(value: Any, payload: str, key: str) -> Any:
    if key in WORDS | MARKS:
        return value
    if isinstance(value, str):
        return _rule(value, payload) if key in RULES else payload
    if isinstance(value, list):
        return [_plant(item, payload, key) for item in value]
    if isinstance(value, dict):
        if key == "evidence":
            return {payload + str(place): _plant(item, payload, "") for place, item in enumerate(value.values())}
        return {name: _plant(item, payload, "" if key == "rules" else name) for name, item in value.items()}
    return value


def _rule(rule: str, payload: str) -> str:
    return rule + payload
