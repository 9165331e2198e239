"""Where the keys are: master keys outside the database wrap the key of each matter (密钥).

A matter's own key is stored beside it, wrapped by the current master key; destroying it erases what was sealed under
it. The provider is the file of this module; a bureau with a cryptographic machine (密码机) names its own class in the
setting `KEY_PROVIDER`.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from fengqiao.kernel.privacy.ciphers import HEADER_SIZE, key_id, new_key, seal, unseal

WRAPPED = b"wrapped key"


class KeyMissing(LookupError):
    """The key file lacks the master key a value was wrapped with: a backup of the database without its keys."""


class KeyProvider(Protocol):
    """What the platform needs of whatever keeps the master keys; the keys themselves may never leave it."""

    def wrap(self, key: bytes) -> bytes:
        """Encrypt a matter's key under the current master key."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """Decrypt a matter's key with the master key it was wrapped with."""

    def current(self, wrapped: bytes) -> bool:
        """Whether a key is wrapped with the current master key."""

    def master(self, wrapped: bytes) -> str:
        """The id of the master key a key is wrapped with."""

    def masters(self) -> tuple[str, ...]:
        """The ids of all master keys that are kept, the current one first."""

    def fingerprint(self, kind: str, value: bytes) -> bytes:
        """The keyed hash (HMAC-SM3) of a normalised identifier, with the index key of its kind."""

    def rotate(self) -> str:
        """Make a new current master key and give its id; the old ones go on opening what they wrapped."""


@dataclass
class _Ring:
    current: bytes = b""
    masters: dict[bytes, bytes] = field(default_factory=dict)
    indexes: dict[str, bytes] = field(default_factory=dict)

    def add_master(self) -> bytes:
        key = new_key()
        self.current = key_id(key)
        self.masters[self.current] = key
        return self.current

    def dump(self) -> bytes:
        def text(key: bytes) -> str:
            return base64.b64encode(key).decode()

        ring = {
            "current": self.current.hex(),
            "masters": {each.hex(): text(key) for each, key in self.masters.items()},
            "indexes": {kind: text(key) for kind, key in self.indexes.items()},
        }
        return json.dumps(ring, indent=1).encode()

    @classmethod
    def load(cls, content: bytes) -> _Ring:
        ring = json.loads(content)
        return cls(
            bytes.fromhex(ring["current"]),
            {bytes.fromhex(each): base64.b64decode(key) for each, key in ring["masters"].items()},
            {kind: base64.b64decode(key) for kind, key in ring["indexes"].items()},
        )


class FileKeys:
    """The master keys and the keys of the blind indexes in one file that only the service may read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ring = _Ring()
        self._seen = (0, 0)

    def wrap(self, key: bytes) -> bytes:
        """Encrypt a matter's key under the current master key, also one that another process made a moment ago."""
        ring = self._newest()
        return seal(key, ring.masters[ring.current], WRAPPED)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Decrypt a matter's key; a master key unknown so far may be another process's rotation: read again once."""
        master = wrapped[1:HEADER_SIZE]
        if master not in self._ring().masters:
            self.ring = self._read()
        if master not in self.ring.masters:
            raise KeyMissing(f"密钥文件中没有主密钥 {master.hex()}。")
        return unseal(wrapped, self.ring.masters[master], WRAPPED)

    def current(self, wrapped: bytes) -> bool:
        """Whether a key is wrapped with the current master key."""
        return wrapped[1:HEADER_SIZE] == self._newest().current

    def master(self, wrapped: bytes) -> str:
        """The id of the master key a key is wrapped with."""
        return wrapped[1:HEADER_SIZE].hex()

    def masters(self) -> tuple[str, ...]:
        """The ids of all master keys in the file, the current one first."""
        ring = self._newest()
        return (ring.current.hex(), *(each.hex() for each in ring.masters if each != ring.current))

    def fingerprint(self, kind: str, value: bytes) -> bytes:
        """The keyed hash of a normalised identifier; the key of a new kind is made when it is first asked for."""
        if kind not in self._ring().indexes:
            self._change(lambda ring: ring.indexes.setdefault(kind, new_key()))
        digest = hmac.HMAC(self.ring.indexes[kind], hashes.SM3())
        digest.update(value)
        return digest.finalize()

    def rotate(self) -> str:
        """Make a new current master key and give its id."""
        self._change(_Ring.add_master)
        return self.ring.current.hex()

    def _ring(self) -> _Ring:
        if not self.ring.masters:
            if not self.path.exists():
                self._change(lambda ring: None)  # the first start makes the first master key
            self.ring = self._read()
        return self.ring

    def _newest(self) -> _Ring:
        """The ring as the file has it now: a change replaces the file, so that a look at its inode tells."""
        ring = self._ring()
        if self._state() != self._seen:
            ring = self.ring = self._read()
        return ring

    def _state(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns

    def _read(self) -> _Ring:
        self._seen = self._state()  # before reading: a change meanwhile is seen the next time
        mode = stat.S_IMODE(self.path.stat().st_mode)
        if mode & 0o007:
            raise ImproperlyConfigured(f"密钥文件 {self.path.name} 其他用户可读（{mode:o}），请改为 600。")
        return _Ring.load(self.path.read_bytes())

    def _change(self, change: Callable[[_Ring], object]) -> None:
        """One change at a time over all processes; the new file replaces the old one whole or not at all."""
        with self._locked():
            ring = self._read() if self.path.exists() else _Ring()
            if not ring.current:
                ring.add_master()
            change(ring)
            fresh = self.path.with_name(f"{self.path.name}.new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.write(ring.dump())
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(self.path)
            self.ring = ring

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def file_keys() -> KeyProvider:
    """The default provider: the file named by the setting `KEY_FILE`, else `keys.json` in the home of the data."""
    return FileKeys(Path(settings.KEY_FILE or settings.HOME / "keys.json"))


@cache
def provider() -> KeyProvider:
    """The provider of this process (setting `KEY_PROVIDER`: a callable without arguments)."""
    make = import_string(getattr(settings, "KEY_PROVIDER", "fengqiao.kernel.privacy.keys.file_keys"))
    return cast(KeyProvider, make())


def new_wrapped() -> bytes:
    """The wrapped key of a new matter: the default of `Subject.key`."""
    return provider().wrap(new_key())


def unwrap(wrapped: bytes) -> bytes:
    """The key of a matter from its wrapped form."""
    return provider().unwrap(bytes(wrapped))


def rewrapped(wrapped: bytes) -> bytes:
    """The same key under the current master key; unchanged when it already is. For the job that follows a rotation."""
    keys = provider()
    wrapped = bytes(wrapped)
    return wrapped if keys.current(wrapped) else keys.wrap(keys.unwrap(wrapped))


def rotate() -> str:
    """Make a new master key and give its id; what older ones wrapped is rewrapped afterwards (见 rewrapping.py)."""
    return provider().rotate()
