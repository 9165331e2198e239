"""Columns for personal data: sealed in the database, a mask on the page, readable only by asking (加密字段)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from fengqiao.kernel.privacy.blind import KINDS, blind_index
from fengqiao.kernel.privacy.ciphers import seal, unseal
from fengqiao.kernel.privacy.masks import MASKS, mask_text

ERASED = "已删除"


class Erased(LookupError):
    """The key of the matter was destroyed: nothing can be sealed under it any more."""


class _Sealed(bytes):
    """What stands in the column."""


class _Plain:
    """What was assigned and is not saved yet; it is neither printed nor pickled."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<未保存>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("未保存的个人信息不能序列化。")


class Secret:
    """A personal value of a record: `str()` is the mask, `reveal()` the value, and nothing else gives it away."""

    __slots__ = ("_field", "_instance", "_value")

    def __init__(self, field: Sealed, instance: models.Model, value: _Sealed | _Plain) -> None:
        self._field = field
        self._instance = instance
        self._value = value

    def reveal(self) -> str:
        """The value itself; `已删除` when the key of its matter was destroyed. Whoever shows it logs the reading."""
        if isinstance(self._value, _Plain):
            return self._value.text
        if not self._value:
            return ""
        key = data_key(self._instance)
        return unseal(self._value, key, self._field.belongs(self._instance)).decode() if key else ERASED

    @property
    def erased(self) -> bool:
        """Whether the value can never be read again."""
        return isinstance(self._value, _Sealed) and bool(self._value) and data_key(self._instance) is None

    def __str__(self) -> str:
        if not self:
            return ""
        if self.erased:
            return ERASED
        return self._field.mask(self.reveal()) if self._field.mask is not mask_text else mask_text("…")

    def __bool__(self) -> bool:
        return bool(self._value.text if isinstance(self._value, _Plain) else self._value)

    def __eq__(self, other: object) -> bool:
        """Two secrets are equal when they are one and the same sealed value; a text is never equal to a secret."""
        if not isinstance(other, Secret):
            return NotImplemented
        if isinstance(self._value, _Plain) or isinstance(other._value, _Plain):
            return self._value is other._value
        return self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"<Secret {self._field.name}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("个人信息不能序列化。")

    def is_of(self, field: Sealed, instance: models.Model) -> bool:
        """Whether this is the sealed value of that very column and row."""
        return isinstance(self._value, _Sealed) and self._field is field and self._instance.pk == instance.pk

    def for_column(self) -> bytes:
        """The sealed bytes to be stored."""
        return self._value if isinstance(self._value, _Sealed) else self._field.sealed(self._value, self._instance)

    def for_row(self, field: Sealed, instance: models.Model) -> _Sealed | _Plain:
        """The value as another assignment keeps it: as it is in its own place, to be sealed anew in any other."""
        if isinstance(self._value, _Sealed) and (not self._value or self.is_of(field, instance)):
            return self._value
        return _Plain("" if self.erased else self.reveal())


def data_key(instance: models.Model) -> bytes | None:
    """The key the record gives for its personal values; None when the matter was erased."""
    return cast("Callable[[], bytes | None]", instance.data_key)()  # type: ignore[attr-defined]  # checked by Sealed.check


class SealedAttribute(DeferredAttribute):
    """Reading gives a `Secret`, assigning takes plain text, a `Secret` or None."""

    field: Sealed

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname, self)
        if value is self:  # deferred: Django fetches it, which assigns it
            super().__get__(instance, owner)
            value = instance.__dict__[self.field.attname]
        return None if value is None else Secret(self.field, instance, value)

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.held(value, instance)


if TYPE_CHECKING:
    Column = models.BinaryField[str | Secret | None, Secret]
else:
    Column = models.BinaryField


