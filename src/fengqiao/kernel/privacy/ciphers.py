"""Authenticated encryption with the national or the international cipher (SM4-GCM、AES-GCM).

A sealed value is: 1 byte algorithm, 4 bytes key id, 12 bytes nonce, the cipher text, 16 bytes tag. The algorithm
of what is already written stands in its header, so changing the setting changes only what is written from then on.
"""

from __future__ import annotations

import os
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

KEY_SIZE = 32  # AES takes all of it, SM4 its first half
ID_SIZE = 4
NONCE_SIZE = 12
TAG_SIZE = 16
HEADER_SIZE = 1 + ID_SIZE


class Algorithm(IntEnum):
    """The first byte of a sealed value."""

    SM4_GCM = 1
    AES_GCM = 2


NAMES = {"SM4-GCM": Algorithm.SM4_GCM, "AES-GCM": Algorithm.AES_GCM}


class Tampered(ValueError):
    """A sealed value does not open: it was changed, moved to another row or column, or sealed under another key."""


def algorithm() -> Algorithm:
    """The cipher new values are written with (setting `CIPHER`)."""
    return NAMES[settings.CIPHER]


def new_key() -> bytes:
    """A fresh random key."""
    return os.urandom(KEY_SIZE)


def key_id(key: bytes) -> bytes:
    """What a header says of its key: a fingerprint that gives nothing of the key away."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"fengqiao key id" + key)
    return digest.finalize()[:ID_SIZE]


def _cipher(kind: Algorithm, key: bytes, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    block = algorithms.SM4(key[:16]) if kind is Algorithm.SM4_GCM else algorithms.AES(key)
    return Cipher(block, modes.GCM(nonce, tag))


def seal(plain: bytes, key: bytes, associated: bytes) -> bytes:
    """Encrypt; `associated` says where the value belongs, it opens nowhere else."""
    kind, nonce = algorithm(), os.urandom(NONCE_SIZE)
    header = bytes([kind]) + key_id(key)
    encryptor = _cipher(kind, key, nonce).encryptor()
    encryptor.authenticate_additional_data(header + associated)
    text = encryptor.update(plain) + encryptor.finalize()
    return header + nonce + text + encryptor.tag


def unseal(sealed: bytes, key: bytes, associated: bytes) -> bytes:
    """Decrypt, or raise `Tampered`."""
    header, rest = sealed[:HEADER_SIZE], sealed[HEADER_SIZE:]
    if len(rest) < NONCE_SIZE + TAG_SIZE or header[0] not in NAMES.values() or header[1:] != key_id(key):
        raise Tampered("密文的算法或密钥与记录不符。")
    nonce, text, tag = rest[:NONCE_SIZE], rest[NONCE_SIZE:-TAG_SIZE], rest[-TAG_SIZE:]
    decryptor = _cipher(Algorithm(header[0]), key, nonce, tag).decryptor()
    decryptor.authenticate_additional_data(header + associated)
    try:
        return decryptor.update(text) + decryptor.finalize()
    except InvalidTag:
        raise Tampered("密文被改动，或不属于这条记录。") from None
