"""What is sealed is unreadable without its key, opens at its own place only, and no rotation loses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation import sealing
from motcua.foundation.sealing import envelope, files
from motcua.foundation.sealing.keys import made_once
from motcua.foundation.sealing.ring import KeyRing, fresh_line, read

OLD, NEW = fresh_line("old"), fresh_line("new")
PLACE, ROW = "people.ethnic_code", "17"


def test_a_sealed_value_opens_with_its_key_at_its_place():
    ring = read(OLD)
    sealed = envelope.seal(ring, "Tày".encode(), PLACE, ROW)
    assert "Tày".encode() not in sealed
    assert envelope.open_(ring, sealed, PLACE, ROW).decode() == "Tày"


def test_the_same_value_is_sealed_differently_each_time():
    ring = read(OLD)
    assert envelope.seal(ring, b"01", PLACE, ROW) != envelope.seal(ring, b"01", PLACE, ROW)


@pytest.mark.parametrize(("column", "row"), [(PLACE, "18"), ("people.phone", ROW), (PLACE, "")])
def test_a_value_moved_to_another_row_or_column_does_not_open(column, row):
    ring = read(OLD)
    sealed = envelope.seal(ring, b"01", PLACE, ROW)
    with pytest.raises(sealing.NotWhole):
        envelope.open_(ring, sealed, column, row)


@given(position=st.integers(0, 34), change=st.integers(1, 255))
def test_a_value_changed_in_any_byte_does_not_open(position, change):
    ring = read(OLD)
    sealed = bytearray(envelope.seal(ring, b"01", PLACE, ROW))
    sealed[position] ^= change
    with pytest.raises((sealing.NotWhole, sealing.KeyMissing)):
        envelope.open_(ring, bytes(sealed), PLACE, ROW)


@given(st.binary(max_size=60))
def test_what_is_no_envelope_is_refused_and_nothing_else_happens(bytes_):
    with pytest.raises((sealing.NotWhole, sealing.KeyMissing)):
        envelope.open_(read(OLD), bytes_, PLACE, ROW)


def test_a_missing_key_is_named_and_the_value_opens_when_it_is_back():
    sealed = envelope.seal(read(OLD), b"01", PLACE, ROW)
    with pytest.raises(sealing.KeyMissing, match="old"):
        envelope.open_(read(NEW), sealed, PLACE, ROW)
    assert envelope.open_(read(f"{OLD}\n{NEW}"), sealed, PLACE, ROW) == b"01"


def test_the_last_key_that_does_not_wait_seals():
    ring = read(f"# keys of the city\n{OLD}\n\n{NEW} waiting  # from Monday on")
    assert ring.newest == "old"
    assert set(ring.keys) == {"old", "new"}


KEYS = [fresh_line(f"k{number}") for number in range(5)]
WORDS = st.text(max_size=40)


@given(
    values=st.lists(WORDS, min_size=1, max_size=6),
    turns=st.lists(st.tuples(st.permutations(range(5)), st.integers(0, 6)), max_size=8),
)
def test_rotation_in_any_order_and_stopped_anywhere_loses_nothing(values, turns):
    """Each turn has another newest key and is killed after some rows; what is left opens as long as its key is there."""
    rows = {
        str(n): envelope.seal(read("\n".join(KEYS)), v.encode(), PLACE, str(n)) for n, v in enumerate(values)
    }
    for order, stopped_after in turns:
        ring = read("\n".join(KEYS[n] for n in order))
        for row in list(rows)[:stopped_after]:
            plain = envelope.open_(ring, rows[row], PLACE, row)
            rows[row] = envelope.seal(ring, plain, PLACE, row)
            assert envelope.key_of(rows[row]) == ring.newest
    ring = read("\n".join(KEYS))
    assert [envelope.open_(ring, rows[str(n)], PLACE, str(n)).decode() for n in range(len(values))] == values


@given(one=WORDS, other=WORDS)
def test_a_blind_index_is_equal_for_equal_values_only(one, other):
    ring = read(OLD)
    assert (envelope.index(ring, one, PLACE) == envelope.index(ring, other, PLACE)) == (one == other)


def test_an_index_of_an_old_key_is_still_found_and_says_nothing_about_another_column():
    kept = envelope.index(read(OLD), "001090000017", PLACE)
    both = read(f"{OLD}\n{NEW}")
    assert kept in envelope.indexes(both, "001090000017", PLACE)
    assert kept not in envelope.indexes(both, "001090000017", "other.column")
    assert envelope.index(both, "001090000017", PLACE) != kept


@pytest.mark.parametrize(
    "text",
    [
        "", "# only words", "old", "old c2hvcnQ=", OLD + " sleeping", f"{OLD}\n{OLD}", OLD.replace("old", "Bad Id"),
        OLD + " waiting", f"{OLD}\nsame {OLD.split()[1]}", "old not*base64", OLD.replace("old", "k" * 17),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_ring_that_makes_no_sense_is_refused_and_no_key_is_shown(text):
    with pytest.raises(sealing.BadRing) as refused:
        read(text)
    assert OLD.split()[1] not in str(refused.value)


def test_a_ring_never_shows_its_keys():
    assert OLD.split()[1] not in repr(read(OLD)) and repr(read(OLD)) == "KeyRing(newest='old')"


def test_the_keys_of_a_demo_are_made_once_and_only_their_owner_reads_them(tmp_path):
    first = made_once(tmp_path)
    assert made_once(tmp_path) == first
    assert (tmp_path / "sealing.keys").stat().st_mode & 0o777 == 0o600
    assert isinstance(read(first), KeyRing)


def test_a_text_is_sealed_as_text_and_tells_which_key(settings):
    settings.SEALING_KEYS = OLD
    sealed = sealing.seal_text("JBSWY3DPEHPK3PXP", "mfa.totp", 5)
    assert sealing.is_sealed(sealed) and not sealing.is_sealed("JBSWY3DPEHPK3PXP")
    settings.SEALING_KEYS = f"{OLD}\n{NEW}"
    assert sealing.open_text(sealed, "mfa.totp", 5) == "JBSWY3DPEHPK3PXP"
    assert not sealing.is_newest(sealed)
    with pytest.raises(sealing.NotWhole):
        sealing.open_text("JBSWY3DPEHPK3PXP", "mfa.totp", 5)
    with pytest.raises(sealing.NotWhole):
        sealing.open_text("mcs1.not base64", "mfa.totp", 5)


@pytest.mark.parametrize("size", [0, 1, files.BLOCK, files.BLOCK + 1])
def test_a_file_comes_back_as_it_was_sealed_and_no_block_can_be_taken_out(tmp_path, size):
    content, path = bytes(range(256)) * (size // 256 + 1), tmp_path / "month"
    content = content[:size]
    with path.open("wb") as out:
        files.write(out, [content[:100], content[100:]], "log", "month")
    assert b"".join(files.read(path, "log", "month")) == content
    sealed = path.read_bytes()
    for broken in (sealed[:-1], sealed[: len(files.MAGIC)], b"x" + sealed[1:], sealed + b"\0\0\0\1x"):
        path.write_bytes(broken)
        with pytest.raises(sealing.NotWhole):
            list(files.read(path, "log", "month"))
    path.write_bytes(sealed)
    with pytest.raises(sealing.NotWhole):
        list(files.read(path, "log", "another"))
    if size > files.BLOCK:
        first = len(files.MAGIC) + 4 + int.from_bytes(sealed[len(files.MAGIC) : len(files.MAGIC) + 4], "big")
        path.write_bytes(sealed[:first])
        with pytest.raises(sealing.NotWhole):
            list(files.read(path, "log", "month"))