class Sealed(Column):
    """Text encrypted under the key of its record's matter, bound to table, column and row.

    `mask` names what `str()` shows; `index` names the kind of identifier whose blind index is kept in the column
    `<name>_index`, declared after this field. Nobody can filter by the sealed column itself. `save(update_fields=…)`
    must name both columns.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, mask: str = "text", index: str = "", **kwargs: Any) -> None:  # a field's options
        self.mask_name, self.index_kind = mask, index
        self.mask = MASKS[mask]
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Mask and index are part of the declaration."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["mask"] = self.mask_name
        if self.index_kind:
            kwargs["index"] = self.index_kind
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:  # Django's signature
        """A record that seals needs a key, a primary key made before the insert, and its index column in its place."""
        problems: list[checks.CheckMessage] = list(super().check(**kwargs))
        if not hasattr(self.model, "data_key"):
            problems.append(checks.Error("Sealed 字段的模型没有 data_key()。", obj=self, id="privacy.E001"))
        if isinstance(self.model._meta.pk, models.AutoField):
            problems.append(checks.Error("Sealed 字段的模型须在插入前有主键。", obj=self, id="privacy.E002"))
        if self.index_kind:
            names = [field.name for field in self.model._meta.concrete_fields]
            if self.index_kind not in KINDS:
                problems.append(checks.Error(f"没有盲索引“{self.index_kind}”。", obj=self, id="privacy.E003"))
            if self.index_name not in names[names.index(self.name) :]:
                problems.append(checks.Error(f"{self.index_name} 须声明在其后。", obj=self, id="privacy.E004"))
        return problems

    @property
    def index_name(self) -> str:
        """The column of the blind index."""
        return f"{self.name}_index"

    def belongs(self, instance: models.Model) -> bytes:
        """Where a value of this column belongs; it opens nowhere else."""
        return f"{self.model._meta.db_table}.{self.column}:{instance.pk}".encode()

    def sealed(self, plain: _Plain, instance: models.Model) -> _Sealed:
        """The value as it goes into the column; an empty text stays empty."""
        if not plain.text:
            return _Sealed()
        key = data_key(instance)
        if key is None:
            raise Erased(f"{self.model._meta.label} 的密钥已销毁，不能再写入个人信息。")
        return _Sealed(seal(plain.text.encode(), key, self.belongs(instance)))

    def held(self, value: object, instance: models.Model) -> object:
        """What the instance keeps of an assigned value."""
        if value is None or isinstance(value, _Sealed | _Plain):
            return value
        if isinstance(value, Secret):
            return value.for_row(self, instance)
        if isinstance(value, str):
            return _Plain(value)
        if value == b"":
            return _Sealed()  # Django's default for an empty binary column
        raise TypeError(f"{self.name} 只接受文本。")

    def from_db_value(
        self, value: bytes | memoryview | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> _Sealed | None:
        """The column as it is; nothing is decrypted by reading a row."""
        return None if value is None else _Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """Seal what was assigned and keep its blind index; what was not touched is written back as it is."""
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, _Plain):
            model_instance.__dict__[self.attname] = self.sealed(held, model_instance)
            if self.index_kind:
                index = blind_index(self.index_kind, held.text) if held.text else None
                setattr(model_instance, self.index_name, index)
        return getattr(model_instance, self.attname)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:  # Django's signature
        """Only a value of a record reaches the column: `update(phone="…")` has no record to seal it for."""
        if isinstance(value, str):
            raise TypeError(f"{self.name} 须通过记录写入，不能用 update()。")
        if isinstance(value, Secret):
            value = value.for_column()
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> type[models.Lookup[Any]] | None:
        """A sealed column is searched by its blind index only."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} 已加密，请用 {self.index_name} 与 blind_index() 查询。")
        return super().get_lookup(lookup_name)

    def to_python(self, value: object) -> object:
        """Validation leaves the value sealed."""
        return value

    def validate(self, value: object, model_instance: models.Model | None) -> None:
        """Only presence can be judged of a sealed value."""
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def value_to_string(self, obj: models.Model) -> str:
        """A dump carries the sealed value."""
        secret = self.value_from_object(obj)
        return base64.b64encode(secret.for_column()).decode() if isinstance(secret, Secret) else ""
