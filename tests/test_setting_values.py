"""How texts of settings are read, where a mistake would let data out."""

from __future__ import annotations

import pytest

from dashapp.setting_values import webhooks


def test_addresses_of_webhooks_are_listed_by_commas() -> None:
    assert webhooks("https://one.example/in, https://two.example:8443/a/b") == ("https://one.example/in", "https://two.example:8443/a/b")
    assert webhooks("") == ()


@pytest.mark.parametrize(
    "address", ["http://a.example/in", "https://user@a.example/in", "https://a.example/in?k=1", "https://a.example/#a"]
)
def test_nothing_is_sent_without_tls_or_with_an_account_in_the_address(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        webhooks(f"https://one.example/in,{address}")
