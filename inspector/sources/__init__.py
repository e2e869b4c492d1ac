"""Everything an engine or a file says, redacted, as snapshots; knows nothing of facts or rules."""
