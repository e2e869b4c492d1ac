"""The lab: each way to take over a host, set up on a real engine, proven, and found; see README.md."""
