"""How far an address reaches."""

from __future__ import annotations

import ipaddress

NAMES = ("localhost", "ip6-localhost")


def stays_here(host: str) -> bool:
    """Whether what goes to, or is heard at, this host stays on this machine.

    A name that is not known for certain may be anywhere.
    """
    if host.lower().rstrip(".") in NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
