"""What a password must be (口令要求): Django checks length and common ones, these the rest, with Chinese sentences."""

from __future__ import annotations

import secrets
import string

from django.core.exceptions import ValidationError

from fengqiao.kernel.identity.models import User

CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
ONE_TIME = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misread from paper


class ThreeClasses:
    """At least three of lower case, upper case, digits and other characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Django's validator protocol."""
        known = "".join(CLASSES)
        found = sum(any(c in letters for c in password) for letters in CLASSES)
        if found + any(c not in known for c in password) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        """The rule as people read it."""
        return "密码须包含大写字母、小写字母、数字、其他符号中的至少三类。"


class NotTheAccount:
    """The account's name is no part of its password."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Django's validator protocol."""
        if user is not None and user.username and user.username.lower() in password.lower():
            raise ValidationError(self.get_help_text(), code="password_account")

    def get_help_text(self) -> str:
        """The rule as people read it."""
        return "密码不能包含账号。"


def one_time_password() -> str:
    """A password for the first sign-in, read out or handed over on paper: it meets the rules and must be changed."""
    while True:
        password = "-".join("".join(secrets.choice(ONE_TIME) for _ in range(4)) for _ in range(3))
        if all(any(c in letters for c in password) for letters in CLASSES):
            return password
