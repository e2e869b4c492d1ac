"""The facts: what each key means and which values it takes.

A fact that could not be decided is None (a list: what is known of it) and stands in `unknown`; None without an entry
there means "does not apply". Every item that a rule judges carries `source`, JSON pointers to the raw fields it came
from; `certainty` stands where it is not `certain`.
"""

from typing import Any, Literal, NotRequired, TypedDict

from inspector.model import CertaintyWord, Unknown

Sources = list[str]
"""JSON pointers into the object's raw document."""


class UserFacts(TypedDict):
    """The first process's user."""

    name: str
    """As configured; empty for the image's default."""
    uid: int | None
    gid: int | None
    """None when not given: then it is the image's /etc/passwd that says."""
    groups: list[str]
    """HostConfig.GroupAdd as given."""
    root: bool | None
    """Whether the uid is 0; None (unknown) for a name other than root."""


class CapabilityItem(TypedDict):
    """One capability of the bounding set."""

    name: str
    """Upper case, without CAP_."""
    effective: bool
    """Whether the first process has it in force (a user that is not root has none)."""
    added: bool
    """Whether it is beyond the engine's default set."""
    source: Sources
    """The entry of CapAdd, /HostConfig/Privileged, or empty for a default capability."""


class CapabilityFacts(TypedDict):
    """Capabilities by the engine's own algorithm (moby daemon/pkg/oci/caps)."""

    bounding: list[str]
    effective: list[str]
    added: list[str]
    dropped: list[str]
    """As given: CapDrop normalised."""
    items: list[CapabilityItem]


class NamespaceFacts(TypedDict):
    """One namespace of a workload."""

    mode: str | None
    """private, host, container; ipc also shareable, none; net also none; user: host, remap, optout, rootless or
    sandbox."""
    effective: str | None
    """What the chain of joins ends in: host, private, none, shareable, ..."""
    target: str | None
    """Name of the joined workload."""


class Namespaces(TypedDict):
    """All namespaces of a workload."""

    pid: NamespaceFacts
    ipc: NamespaceFacts
    net: NamespaceFacts
    uts: NamespaceFacts
    user: NamespaceFacts
    cgroup: NamespaceFacts


class KernelPaths(TypedDict):
    """Protection of /proc and /sys."""

    masked: Literal["default", "partial", "none", "privileged"] | None
    readonly: Literal["default", "partial", "none", "privileged"] | None
    proc_sys_writable: bool | None


DeviceItem = TypedDict(
    "DeviceItem",
    {
        "path": str,  # on the host; for a rule its text
        "dest": str,
        "access": str,  # subset of rwm
        "kind": "str | None",  # block, memory, kernel, gpu, directory, char; None (unknown): may be a link
        "given_by": str,  # device, rule, request
        "openable": bool,  # a node exists, or MKNOD can make one
        "class": "str | None",  # of the device table: block, memory, log, virtual, human, trust, gpu
        "certainty": CertaintyWord,
        "source": Sources,
    },
)
"""One host device, or a cgroup rule that opens devices."""


class HostPathItem(TypedDict):
    """One path of the host that the workload sees (catalogue 2.1)."""

    path: str
    """On the host, normalised."""
    raw: str
    """As written."""
    dest: str
    """In the container."""
    rw: bool
    ro_recursive: bool | None
    """Whether what is mounted below is read-only too; None: a writable mount, or nothing lies below."""
    recursive: NotRequired[bool]
    """False: what is mounted below on the host is left out; without it comes along."""
    propagation: str | None
    via: str
    """bind, volume, volumes-from or pipe."""
    volume_kind: str | None
    """bind, device, special or overlay, when a volume's options say so."""
    volume: str | None
    """Name of that volume."""
    areas: list[str]
    """Areas of the path table that it touches."""
    write: str | None
    """The weightiest of them for writing. Read only: None, but what is mounted below `/` and stays writable."""
    read: str | None
    """The weightiest for reading."""
    certainty: CertaintyWord
    source: Sources


