"""Audit of Docker hosts: who could take over the host, and how."""

__version__ = "0.1.0"
