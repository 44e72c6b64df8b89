"""Secrets at rest open with their key and for their purpose only, and keys can be changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashapp.auth.sealed import seal, unseal
from dashapp.errors import SettingError
from dashapp.settings import Settings

OLD, NEW = "o" * 32, "n" * 32


def test_a_secret_opens_again_and_never_looks_the_same(settings: Settings) -> None:
    first, second = (seal(settings, "second_factor", "JBSWY3DP") for _ in range(2))
    assert first != second
    assert "JBSWY3DP" not in first
    assert [unseal(settings, "second_factor", sealed) for sealed in (first, second)] == ["JBSWY3DP"] * 2


def test_a_secret_of_one_purpose_is_none_of_another(settings: Settings) -> None:
    with pytest.raises(SettingError, match="connection"):
        unseal(settings, "connection", seal(settings, "second_factor", "x"))


def test_an_old_key_opens_while_it_is_listed_and_the_new_one_seals(settings: Settings) -> None:
    sealed = seal(replace(settings, encryption_key=(OLD,)), "p", "kept")
    both = replace(settings, encryption_key=(NEW, OLD))
    only_new = replace(settings, encryption_key=(NEW,))
    assert unseal(both, "p", sealed) == "kept"
    assert unseal(only_new, "p", seal(both, "p", "fresh")) == "fresh"
    with pytest.raises(SettingError, match="ENCRYPTION_KEY"):
        unseal(only_new, "p", sealed)


@pytest.mark.parametrize("damage", [lambda text: text[:-2], lambda text: "A" + text[1:], lambda text: ""])
def test_a_damaged_secret_does_not_open(settings: Settings, damage) -> None:
    with pytest.raises(SettingError):
        unseal(settings, "p", damage(seal(settings, "p", "x")))


def test_the_key_is_kept_for_its_owner_only(settings: Settings) -> None:
    path = settings.var_dir / "encryption_key"
    assert settings.encryption_key == (path.read_text(),)
    assert path.stat().st_mode & 0o777 == 0o600
    assert settings.encryption_key[0] not in str(settings.public())
    assert Settings.from_environment({"VAR_DIR": str(settings.var_dir)}).encryption_key == settings.encryption_key