class EndpointItem(TypedDict):
    """One address of an engine that the workload is pointed at."""

    scheme: Literal["unix", "tcp", "http", "https", "ssh", "npipe"]
    host: str
    port: int | None
    path: str
    tls: bool
    verify: bool
    via: Literal["env", "argv", "label", "image-default"]
    to: str | None
    """Name of a container, `engine` for this host's own, `remote`; None when the name was not resolved (unknown), and
    for a workload without a network (nobody)."""
    certainty: CertaintyWord
    source: Sources


class CredentialItem(TypedDict):
    """A file or socket with which an engine, host or registry is entered."""

    kind: Literal["engine-tls", "engine-tls-ca", "ssh-key", "ssh-agent", "docker-config"]
    path: str
    dest: str
    rw: bool
    controls: str | None
    gives: str | None
    certainty: CertaintyWord
    source: Sources


class DoodItem(TypedDict):
    """One way in which the workload controls an engine."""

    engine: Literal["docker", "podman", "containerd", "crio", "buildkit", "other", "unknown"]
    how: Literal["socket", "parent-directory", "pipe", "tcp", "ssh", "proxy", "namespace"]
    via: Literal["bind", "volume", "volumes-from", "env", "argv", "label", "image-default"] | None
    """None for a shared namespace."""
    path: str | None
    """Host path of the socket or directory."""
    endpoint: str | None
    """scheme://host:port."""
    dest: str | None
    """Where a socket or directory is mounted in the container."""
    rw: bool | None
    """Of the mount; means nothing for a socket, the message says so."""
    access: Literal["full", "filtered", "read", "none"] | None
    through: str | None
    """Name of the proxy."""
    grants: list[str]
    """A proxy's sections."""
    powers: list[str] | None
    """What they amount to (proxies table); full access has them all."""
    group: str | None
    """A group of the workload that may open the socket."""
    controls: str | None
    """host, account, nested:<container>, remote; None when unknown."""
    gives: str | None
    """What control of that engine gives in the end: host, account, contained; None when unknown."""
    certainty: CertaintyWord
    source: Sources


class ShareCount(TypedDict):
    """How many, and the first few by name."""

    count: int
    sample: list[str]


class ListenItem(TypedDict):
    """One address on which a nested engine or proxy answers."""

    transport: Literal["tcp", "unix", "closed"]
    """closed: a published port of an engine where nothing answers."""
    address: str
    """host:port or socket path."""
    port: int | None
    tls: bool | None
    verify: bool | None
    published: Literal["none", "loopback", "any"]
    shared_with: ShareCount | None
    """Workloads that mount a unix socket's directory."""
    source: Sources


class FlagItem(TypedDict):
    """One option of a nested engine's command line."""

    name: str
    value: str
    source: Sources


class DataRoot(TypedDict):
    """Where a nested engine keeps its data."""

    volume: str | None
    shared_with: ShareCount


class DindFacts(TypedDict):
    """The nested engine of a workload."""

    kind: Literal["sysbox", "kata", "gvisor", "rootless", "privileged", "unprivileged"]
    engine: Literal["docker", "podman", "containerd", "k3s", "kind", "kubelet", "buildkit", "other"]
    listens: list[ListenItem]
    data_root: DataRoot | None
    flags: list[FlagItem]
    controls: Literal["host", "contained"] | None
    """What control of the nested engine gives on the outer host; late (after `grants: host` rules)."""
    certainty: CertaintyWord
    source: Sources


class PowerItem(TypedDict):
    """One power that a socket proxy grants."""

    power: str
    by: list[str]
    source: Sources


class ProxyFacts(TypedDict):
    """A socket proxy."""

    product: Literal["tecnativa", "linuxserver", "wollomatic", "cetusguard", "other"]
    grants: list[str]
    powers: list[PowerItem]
    listens: list[ListenItem]
    upstream: str | None
    secrets_of: int
    """Other workloads of its engine with a secret in their environment, of those collected; known late."""
    certainty: CertaintyWord
    source: Sources


