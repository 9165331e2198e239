"""Finding a person by identity number or phone without having either in a column (盲索引).

One key per kind of identifier over all tables, kept outside the database: a phone has so few values that whoever held
key and column could try them all.
"""

from __future__ import annotations

import unicodedata

import phonenumbers

from fengqiao.kernel.privacy.identifiers import MOBILE, to_18
from fengqiao.kernel.privacy.keys import provider


def _id_number(value: str) -> str:
    return to_18(value.upper()) if len(value) == 15 and value.isdigit() else value.upper()


def _phone(value: str) -> str:
    if MOBILE.fullmatch(value):
        return f"+86{value}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(value, "CN"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return "".join(filter(str.isdigit, value))


KINDS = {"id_number": _id_number, "phone": _phone}


def normalised(kind: str, value: str) -> str:
    """One spelling for one identifier: half width, no blanks; numbers in 18 digits and upper case, phones in E.164."""
    return KINDS[kind]("".join(unicodedata.normalize("NFKC", value).split()))


def blind_index(kind: str, value: str) -> bytes:
    """The keyed hash an identifier is found by; `kind` is `id_number` or `phone`."""
    return provider().fingerprint(kind, normalised(kind, value).encode())
