"""Whole documents: each place that holds values, what is structure, and reading a redacted document again."""

import base64
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from inspector.sources.decode import decode
from inspector.sources.redact import MARK, Redactor, Unredacted
from inspector.sources.shapes import recognise

SAMPLES = Path(__file__).parents[3] / "rules" / "samples"
REDACTOR = Redactor(b"a key of sixteen")


def documents() -> list[tuple[str, dict[str, Any]]]:
    """Every real inspect document that came with the rules, with its kind."""
    found = []
    for path in sorted(SAMPLES.rglob("*.json")):
        for value in decode(path.read_bytes()).values:
            shapes = [recognise(item) for item in (value if isinstance(value, list) else [value])]
            found += [(shape.kind, shape.document) for shape in shapes if shape.kind]
    return found


DOCUMENTS = documents()


def redacted(document: dict[str, Any], kind: str = "container") -> Any:
    return REDACTOR.document(kind, document)


def short(value: Any) -> Any:
    """`value` with each mark shortened to its kind."""
    return json.loads(MARK.sub(lambda mark: f"<{mark[0].split()[1]}>", json.dumps(value)))


def test_there_are_samples_of_every_kind() -> None:
    kinds = {kind for kind, _ in DOCUMENTS}
    assert kinds == {
        "container", "image", "network", "volume", "plugin", "info", "version", "swarm", "node", "service", "task",
        "secret", "config",
    }  # fmt: skip


def test_a_redacted_document_does_not_change_again() -> None:
    for kind, document in DOCUMENTS:
        once = redacted(document, kind)
        assert Redactor().document(kind, once) == once


def test_the_original_stays_as_it_was() -> None:
    for kind, document in DOCUMENTS:
        before = copy.deepcopy(document)
        redacted(document, kind)
        assert document == before


STRUCTURE = (
    "Id",
    "Name",
    "Created",
    "Image",
    "Mounts",
    "NetworkSettings",
    "AppArmorProfile",
    "RepoTags",
    "IPAM",
    "Containers",
)
HOST_CONFIG = (
    "Binds",
    "CapAdd",
    "CapDrop",
    "SecurityOpt",
    "Devices",
    "NetworkMode",
    "PortBindings",
    "Privileged",
    "Sysctls",
    "Runtime",
)


def test_structure_stays() -> None:
    for kind, document in DOCUMENTS:
        shown = redacted(document, kind)
        assert shown.keys() == document.keys()
        for key in STRUCTURE:
            assert shown.get(key) == document.get(key)
        for key in HOST_CONFIG if document.get("HostConfig") else ():
            assert shown["HostConfig"].get(key) == document["HostConfig"].get(key)


def test_info_and_version_keep_what_the_engine_says() -> None:
    for kind, document in DOCUMENTS:
        if kind in ("info", "version"):
            assert redacted(document, kind) == document


def test_equal_secrets_have_equal_marks_and_a_key_makes_them_last() -> None:
    first = redacted({"Env": ["A_PASSWORD=hunter2"], "Labels": {"b": "hunter2"}})
    again = Redactor(b"a key of sixteen").document("container", {"Env": ["C_PASSWORD=hunter2"]})
    other = Redactor(b"another key of 1").document("container", {"Env": ["A_PASSWORD=hunter2"]})
    token = first["Env"][0].split()[-1]
    assert first["Labels"]["b"].split()[-1] == token
    assert again["Env"][0].split()[-1] == token
    assert other["Env"][0].split()[-1] != token


def test_without_a_key_each_run_has_its_own() -> None:
    document = {"Env": ["A=hunter2"]}
    assert Redactor().document("container", document) != Redactor().document("container", document)


def test_a_key_may_be_long() -> None:
    assert "hunter2" not in repr(Redactor(b"k" * 4096).document("container", {"Env": ["A=hunter2"]}))


