"""Places of secrets, by the marks of the redactor."""

from typing import Any

from facts_samples import facts, sample

from inspector.facts.secrets import image_secrets, volume_secrets

TOKEN = "0123456789abcdef"  # noqa: S105, no secret


def mark(kind: str, token: str = TOKEN) -> str:
    return f"<redacted {kind} {token}>"


def places(changes: dict[str, Any]) -> list[tuple[str, str, str, list[str]]]:
    return [(one["place"], one["name"], one["kind"], one["source"]) for one in facts(changes)["secrets"]]


def test_every_place() -> None:
    secret = mark("password")
    changes = {
        "Config.Env": ["A=1", f"DB={secret}", f"URL=redis://{mark('url-credentials')}@db/0", "X=" + mark("text")],
        "Args": ["--token", secret, f"--key={secret}", "run", secret],
        "Config.Healthcheck": {"Test": ["CMD", "curl", "-u", secret]},
        "Config.Labels": {"a/b": secret},
        "HostConfig.Annotations": {"n": secret},
        "HostConfig.LogConfig": {"Type": "splunk", "Config": {"splunk-token": mark("token")}},
    }
    assert places(changes) == [
        ("env", "DB", "password", ["/Config/Env/1"]),
        ("url", "URL", "url-credentials", ["/Config/Env/2"]),
        ("argv", "--token", "password", ["/Args/1"]),
        ("argv", "--key", "password", ["/Args/2"]),
        ("argv", "argument 5", "password", ["/Args/4"]),
        ("healthcheck", "-u", "password", ["/Config/Healthcheck/Test/3"]),
        ("label", "a/b", "password", ["/Config/Labels/a~1b"]),
        ("annotation", "n", "password", ["/HostConfig/Annotations/n"]),
        ("log", "splunk-token", "token", ["/HostConfig/LogConfig/Config/splunk-token"]),
    ]


def test_kinds_that_are_no_secret() -> None:
    assert (
        places({"Config.Env": [f"A={mark('text')}", f"B={mark('placeholder')}", "C=<redacted x>", "D=<redacted key "]})
        == []
    )


def test_a_default_and_the_token() -> None:
    (item,) = facts({"Config.Env": [f"A={mark('default')}"]})["secrets"]
    assert (item["default"], item["ordinal"]) == (True, TOKEN)


def test_several_in_one_text() -> None:
    assert len(places({"Config.Env": [f"A={mark('key')}:{mark('token', 'f' * 16)}"]})) == 2


def test_broken_documents_have_none() -> None:
    broken = {"Config.Env": [7, None], "Args": "x", "Config.Labels": [mark("key")], "HostConfig.LogConfig": 7}
    assert places(broken) == []


def test_volumes_and_images() -> None:
    document = sample("docker-26.1.5/volume.json") | {"Options": {"o": f"username=u,password={mark('password')}"}}
    assert [(one["place"], one["name"]) for one in volume_secrets(document)] == [("option", "o")]
    assert volume_secrets({"Options": None}) == []
    image = {"Config": {"Env": [f"KEY={mark('key')}"], "Labels": {"l": mark("token")}}}
    assert [(one["place"], one["name"]) for one in image_secrets(image)] == [("env", "KEY"), ("label", "l")]
    assert image_secrets({"Config": None}) == []
