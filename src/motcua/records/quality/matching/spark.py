"""The same definition and the same weights on Spark, for a country larger than one machine. Adapter; needs pyspark and Java.

`requirements/spark.txt` names what is needed. The table `people` and the weights come from a run on DuckDB (a sample of the
country is enough to learn from); pairs are made by Splink's own blocking there.
"""

import sys
from pathlib import Path
from typing import Any

from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.model import Model, settings


class Missing(RuntimeError):
    """Spark cannot run here: the message names what is missing."""


def session(memory: str = "2g", cores: int = 2, checkpoints: Path | None = None) -> Any:
    """A local Spark session with Splink's similarity functions. Raises: Missing.

    `checkpoints`: where Splink cuts long plans short; on a cluster a folder that all machines reach, else one of this run.
    """
    import os
    import shutil
    import tempfile

    if not shutil.which("java"):
        raise Missing("Java is missing (a runtime of version 17 or later)")
    try:
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location
    except ImportError as error:
        raise Missing(f"{error.name} is missing: install requirements/spark.txt") from error
    os.environ["PYSPARK_PYTHON"] = sys.executable  # else the workers take another Python than the driver
    made = (
        SparkSession.builder.master(f"local[{int(cores)}]").appName("motcua-matching")
        .config("spark.jars", similarity_jar_location()).config("spark.driver.memory", memory)
        .config("spark.sql.shuffle.partitions", 2 * cores).config("spark.sql.ansi.enabled", "false")
        .config("spark.ui.enabled", "false").getOrCreate()
    )  # fmt: skip
    made.sparkContext.setCheckpointDir(str(checkpoints or tempfile.mkdtemp(prefix="motcua-spark-")))
    return made


def score(spark: Any, people: Path, wanted: Definition, model: Model, *, above: float) -> Any:
    """Pairs of the table `people` (Parquet) that weigh more than `above`, as a Spark data frame: uid_l, uid_r, match_weight, …"""
    from splink import Linker, SparkAPI

    api = SparkAPI(spark_session=spark)
    frame = spark.read.parquet(str(people))
    linker = Linker(api.register(frame), settings(wanted, model))
    return linker.inference.predict(threshold_match_weight=above, warning_mode="never").as_spark_dataframe()
