"""Plants secrets in every place of a document that holds values, each with its own number."""

import base64
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from inspector.resources import bundled
from inspector.sources.decode import decode
from inspector.sources.shapes import recognise

SAMPLES = Path(str(bundled("rules"))) / "samples"
MAPS = {"Labels", "Annotations", "Options", "DriverOpts", "Config", "Tmpfs"}


class Planter:
    """Plants; `secrets` are all that were planted."""

    def __init__(self) -> None:
        self.numbers = count()
        self.secrets: list[str] = []

    def secret(self) -> str:
        """A new one."""
        self.secrets.append(f"zebrafish{next(self.numbers)}q")
        return self.secrets[-1]

    def document(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        """A copy with secrets in it."""
        planted = self._map(json.loads(json.dumps(document)), "")
        if kind == "container":
            self._container(planted)
        elif kind == "plugin":
            planted["Settings"]["Env"] = [*(planted["Settings"].get("Env") or []), f"KEY={self.secret()}"]
            planted["Config"]["Env"] = [{"Name": "DEBUG_KEY", "Settable": ["value"], "Value": self.secret()}]
        elif kind == "image":
            planted["History"] = [{"CreatedBy": text, "Comment": self.secret()} for text in self._lines()]
            self._config(planted.setdefault("Config", {}) or {})
        elif kind in ("config", "secret"):
            planted["Spec"]["Data"] = base64.b64encode(self.secret().encode()).decode()
        elif kind == "swarm":
            planted["JoinTokens"] = {"Worker": self.secret(), "Manager": self.secret()}
            planted.setdefault("Spec", {})["EncryptionConfig"] = {"UnlockKey": self.secret()}
        elif kind == "volume":
            planted["Options"] = {
                "type": "cifs",
                "o": f"username={self.secret()},password={self.secret()},{self.secret()}",
            }
            planted["Options"] |= {"device": "//h/s", "key": self.secret(), "token": self.secret()}
            planted["Status"] = {"word": self.secret()}
        elif kind == "info":
            for name in ("HttpProxy", "HttpsProxy"):
                planted[name] = f"http://u:{self.secret()}@proxy.example.com:3128/?t={self.secret()}"
            planted["Labels"] = [f"a={self.secret()}", f"b=https://u:{self.secret()}@h"]
        elif kind in ("service", "task"):
            spec = planted["Spec"].get("TaskTemplate") or planted["Spec"]
            given = spec.setdefault("ContainerSpec", {})
            given |= {"Args": self.arguments(), "Env": self._env(), "Labels": {"x": self.secret()}}
            given["Healthcheck"] = {"Test": ["CMD-SHELL", f"mysql -p{self.secret()}"]}
            profile = json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "note": self.secret()})
            given["Privileges"] = {
                "Seccomp": {"Mode": "custom", "Profile": base64.b64encode(profile.encode()).decode()}
            }
            spec["LogDriver"] = {"Name": "splunk", "Options": {"splunk-token": self.secret()}}
        return planted

    def _container(self, planted: dict[str, Any]) -> None:
        planted |= {"Args": self.arguments(), "ExecIDs": None}
        self._config(planted.setdefault("Config", {}))
        host = planted.setdefault("HostConfig", {})
        profile = json.dumps({"defaultAction": "SCMP_ACT_ALLOW", "comment": self.secret(), "syscalls": []})
        host["SecurityOpt"] = [f"seccomp={profile}", f"credentialspec=raw://{self.secret()}"]
        host["LogConfig"] = {"Type": "splunk", "Config": {"splunk-token": self.secret(), "labels": self.secret()}}
        host["LogConfig"]["Config"]["splunk-url"] = f"https://u:{self.secret()}@h/?t={self.secret()}"
        host["Annotations"] = {"note": self.secret(), "io.kubernetes.token": self.secret()}
        host["Tmpfs"] = {"/t": f"size=1m,password={self.secret()}"}
        host["StorageOpt"] = host.get("StorageOpt")
        options = {"Name": "local", "Options": {"o": f"password={self.secret()}", "x": self.secret()}}
        mount = {"Type": "volume", "Source": "v", "Target": "/v"}
        host["Mounts"] = [mount | {"VolumeOptions": {"DriverConfig": options, "Labels": {"l": self.secret()}}}]
        planted["Execs"] = [{"ProcessConfig": {"entrypoint": "sh", "arguments": self.arguments()}}]
        planted["State"] = (planted.get("State") or {}) | {"Error": self.secret()}
        planted["State"]["Health"] = {"Log": [{"ExitCode": 1, "Output": self.secret()}]}

    def _config(self, config: dict[str, Any]) -> None:
        config |= {"Env": [*(config.get("Env") or []), *self._env()], "Cmd": ["app", *self.arguments()]}
        config["Entrypoint"] = ["/entry", *self.arguments()]
        config["Labels"] = {"note": self.secret(), "url": f"https://u:{self.secret()}@h/{self.secret()}"}
        config["Labels"]["traefik.http.middlewares.auth.basicauth.users"] = f"a:{self.secret()}"
        config["Healthcheck"] = {"Test": ["CMD", "curl", *self.arguments()]}
        config["OnBuild"] = self._lines()
        config["Shell"] = ["sh", "-c", self.secret()]

    def _env(self) -> list[str]:
        names = ("PASSWORD", "COLOUR", "API_KEY", "DOCKER_TOKEN", "DOCKER_AUTH_CONFIG", "SP_SECRET_X", "PIN", "_")
        entries = [f"{name}={self.secret()}" for name in names]
        entries += [f"{name}=tcp://u:{self.secret()}@h:1?x={self.secret()}" for name in ("DOCKER_HOST", "DATABASE_URL")]
        return [*entries, f"JAVA_OPTS=-Xmx1g -Dx={self.secret()} -Djavax.net.ssl.keyStorePassword={self.secret()}"]

    def arguments(self) -> list[str]:
        """Arguments of all sorts."""
        glued = ("-p{}", "--password={}", "--flag={}", "TOKEN={}", "-Dx={}", "{}", "{}:x", "x,{}")
        pairs = [word for flag in ("--password", "--token", "--x", "-u", "-H", "-e") for word in (flag, self.secret())]
        url = f"https://u:{self.secret()}@h:1/{self.secret()}?t={self.secret()}#{self.secret()}"
        words = [one.format(self.secret()) for one in glued]
        return [*pairs, *words, url, f"Authorization: Bearer {self.secret()}", "sh", "-c", *self._lines()]

    def _lines(self) -> list[str]:
        patterns = (
            "mysql -p{} --x='{}' -e \"{}\"", "PASSWORD={} exec app --token {}", "echo {} | docker login -u me",
            "curl -u u:{} https://u:{}@h/{}", "export T={}; sh -c 'app {} \"{}\"'", "/bin/sh -c #(nop)  ENV A={}",
            "|1 TOKEN={} /bin/sh -c make", "cat <<E\n{}\nE", "a=$(echo {}) b=`{}` c=${{X:-{}}}",
        )  # fmt: skip
        return [text.format(*(self.secret() for _ in range(text.count("{}")))) for text in patterns]

    def _map(self, node: dict[str, Any], under: str) -> dict[str, Any]:
        """Adds an entry to each map of values there is, and a login to each URL."""
        for key, value in node.items():
            if isinstance(value, dict):
                node[key] = self._map(value, key)
                if (
                    key in MAPS
                    and (key != "Config" or under == "LogConfig")
                    and all(isinstance(v, str) for v in value.values())
                ):
                    value["planted"] = self.secret()
            elif isinstance(value, list):
                node[key] = [self._map(item, key) if isinstance(item, dict) else item for item in value]
            elif isinstance(value, str) and "://" in value and key not in MAPS:
                node[key] = value.replace("://", f"://u:{self.secret()}@", 1)
        return node


def forms(secret: str) -> Iterator[str]:
    """A secret as it is, and as base64 writes it wherever it begins in a text."""
    yield secret
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + secret.encode()).decode().rstrip("=")
        yield text[4 if shift else 0 : -1]


def documents() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Folder, file, kind and document of every sample that is inspect output."""
    for path in sorted(SAMPLES.rglob("*.json")):
        for value in decode(path.read_bytes()).values:
            for number, entry in enumerate(value if isinstance(value, list) else [value]):
                shape = recognise(entry)
                if shape.kind:
                    name = f"{path.stem}-{number}.json"
                    yield (
                        path.parent.relative_to(SAMPLES).as_posix().replace("/", "-"),
                        name,
                        shape.kind,
                        shape.document,
                    )