class ReachFacts(TypedDict):
    """Who can reach the engine's API that a workload serves."""

    count: int
    sample: list[str]
    clients: ShareCount
    others: ShareCount
    published: Literal["none", "loopback", "any"]
    host_network: bool


class SharedFilesItem(TypedDict):
    """One mount whose files other workloads see."""

    volume: str | None
    path: str | None
    dest: str
    rw: bool
    count: int
    sample: list[Any]
    other_project: bool
    source: Sources


class JoinedItem(TypedDict):
    """One namespace shared with another workload."""

    ns: Literal["pid", "ipc", "net"]
    target: str
    found: bool | None
    """False: known not to exist; None: not collected."""
    same_project: bool | None
    stronger: bool | None
    """Whether the target has a takeover or more capabilities; late."""
    source: Sources


class PublishedItem(TypedDict):
    """One published port."""

    host_ip: str
    host_port: int | None
    protocol: str
    port: int
    wildcard: bool
    ipv6: bool
    live: bool
    clash: str | None
    """Name of another workload that claims the same host port."""
    source: Sources


class RoleItem(TypedDict):
    """What a workload seems to be, by names that anybody can give."""

    role: str
    certainty: Literal["likely"]


class IsolationFacts(TypedDict):
    """What the severity model reads."""

    user: Literal["root", "nonroot", "nonroot-nnp"]
    userns: Literal["none", "remap", "rootless"] | None
    sandbox: str | None
    nested_in: str | None
    """None, or the cap of a nested engine: host, contained, unknown."""


class TakeoverItem(TypedDict):
    """A rule with `grants` that fails at critical."""

    of: Literal["host", "engine"]
    rule: str
    item: Any


class SecretItem(TypedDict):
    """A secret's place; never its value."""

    place: Literal["env", "url", "argv", "healthcheck", "label", "annotation", "log", "option", "history"]
    name: str
    kind: str
    ordinal: str
    """The redactor's token: equal secrets have the same."""
    default: bool
    source: Sources


class TcpItem(TypedDict):
    """An address on which the engine itself answers."""

    address: str
    port: int | None
    loopback: bool
    tls: bool
    verify: bool
    source: Sources


class ComponentItem(TypedDict):
    """A part of the engine and a hole that its version has."""

    name: str
    version: str
    hole: str | None
    fixed_in: str | None
    hint: bool
    """Whether a distribution built it, which may have mended it without changing the version."""
    needs: Literal["workload", "host-network", "build", "authorization"] | None
    """What the hole takes: any workload, root on the host's network, somebody who builds, or plugins to pass by."""
    reach: bool | None
    """Whether that is to be found on this engine; known late."""
    certainty: CertaintyWord
    source: Sources


class EngineFacts(TypedDict):
    """Facts of an engine; all None with an entry in `unknown` when info was not collected."""

    name: str
    kind: Literal["docker", "podman", "other"] | None
    version: list[int] | None
    rootless: bool | None
    userns_remap: bool | None
    cgroup: int | None
    apparmor: bool | None
    selinux: bool | None
    no_new_privileges: bool | None
    seccomp: Literal["default", "custom", "unconfined", "unsupported"] | None
    root_dir: str | None
    socket: str | None
    tcp: list[TcpItem]
    insecure_registries: list[str]
    components: list[ComponentItem]
    authorization: list[str]
    secrets: list[SecretItem]
    """In the engine's proxy settings."""
    runtimes: dict[str, Any]
    default_runtime: str | None
    swarm: Literal["inactive", "worker", "manager"] | None
    nested_in: str | None
    unknown: list[Unknown]
    sources: dict[str, Sources]


class LimitFacts(TypedDict):
    """Resource limits; 0 means none, -1 unlimited swap."""

    memory: int | None
    swap: int | None
    cpus: float | None
    pids: int | None


