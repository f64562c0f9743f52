"""The invented people: the same for the same seed, whole, with errors of every class and a truth that fits."""

from datetime import date

import duckdb
import pytest

from motcua.foundation.identifiers import parse_pin
from motcua.project.synthetic import SOURCES, make_people


def test_the_same_seed_makes_the_same_people_and_another_others(tmp_path):
    def digest(folder, seed):
        made = make_people(tmp_path / folder, 300, seed=seed)
        return duckdb.sql(
            f"select list(r::varchar order by ma_ban_ghi) from '{made.files['population']}' r"
        ).fetchall()

    assert digest("a", 5) == digest("b", 5)
    assert digest("c", 6) != digest("a", 5)


def test_every_source_is_written_with_its_truth(tmp_path):
    made = make_people(tmp_path, 600, sources=[spec.key for spec in SOURCES])
    assert made.records["population"] == 600
    assert made.people == 564
    rows = duckdb.sql(
        f"select source, count(*), count(distinct record) from '{made.truth}' group by 1"
    ).fetchall()
    assert {source: many for source, many, _ in rows} == made.records
    assert all(many == different for _, many, different in rows)
    assert 50 < made.records["school"] < 400 < made.records["insurance"]


def test_people_are_of_a_city_households_twins_and_numbers_of_right_form(made):
    people = f"'{made.files['population']}' join '{made.truth}' on record = ma_ban_ghi"
    numbers = duckdb.sql(
        f"select so_dinh_danh, gioi_tinh from {people} where length(so_dinh_danh) = 12"
    ).fetchall()
    valid = [parse_pin(pin, date(2026, 11, 1)).is_valid for pin, _ in numbers]
    assert sum(valid) > 0.98 * len(valid)
    owners = duckdb.sql(
        f"select so_dinh_danh from {people} where so_dinh_danh not like '0000%' group by 1 having count(distinct person) > 1"
    )
    assert len(owners.fetchall()) < 10
    homes = duckdb.sql(
        f"select count(distinct person) from {people} where dia_chi is not null group by dia_chi having count(*) > 2"
    )
    assert len(homes.fetchall()) > 200
    twins = duckdb.sql(
        f"select 1 from {people} group by ngay_sinh, ho_ten_cha, ho_ten_me, dia_chi"
        " having count(distinct person) > 1 and ho_ten_me is not null"
    )
    assert twins.fetchall()


def test_fewer_than_a_hundred_are_no_city(tmp_path):
    with pytest.raises(ValueError, match="no city"):
        make_people(tmp_path, 50)
