"""What a person types into a search box may be a name or a telephone number: it never stands readable in an address."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

LONGEST = 100  # characters: a search box is not a narrative


def _cipher() -> Fernet:
    secret = hashlib.sha256(b"fengqiao.ui.typed:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(secret))


def sealed(text: str) -> str:
    """The text as it may stand in an address, a saved view and a log line; nothing for nothing."""
    text = text.strip()[:LONGEST]
    return _cipher().encrypt(text.encode()).decode() if text else ""


def opened(token: str) -> str:
    """The text again; an address that was tampered with holds no text."""
    try:
        return _cipher().decrypt(token.encode()).decode() if token else ""
    except InvalidToken:
        return ""
