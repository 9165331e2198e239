"""Ciphers, master keys and blind indexes."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from django.core.exceptions import ImproperlyConfigured

from fengqiao.kernel.privacy import keys
from fengqiao.kernel.privacy.blind import blind_index, normalised
from fengqiao.kernel.privacy.ciphers import Algorithm, Tampered, key_id, new_key, seal, unseal
from fengqiao.kernel.privacy.keys import FileKeys, KeyMissing

ROW = b"mediation_party.phone:1"


@pytest.fixture
def ring(tmp_path: Path, settings) -> FileKeys:
    settings.KEY_FILE = str(tmp_path / "home" / "keys.json")
    keys.provider.cache_clear()
    yield keys.provider()
    keys.provider.cache_clear()


@pytest.mark.parametrize(("cipher", "first"), [("SM4-GCM", Algorithm.SM4_GCM), ("AES-GCM", Algorithm.AES_GCM)])
def test_a_value_opens_under_either_cipher_and_says_in_its_header_how_it_was_sealed(settings, cipher, first):
    settings.CIPHER = cipher
    key = new_key()

    sealed = seal("张三".encode(), key, ROW)

    assert (sealed[0], sealed[1:5], len(sealed)) == (first, key_id(key), 1 + 4 + 12 + 6 + 16)
    settings.CIPHER = "AES-GCM" if cipher == "SM4-GCM" else "SM4-GCM"
    assert unseal(sealed, key, ROW).decode() == "张三"


def test_the_same_text_is_never_sealed_alike():
    key = new_key()
    assert seal(b"x", key, ROW) != seal(b"x", key, ROW)


def test_a_sealed_value_opens_nowhere_else_and_not_when_touched():
    key = new_key()
    sealed = seal(b"19900000002", key, ROW)

    for broken, under, place in [
        (sealed, key, b"mediation_party.phone:2"),
        (sealed, new_key(), ROW),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), key, ROW),
        (sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:], key, ROW),
        (bytes([Algorithm.AES_GCM]) + sealed[1:], key, ROW),
        (b"\x09" + sealed[1:], key, ROW),
        (sealed[:10], key, ROW),
        (b"", key, ROW),
    ]:
        with pytest.raises(Tampered):
            unseal(broken, under, place)


def test_the_key_file_is_made_on_the_first_start_for_the_service_alone(ring, settings):
    assert len(keys.unwrap(keys.new_wrapped())) == 32

    path = Path(settings.KEY_FILE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(json.loads(path.read_bytes())) == ["current", "masters", "indexes"]


def test_a_key_file_that_others_may_read_is_refused(ring, settings):
    keys.new_wrapped()
    Path(settings.KEY_FILE).chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match=r"密钥文件 keys.json 其他用户可读（644），请改为 600。"):
        FileKeys(Path(settings.KEY_FILE)).wrap(new_key())


def test_after_a_rotation_old_keys_open_and_new_ones_are_wrapped_anew(ring):
    before = keys.new_wrapped()
    master = keys.rotate()

    after = keys.rewrapped(before)

    assert (before[1:5].hex() != master, after[1:5].hex()) == (True, master)
    assert keys.unwrap(before) == keys.unwrap(after)
    assert keys.rewrapped(after) is after


def test_another_process_sees_a_rotation_when_it_meets_it(ring, settings):
    here = FileKeys(Path(settings.KEY_FILE))
    here.wrap(new_key())
    keys.rotate()
    wrapped = keys.new_wrapped()

    assert here.unwrap(wrapped) == keys.unwrap(wrapped)


def test_a_database_restored_without_its_keys_says_so(ring, tmp_path):
    stranger = FileKeys(tmp_path / "other.json")
    wrapped = keys.new_wrapped()
    with pytest.raises(KeyMissing, match=f"密钥文件中没有主密钥 {wrapped[1:5].hex()}。"):
        stranger.unwrap(wrapped)


def test_the_blind_index_is_an_hmac_of_the_normal_spelling_with_the_key_of_its_kind(ring, settings):
    index = blind_index("phone", " 199 0000 0002 ")

    stored = json.loads(Path(settings.KEY_FILE).read_bytes())["indexes"]
    expected = hmac.HMAC(base64.b64decode(stored["phone"]), hashes.SM3())
    expected.update(b"+8619900000002")
    assert index == expected.finalize()
    assert index == blind_index("phone", "+86 199-0000-0002")
    assert blind_index("id_number", "19900000002") != index
    assert sorted(json.loads(Path(settings.KEY_FILE).read_bytes())["indexes"]) == ["id_number", "phone"]


def test_a_rotation_keeps_the_blind_indexes(ring):
    before = blind_index("phone", "19900000002")
    keys.rotate()
    assert blind_index("phone", "19900000002") == before
    assert FileKeys(ring.path).fingerprint("phone", b"+8619900000002") == before


@pytest.mark.parametrize(
    ("kind", "value", "spelling"),
    [
        ("id_number", "11010519491231002x", "11010519491231002X"),
        ("id_number", "110105491231002", "11010519491231002X"),
        ("id_number", "１１０１０５ 19491231 002Ｘ", "11010519491231002X"),
        ("id_number", "e12345678", "E12345678"),
        ("phone", "028-85550123", "+862885550123"),
        ("phone", "+8619900000002", "+8619900000002"),
        ("phone", "转", ""),
    ],
)
def test_one_identifier_has_one_spelling(kind, value, spelling):
    assert normalised(kind, value) == spelling


def test_two_processes_starting_together_make_one_key(tmp_path):
    path = tmp_path / "keys.json"
    first, second = FileKeys(path), FileKeys(path)
    assert first.current(second.wrap(new_key()))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["keys.json", "keys.json.lock"]
