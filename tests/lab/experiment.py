"""What an experiment of the lab is.

In the words of set-ups and proofs these stand for what a run makes or finds: LOOP (a loop device's path) and MINOR
(its number), SLEEPER (pid of a process of the host), HANDLE (of a file of the host), SEGMENT (key of shared memory),
KEY (name of a key of the kernel), PORT (of a service on the host's loopback address), GROUPS (one of the host's
cgroup trees), TOKEN (a secret that only the host knows), NAME (of the container that the proof runs in), JUDGED (of
the one that the rule judges).
"""

import shlex
from dataclasses import dataclass

ENGINES = {
    "plain": "",
    "tcp": "-H tcp://0.0.0.0:2375",
    "tls": "-H tcp://0.0.0.0:2375 --tlsverify",
    "unfiltered": "--seccomp-profile ALLOWS-ALL",
    "remapping": "--userns-remap",
}
"""The lab's engines, with the options that tell them apart."""
SOCKET = "-v /var/run/docker.sock:/var/run/docker.sock"


@dataclass(frozen=True)
class Box:
    """A container.

    Attributes:
        words: options of `docker run`. Without a word on its network it has none.
        image: what it runs.
        command: what stands behind the image.
        engine: which of the lab's engines runs it.
        name: by which others call it; the experiment's own otherwise.
    """

    words: str = ""
    image: str = "lab:1"
    command: str = ""
    engine: str = "plain"
    name: str = ""

    @property
    def options(self) -> list[str]:
        words = shlex.split(self.words)
        return words if any(word.startswith("--network") for word in words) else ["--network", "none", *words]

    @property
    def shown(self) -> str:
        """How the table names it."""
        image = "" if self.image == "lab:1" else self.image
        return " ".join(part for part in (self.words, image, self.command) if part) or "(no option)"


@dataclass(frozen=True)
class Experiment:
    """One set-up with a harmless proof, and the nearest set-up where that proof fails.

    Attributes:
        rule: which fires.
        setup: the container that is judged.
        near: the same with one setting changed.
        proof: a shell command run in the container.
        proves: what it shows, in words.
        severity: at which the rule fires on the set-up.
        near_severity: at which it still fires on the near miss, lower than that of a takeover; None: not at all.
        said: what the proof must print.
        seen: a command run on the host, in the engine's namespaces: it must print `said`, and not the proof.
        at: the containers that the two proofs run in, where these are not the judged ones.
        objects: names of what is judged on both sides, where it is no container and not the only one of its kind.
        kind: of the judged objects.
        unified: the severity instead, on a machine that has version 2 of cgroups only; empty: the same.
        slug: tells experiments with one rule apart.
    """

    rule: str
    setup: Box
    near: Box
    proof: str
    proves: str
    severity: str = "critical"
    near_severity: str | None = None
    said: str = "TOKEN"
    seen: str = ""
    at: tuple[str, str] = ("", "")
    objects: tuple[str, str] = ("", "")
    kind: str = "container"
    unified: str = ""
    slug: str = ""

    @property
    def name(self) -> str:
        return "-".join(part for part in (self.rule.lower(), self.slug) if part)

    def fires(self, *, unified: bool) -> str:
        """Severity at which the rule fires on the set-up, on a machine with version 2 of cgroups only or another."""
        return (unified and self.unified) or self.severity

    @property
    def ways(self) -> tuple["Way", "Way"]:
        return Way(self, 0), Way(self, 1)


@dataclass(frozen=True)
class Way:
    """One of the two sides of an experiment: the set-up (0) or the near miss (1)."""

    experiment: Experiment
    side: int

    @property
    def box(self) -> Box:
        return self.experiment.near if self.side else self.experiment.setup

    @property
    def name(self) -> str:
        """Of its container."""
        return self.box.name or f"{self.experiment.name}-{'near' if self.side else 'open'}"

    @property
    def prover(self) -> str:
        """Name of the container in which the proof runs."""
        return self.experiment.at[self.side] or self.name

    @property
    def judged(self) -> str:
        """Name of the object that the rule judges."""
        return self.experiment.objects[self.side] or self.name
