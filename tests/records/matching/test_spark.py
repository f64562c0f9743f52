"""The same weights on Spark and on DuckDB; `requirements/spark.txt` and Java are needed."""

import pytest

from motcua.records.quality.matching import spark
from motcua.records.quality.matching.model import Model


@pytest.mark.long
def test_spark_weighs_pairs_as_duckdb_does(matched, tmp_path):
    session = spark.session()  # names what is missing
    people = tmp_path / "people.parquet"
    matched.con.execute(f"copy people to '{people}' (format parquet)")
    found = spark.score(session, people, matched.wanted, Model.of(matched.outcome.model), above=0.0)
    there = {
        frozenset((row.uid_l, row.uid_r)): row.match_weight
        for row in found.select("uid_l", "uid_r", "match_weight").collect()
    }
    here = {
        frozenset((left, right)): weight
        for left, right, weight in matched.con.execute(
            "select uid_l, uid_r, match_weight from scored where match_weight > 0.01"
        ).fetchall()
    }
    bare = matched.con.execute("select count(*) from people where pin is null").fetchall()[0][0]
    missing = [pair for pair in here if pair not in there]
    # pairs of the rules for people without a number are DuckDB's own
    assert len(missing) <= bare
    assert here and all(
        there[pair] == pytest.approx(weight, abs=0.01) for pair, weight in here.items() if pair in there
    )


def test_what_spark_lacks_is_named(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(spark.Missing, match="Java"):
        spark.session()