def test_unredacted_is_the_document_itself() -> None:
    document = {"Env": ["A=hunter2"]}
    assert Unredacted().document("container", document) is document


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (
            {"Env": ["A=1", "B=true", "C=", "D", "E=99999", "F=100000", "G=0.5"]},
            {"Env": ["A=1", "B=true", "C=", "D", "E=99999", "F=<text>", "G=0.5"]},
        ),
        (
            {"Env": ["PASSWORD=yes", "PIN_PASSWORD=4711", "TOKEN=1"]},
            {"Env": ["PASSWORD=yes", "PIN_PASSWORD=<password>", "TOKEN=1"]},
        ),
        (
            {"Env": ["MIIEpAIBAAKCAQEAx8d7f6a5s4d3f2g1h0==", "a b=hunter2", "=hunter2"]},
            {"Env": ["<text>", "<text>", "<text>"]},
        ),
        (
            {
                "Env": [
                    {"Name": "TOKEN", "Value": "hunter2!", "Description": "d", "Settable": ["value"], "Odd": "hunter2"}
                ]
            },
            {
                "Env": [
                    {"Name": "TOKEN", "Value": "<token>", "Description": "d", "Settable": ["value"], "Odd": "<text>"}
                ]
            },
        ),
        ({"environment": {"A": "hunter2", "B": 1, "C": None}}, {"environment": {"A": "<text>", "B": 1, "C": None}}),
        (
            {"Env": ["JAVA_TOOL_OPTIONS=-Xdebug -Dpassword=hunter2"]},
            {"Env": ["JAVA_TOOL_OPTIONS=-X<text> -Dpassword=<password>"]},
        ),
        (
            {"Labels": {"com.docker.compose.project": "shop", "a": "b", "n": "1", "x.password": "hunter2"}},
            {"Labels": {"com.docker.compose.project": "shop", "a": "<text>", "n": "1", "x.password": "<password>"}},
        ),
        ({"Labels": ["zone=a", "com.docker.x=b", "odd"]}, {"Labels": ["zone=<text>", "com.docker.x=b", "<text>"]}),
        ({"Labels": "a=b,c=d"}, {"Labels": "<text>"}),
        (
            {"Annotations": {"io.podman.annotations.x": "y", "a": "b"}},
            {"Annotations": {"io.podman.annotations.x": "y", "a": "<text>"}},
        ),
        (
            {
                "Options": {
                    "type": "cifs",
                    "device": "//u:hunter2@h/s",
                    "o": "addr=10.0.0.1,username=u,password=hunter2,vers=3.0,ro,hunter2",
                }
            },
            {
                "Options": {
                    "type": "cifs",
                    "device": "//<url-credentials>@h/s",
                    "o": "addr=10.0.0.1,username=<text>,password=<password>,vers=3.0,ro,<text>",
                }
            },
        ),
        (
            {"Options": {"type": "none", "device": "/srv/@data", "o": "bind"}},
            {"Options": {"type": "none", "device": "/srv/@data", "o": "bind"}},
        ),
        ({"Options": {"device": "u:hunter2@h:/x"}}, {"Options": {"device": "<url-credentials>@h:/x"}}),
        (
            {"Options": {"device": "overlay", "o": "lowerdir=/a,upperdir=/b,workdir=/c"}},
            {"Options": {"device": "overlay", "o": "lowerdir=/a,upperdir=/b,workdir=/c"}},
        ),
        (
            {"Options": {"encrypted": "", "com.docker.network.bridge.name": "docker0", "x": "hunter2"}},
            {"Options": {"encrypted": "", "com.docker.network.bridge.name": "docker0", "x": "<text>"}},
        ),
        ({"Options": ["rbind", "ro", "hunter2"]}, {"Options": ["rbind", "ro", "<text>"]}),
        (
            {"Options": [["exec"], ["size", "1G"], ["x", "hunter2"]]},
            {"Options": [["exec"], ["size", "1G"], ["x", "<text>"]]},
        ),
        (
            {
                "LogConfig": {
                    "Type": "splunk",
                    "Config": {"splunk-token": "hunter2!", "splunk-url": "https://u:p@h:8088/x?y", "max-size": "10m"},
                }
            },
            {
                "LogConfig": {
                    "Type": "splunk",
                    "Config": {
                        "splunk-token": "<token>",
                        "splunk-url": "https://<url-credentials>@h:8088/x?<text>",
                        "max-size": "10m",
                    },
                }
            },
        ),
        ({"Tmpfs": {"/run": "size=64m,exec", "/x": "hunter2"}}, {"Tmpfs": {"/run": "size=64m,exec", "/x": "<text>"}}),
        (
            {"Healthcheck": {"Test": ["CMD-SHELL", "curl -u u:hunter2 http://localhost:80/ || exit 1"]}},
            {"Healthcheck": {"Test": ["CMD-SHELL", "curl -u <password> http://localhost:80/ || exit 1"]}},
        ),
        (
            {"Healthcheck": {"Test": ["CMD", "redis-cli", "-a", "hunter2", "ping"]}},
            {"Healthcheck": {"Test": ["CMD", "redis-cli", "-a", "<password>", "ping"]}},
        ),
        ({"Healthcheck": {"Test": ["NONE"]}}, {"Healthcheck": {"Test": ["NONE"]}}),
        (
            {
                "State": {
                    "Error": "hunter2",
                    "Health": {"Status": "healthy", "Log": [{"Output": "hunter2", "ExitCode": 0}]},
                }
            },
            {
                "State": {
                    "Error": "<text>",
                    "Health": {"Status": "healthy", "Log": [{"Output": "<text>", "ExitCode": 0}]},
                }
            },
        ),
        (
            {"ProcessConfig": {"entrypoint": "mysql", "arguments": ["-phunter2"], "privileged": True, "user": "0"}},
            {"ProcessConfig": {"entrypoint": "mysql", "arguments": ["-p<password>"], "privileged": True, "user": "0"}},
        ),
        (
            {"JoinTokens": {"Worker": "SWMTKN-1-a", "Manager": "SWMTKN-1-b"}},
            {"JoinTokens": {"Worker": "<token>", "Manager": "<token>"}},
        ),
        (
            {"Spec": {"Name": "c", "Data": base64.b64encode(b"password=hunter2").decode()}},
            {"Spec": {"Name": "c", "Data": "<password>"}},
        ),
        (
            {"GraphDriver": {"Data": {"LowerDir": "/a"}, "Name": "overlay2"}},
            {"GraphDriver": {"Data": {"LowerDir": "/a"}, "Name": "overlay2"}},
        ),
        (
            {"HttpProxy": "http://u:hunter2@p:3128", "HttpsProxy": "u:hunter2@p:3128", "NoProxy": "localhost"},
            {
                "HttpProxy": "http://<url-credentials>@p:3128",
                "HttpsProxy": "<url-credentials>@p:3128",
                "NoProxy": "localhost",
            },
        ),
        (
            {"Config": {"Args": {"Name": "args", "Description": "d", "Settable": ["value"], "Value": ["hunter2"]}}},
            {"Config": {"Args": {"Name": "args", "Description": "d", "Settable": ["value"], "Value": ["<text>"]}}},
        ),
        (
            {"Settings": {"Args": ["--token=hunter2!"], "Env": ["DEBUG=0"]}},
            {"Settings": {"Args": ["--token=<token>"], "Env": ["DEBUG=0"]}},
        ),
        (
            {
                "Runtimes": {
                    "runsc": {"path": "/usr/bin/runsc", "runtimeArgs": ["--host-uds=open", "--debug", "--x=hunter2"]}
                }
            },
            {
                "Runtimes": {
                    "runsc": {"path": "/usr/bin/runsc", "runtimeArgs": ["--host-uds=open", "--debug", "--x=<text>"]}
                }
            },
        ),
        (
            {"Comment": "buildkit.dockerfile.v0", "Author": "A <a@b.example>"},
            {"Comment": "buildkit.dockerfile.v0", "Author": "<text>"},
        ),
        ({"Mountpoint": "/x", "Status": {"hello": "world"}}, {"Mountpoint": "/x", "Status": {"hello": "<text>"}}),
        (
            {"Spec": {"Role": "worker"}, "Status": {"State": "ready", "Addr": "10.0.0.1"}},
            {"Spec": {"Role": "worker"}, "Status": {"State": "ready", "Addr": "10.0.0.1"}},
        ),
        (
            {"TaskTemplate": {"ContainerSpec": {"Command": ["mysql"], "Args": ["-phunter2"]}}},
            {"TaskTemplate": {"ContainerSpec": {"Command": ["mysql"], "Args": ["-p<password>"]}}},
        ),
        ({"Path": "/dev/null", "Name": "null"}, {"Path": "/dev/null", "Name": "null"}),
        ({"Anything": "see https://u:hunter2@h/x"}, {"Anything": "see https://<url-credentials>@h/x"}),
        ({"args": {"COLOUR": "hunter2"}}, {"args": {"COLOUR": "<text>"}}),
    ],
    ids=lambda case: json.dumps(case)[:60],
)
def test_each_place(place: dict[str, Any], shown: dict[str, Any]) -> None:
    assert short(redacted(place)) == shown


