"""What a session carries of somebody who has not signed in: sealed under a key that goes with it (随会话封存)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, MutableMapping
from typing import Any

from fengqiao.kernel.privacy.ciphers import seal, unseal
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap

Session = MutableMapping[str, Any]  # Django's


def carry(session: Session, name: str, content: Mapping[str, Any]) -> None:
    """Keep it until the session ends or it is dropped."""
    wrapped = new_wrapped()
    sealed = seal(json.dumps(content, ensure_ascii=False).encode(), unwrap(wrapped), name.encode())
    session[name] = [base64.b64encode(each).decode() for each in (wrapped, sealed)]


def carried(session: Session, name: str) -> dict[str, Any]:
    """What was kept under the name; nothing is an empty one."""
    if name not in session:
        return {}
    wrapped, sealed = (base64.b64decode(each) for each in session[name])
    content: dict[str, Any] = json.loads(unseal(sealed, unwrap(wrapped), name.encode()))
    return content


def drop(session: Session, name: str) -> None:
    """Forget it."""
    session.pop(name, None)
