"""Podman's own network document in the shape of the Docker API, which is what Podman's compatible API answers."""

from typing import Any

from inspector.model import Document

_FIELDS = {
    "name": "Name",
    "id": "Id",
    "created": "Created",
    "driver": "Driver",
    "ipv6_enabled": "EnableIPv6",
    "internal": "Internal",
    "labels": "Labels",
    "options": "Options",
}
"""Fields by their names in containers/common (libnetwork/types) and in the Docker API."""


def is_network(value: Document) -> bool:
    """Whether `value` is such a document: its fields are in small letters."""
    return "Name" not in value and "name" in value and "driver" in value


def network(value: Document) -> Document:
    """`value` as `docker network inspect` shows it; a field that is absent stays absent."""
    made: Document = {new: value[old] for old, new in _FIELDS.items() if old in value}
    made["Scope"] = "local"
    subnets = value.get("subnets")
    if isinstance(subnets, list):
        made["IPAM"] = {"Driver": "default", "Options": value.get("ipam_options"), "Config": _config(subnets)}
    containers = value.get("containers")
    if isinstance(containers, dict):
        made["Containers"] = {key: _member(item) for key, item in containers.items()}
    return made


def _config(subnets: list[Any]) -> list[Document]:
    return [
        {"Subnet": subnet.get("subnet"), "Gateway": subnet.get("gateway")}
        for subnet in subnets
        if isinstance(subnet, dict)
    ]


def _member(item: Any) -> Document:
    """A container on the network; its addresses are elsewhere in Podman's document and no rule reads them."""
    return {"Name": item.get("name")} if isinstance(item, dict) else {}
