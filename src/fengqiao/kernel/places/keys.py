"""Keys of business rows: UUIDv7, made by the application, in order of time."""

from __future__ import annotations

import os
import threading
import uuid

from fengqiao.kernel.places.scope import now

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A new key; two keys of one process never go backwards, also within one millisecond (RFC 9562 §6.2 method 2)."""
    global _last
    with _lock:  # the clock is read inside: a thread that waited must not come back with an older millisecond
        milliseconds = int(now().timestamp() * 1000)
        # 48 bits time, 12 + 62 bits counter: random start in a new millisecond, a random step within the same one
        fresh = milliseconds << 74 | int.from_bytes(os.urandom(9), "big") >> 1 & ((1 << 73) - 1)
        if _last >> 74 == milliseconds:
            fresh = _last + 1 + int.from_bytes(os.urandom(4), "big")
        _last = fresh
    high, low = fresh >> 62, fresh & ((1 << 62) - 1)
    return uuid.UUID(int=(high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0x2 << 62 | low)


def moment_of(key: uuid.UUID) -> int:
    """The millisecond (since 1970, UTC) a key was made."""
    return key.int >> 80
