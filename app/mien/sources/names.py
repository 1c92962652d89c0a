"""How files and addresses are shown to people."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

USER = re.compile(r"//[^/]*@")
SECRET = re.compile(r"(?i)((?:^|[?&])(?:password|passwd|pass|pwd|token|key|auth|secret)=)[^&]*")


def shown(path: Path) -> str:
    """The file's name; bytes that are no text become question marks, so that it can be printed."""
    name = path.name or str(path)
    return name.encode("utf-8", "replace").decode("utf-8")


def masked(address: str) -> str:
    """The address with its password, or what looks like one in the query, as three stars."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as a bracket that is not closed
        return USER.sub("//***@", address)
    user, at, host = parts.netloc.rpartition("@")
    if at and ":" in user:
        user = user.partition(":")[0] + ":***"
    query = SECRET.sub(r"\g<1>***", parts.query)
    return urlunsplit(parts._replace(netloc=user + at + host, query=query))
