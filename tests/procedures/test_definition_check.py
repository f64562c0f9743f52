"""Checking whole packs, as `make check` does: everything wrong in every file, and nothing raised."""

import os
import subprocess
import sys
from pathlib import Path

from motcua import services
from motcua.procedures.check_definitions import check_definitions

SOUND = Path(__file__).with_name("sound.yaml").read_text()


def pack(tmp_path, **files):
    folder = tmp_path / "sample_pack"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return sorted(folder.glob("*.yaml"))


def test_a_sound_pack_has_no_problems(tmp_path):
    assert check_definitions(pack(tmp_path, one=SOUND)) == []


def test_problems_of_all_files_are_told_with_pack_file_and_line(tmp_path):
    files = pack(
        tmp_path,
        broken="code: [",
        missing=SOUND.replace("level: commune\n", ""),
        unsound=SOUND.replace("start: receive", "start: nowhere").replace("1.999999", "1.999998"),
    )
    told = {(p.file, p.code) for p in check_definitions(files)}
    assert told == {
        ("sample_pack/broken.yaml", "DEF_SYNTAX"),
        ("sample_pack/missing.yaml", "DEF_MISSING"),
        ("sample_pack/unsound.yaml", "FLOW_START"),
    }


def test_a_code_may_be_defined_once_only(tmp_path):
    (problem,) = check_definitions(pack(tmp_path, one=SOUND, two=SOUND))
    assert (problem.file, problem.line, problem.code) == ("sample_pack/two.yaml", 1, "PROCEDURE_TWICE")
    assert "sample_pack/one.yaml" in problem.vi


def test_the_check_command_says_that_the_city_is_sound():
    run = subprocess.run(
        [sys.executable, "-m", "motcua.services"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert f"{len(services.definition_files())} thủ tục hợp lệ" in run.stdout
