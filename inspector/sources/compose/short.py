"""The short form of a volume, `[SOURCE:]TARGET[:MODE]`, in its parts (compose-go format/volume.go)."""


def volume_parts(text: str) -> list[str]:
    """Source, target and mode, as far as they are there; a Windows drive's colon belongs to its path."""
    parts: list[str] = []
    for part in text.split(":"):
        if parts and _is_drive(parts[-1]) and part[:1] in ("/", "\\"):
            parts[-1] += f":{part}"
        else:
            parts.append(part)
    return parts


def _is_drive(part: str) -> bool:
    return len(part) == 1 and part.isalpha()
