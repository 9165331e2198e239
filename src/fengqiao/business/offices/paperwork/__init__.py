"""二维码海报: what hangs at the door of an office and in its villages."""

from __future__ import annotations

from fengqiao.kernel.module.questions import Desk
from fengqiao.kernel.paperwork.freezing import canonical, plain
from fengqiao.kernel.paperwork.typesetting import qr, typeset
from fengqiao.kernel.places.scope import now

POSTER = "business/offices/paperwork/poster.typ"


def poster(desk: Desk, address: str) -> bytes:
    """An A4 poster whose code opens this very office; no word about anybody."""
    context = {
        "name": desk.name,
        "place": desk.place,
        "address": desk.address,
        "phone": desk.phone,
        "hours": desk.hours,
        "url": address,
    }
    return typeset(POSTER, canonical(plain(context)), {"qr": qr(address)}, at=now())
