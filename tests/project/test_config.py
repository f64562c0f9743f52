"""Settings that make no sense are refused at start, by their name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.project import config
from motcua.project.config import BadSetting

NAMES = ("pin", "full_name", "sex")
ROOT = Path(__file__).resolve().parents[2]


def given(monkeypatch, value: str) -> None:
    monkeypatch.setenv("SETTING", value)


def test_a_claim_list_maps_our_names_to_the_providers(monkeypatch):
    given(monkeypatch, "pin=so_dinh_danh, full_name = ho_va_ten ,")
    assert config.pairs("SETTING", NAMES) == {"pin": "so_dinh_danh", "full_name": "ho_va_ten"}
    given(monkeypatch, "")
    assert config.pairs("SETTING", NAMES) == {}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("pin", "pairs such as"),
        ("pin=", "pairs such as"),
        ("pin=a b", "pairs such as"),
        ("shoe_size=a", "known are full_name, pin, sex"),
        ("pin=a,pin=b", "twice"),
        ("pin=a,full_name=a", "twice"),
    ],
)
def test_a_claim_list_that_makes_no_sense_is_refused(monkeypatch, value, told):
    given(monkeypatch, value)
    with pytest.raises(BadSetting, match=told) as refused:
        config.pairs("SETTING", NAMES)
    assert "SETTING" in str(refused.value)


def test_a_key_store_is_named_by_module_and_function(monkeypatch, tmp_path):
    (tmp_path / "city_keys_of_test.py").write_text("def store(): ...")
    monkeypatch.syspath_prepend(tmp_path)
    given(monkeypatch, "city_keys_of_test.store")
    assert config.dotted("SETTING") == "city_keys_of_test.store"
    given(monkeypatch, "")
    assert config.dotted("SETTING") == ""


@pytest.mark.parametrize(
    "value", ["store", "city-keys.store", "no_such_module_of_test.store", ".store", "a..b"]
)
def test_a_key_store_that_is_not_there_is_refused(monkeypatch, value):
    given(monkeypatch, value)
    with pytest.raises(BadSetting, match="SETTING"):
        config.dotted("SETTING")


def test_a_folder_must_exist(monkeypatch, tmp_path):
    given(monkeypatch, str(tmp_path))
    assert config.folder("SETTING") == str(tmp_path)
    given(monkeypatch, str(tmp_path / "none"))
    with pytest.raises(BadSetting, match="SETTING must be a folder"):
        config.folder("SETTING")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOTCUA_API_PER_MINUTE", "0"),
        ("MOTCUA_OIDC_CLAIMS", "citizen=cccd"),
        ("MOTCUA_SIGNING_KEYS", "nowhere.at_all"),
        ("MOTCUA_SIGNING_TRUST", "/no/such/folder"),
    ],
)
def test_the_application_does_not_start_with_nonsense(name, value):
    started = subprocess.run(
        [sys.executable, "-c", "import motcua.project.settings"],
        env={**os.environ, name: value, "PYTHONPATH": str(ROOT / "src"), "MOTCUA_TEST_MODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode == 1
    assert f"BadSetting: {name}" in started.stderr


def test_units_with_merchants_of_their_own_are_read_from_a_file(monkeypatch, tmp_path):
    monkeypatch.delenv("SETTING", raising=False)
    assert config.merchants("SETTING") == {}
    file = tmp_path / "merchants.json"
    given(monkeypatch, str(file))
    file.write_text('{"H26.15": {"momo": {"PARTNER_CODE": "PHUONGX"}}}')
    assert config.merchants("SETTING")["H26.15"]["momo"]["PARTNER_CODE"] == "PHUONGX"


@pytest.mark.parametrize("content", [None, "{", "[]", '{"H26.15": 1}', '{"H26.15": {"momo": "x"}}'])
def test_a_file_of_merchants_that_makes_no_sense_is_refused(monkeypatch, tmp_path, content):
    file = tmp_path / "merchants.json"
    if content is not None:
        file.write_text(content)
    given(monkeypatch, str(file))
    with pytest.raises(BadSetting, match="SETTING"):
        config.merchants("SETTING")