def test_names_that_users_give_are_no_fields() -> None:
    """A network called Labels keeps its members, or its name would hide them."""
    networks = {
        name: {"NetworkID": "n", "IPAddress": "10.0.0.2"} for name in ("Labels", "Env", "Options", "Data", "Args")
    }
    document = {"NetworkSettings": {"Networks": networks}, "Containers": {"Env": {"Name": "web"}}}
    assert redacted(document) == document


PROFILE = {
    "defaultAction": "SCMP_ACT_ERRNO",
    "architectures": ["SCMP_ARCH_X86_64"],
    "syscalls": [
        {"names": ["mount", "open_by_handle_at"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}}
    ],
}


def test_a_seccomp_profile_without_anything_to_hide_stays_to_the_letter() -> None:
    option = f"seccomp={json.dumps(PROFILE, indent=2)}"
    assert redacted({"SecurityOpt": [option, "no-new-privileges"]})["SecurityOpt"] == [option, "no-new-privileges"]


@pytest.mark.parametrize(
    "profile",
    [
        json.dumps({**PROFILE, "comment": "hunter2"}),
        json.dumps({**PROFILE, "hunter": {"x": ["hunter2", {"y": "hunter2"}]}}),
        json.dumps({**PROFILE, "syscalls": [{"names": ["hunter2 x"], "comment": "hunter2"}]}),
        '{"comment": "hunter2", "comment": ""}',
        '{"comment": "hunter2"',
        "{hunter2}",
        "{" + '"a":{' * 2000 + "hunter2",
    ],
)
def test_a_seccomp_profile_hides_what_it_does_not_need(profile: str) -> None:
    in_service = base64.b64encode(profile.encode()).decode()
    document = {
        "SecurityOpt": [f"seccomp={profile}", f"seccomp: {profile}"],
        "Seccomp": {"Mode": "custom", "Profile": in_service},
    }
    shown = redacted(document)
    stored = shown["Seccomp"]["Profile"]
    inside = "" if MARK.fullmatch(stored) else base64.b64decode(stored).decode()
    assert "hunter2" not in repr(shown) + inside
    assert redacted(shown) == shown


