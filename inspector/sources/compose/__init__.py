"""Compose files: each service as the container that `docker compose up` would create."""

from inspector.sources.compose.source import is_compose_name, read_compose

__all__ = ["is_compose_name", "read_compose"]