class WorkloadFacts(TypedDict, total=False):
    """Facts of a container, service, plugin or compose service."""

    state: str | None
    argv: list[str] | None
    """Path and Args less leading init wrappers."""
    env: dict[str, str | None] | None
    privileged: bool | None
    user: UserFacts
    capabilities: CapabilityFacts | None
    namespaces: Namespaces
    sandbox: Literal["none", "sysbox", "gvisor", "kata", "hyperv"] | None
    seccomp: Literal["default", "custom", "permissive", "unconfined", "unsupported"] | None
    seccomp_default_allow: bool | None
    """Of a permissive profile: whether its default action allows."""
    apparmor: str | None
    """docker-default, unconfined, unsupported or the profile's name."""
    selinux: Literal["confined", "disabled", "unsupported"] | None
    lsm: bool | None
    no_new_privileges: bool | None
    nnp_explicit: bool | None
    writable_cgroups: bool | None
    paths: KernelPaths
    devices: list[DeviceItem]
    host_paths: list[HostPathItem]
    endpoints: list[EndpointItem]
    credentials: list[CredentialItem]
    dood: list[DoodItem]
    dind: DindFacts | None
    proxy: ProxyFacts | None
    reachable_by: ReachFacts | None
    shares_network_with: ShareCount
    shares_files_with: list[SharedFilesItem]
    joined: list[JoinedItem]
    published: list[PublishedItem]
    limits: LimitFacts
    roles: list[RoleItem]
    isolation: IsolationFacts
    takeover: list[TakeoverItem]
    hints: list[TakeoverItem]
    """Fails of rules with `grants` that are no takeover: edges of certainty hint."""
    read_only_rootfs: bool | None
    restart: dict[str, Any] | None
    healthcheck: bool | None
    log: dict[str, Any] | None
    ulimits: list[Any]
    sysctls: list[Any]
    annotations: list[Any]
    dns: list[str]
    links: list[str]
    cgroup_parent: str | None
    oom: dict[str, Any] | None
    networks: list[str]
    image: dict[str, Any] | None
    """ref, repository, registry, tag, digest, drifted."""
    secrets: list[SecretItem]
    execs: list[Any]
    hooks: list[Any]
    provider: dict[str, Any] | None
    stack: str | None
    on_manager: bool | None
    plugin: bool | None
    enabled: bool | None
    interfaces: list[str]
    pinned: bool | None
    all_devices: bool | None
    sources: dict[str, Sources]
    unknown: list[Unknown]
    engine: EngineFacts


class ImageFacts(TypedDict, total=False):
    """Facts of an image."""

    user: UserFacts
    env: dict[str, str | None] | None
    argv: list[str] | None
    exposed: list[int]
    volumes: list[str]
    repository: str | None
    registry: str | None
    tag: str | None
    digest: str | None
    roles: list[RoleItem]
    secrets: list[SecretItem]
    history: list[Any]
    used_by: ShareCount
    sources: dict[str, Sources]
    unknown: list[Unknown]
    engine: EngineFacts


class NetworkFacts(TypedDict, total=False):
    """Facts of a network."""

    default_bridge: bool
    host: bool
    icc: bool | None
    internal: bool
    attachable: bool
    members: dict[str, Any] | None
    """count, sample, projects; unknown unless the network itself was read."""
    published: bool | None
    sources: dict[str, Sources]
    unknown: list[Unknown]
    engine: EngineFacts


class VolumeFacts(TypedDict, total=False):
    """Facts of a volume."""

    kind: Literal["plain", "bind", "device", "special", "tmpfs", "overlay", "network", "driver"] | None
    device: str | None
    o: list[str]
    read_only: bool
    secrets: list[SecretItem]
    areas: list[str]
    write: str | None
    read: str | None
    used_by: dict[str, Any]
    """count, sample [{name, dest, rw}], projects."""
    sources: dict[str, Sources]
    unknown: list[Unknown]
    engine: EngineFacts