def test_a_redacted_profile_can_still_be_judged() -> None:
    shown = redacted({"SecurityOpt": ["seccomp=" + json.dumps({**PROFILE, "comment": "hunter2"})]})["SecurityOpt"][0]
    kept = json.loads(shown.removeprefix("seccomp="))
    assert {key: kept[key] for key in PROFILE} == PROFILE


def test_a_credential_specification_is_hidden() -> None:
    assert short(redacted({"SecurityOpt": ['credentialspec=raw://{"a": 1}']})) == {
        "SecurityOpt": ["credentialspec=raw://<text>"]
    }


ODD: list[Any] = [
    None,
    True,
    0,
    1.5,
    "",
    "hunter2",
    [],
    {},
    [None, 1, "hunter2", ["hunter2"], {"a": "hunter2"}],
    {"a": {"b": ["hunter2"]}},
]
HIDES = [
    "Env",
    "Labels",
    "Annotations",
    "Options",
    "DriverOpts",
    "Args",
    "Test",
    "OnBuild",
    "CreatedBy",
    "Comment",
    "Author",
    "Output",
    "Error",
    "Err",
    "JoinTokens",
    "UnlockKey",
    "Password",
]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_no_type_in_any_place_raises_or_leaks(odd: Any) -> None:
    for field in HIDES:
        shown = redacted({field: odd, "HostConfig": {field: odd}, "List": [{field: odd}]})
        assert field == "Env" or "hunter2" not in repr(shown), field  # a bare name there unsets a variable
        assert redacted(shown) == shown
    for field in (
        "LogConfig",
        "Seccomp",
        "SecurityOpt",
        "Tmpfs",
        "Status",
        "Data",
        "HttpProxy",
        "Path",
        "Cmd",
        "Entrypoint",
    ):
        shown = redacted({field: odd, "Args": odd, "Mountpoint": odd, "Config": {field: odd}})
        assert redacted(shown) == shown, field
