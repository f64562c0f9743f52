"""Shapes are ready before threads read them: msgspec works a shape out at its first use, and two first uses at once kill the
process."""

import ast
import re
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
AT_ONCE = """
import sys, threading
import msgspec
from motcua.foundation.definitions.shapes import prepared

sys.setswitchinterval(1e-6)
for round in range(40):
    deep = None
    for number in range(25):
        fields = [(f"f{n}", int, 0) for n in range(20)] + ([("deep", deep)] if deep else [])
        deep = msgspec.defstruct(f"S{round}_{number}", [f for f in reversed(fields)], kw_only=True)
    prepared(deep)
    text = b"{}"
    for _ in range(24):
        text = b'{"f3": 1, "deep": ' + text + b'}'
    ready, read = threading.Barrier(4), []
    def one():
        ready.wait()
        read.append(msgspec.json.decode(text, type=deep))
    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert len(read) == 4
"""


def test_threads_that_read_a_shape_for_the_first_time_at_once_all_read_it():
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE],
        env={"PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])


def test_every_shape_that_is_read_while_serving_is_prepared():
    read, ready = set(), set()
    for file in SRC.rglob("*.py"):
        if not {"msgspec", "prepared"} & set(re.findall(r"\w+", text := file.read_text())):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                if any(isinstance(by, ast.Name) and by.id == "prepared" for by in node.decorator_list):
                    ready.add(node.name)
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("json.decode", "yaml.decode")
            ):
                read |= {ast.unparse(word.value) for word in node.keywords if word.arg == "type"}
    assert {"ProcedureDefinition", "Content", "Executable"} <= read
    plain = {name for name in read if (name.isidentifier() and name[:1].isupper()) or name.startswith("_")}
    assert plain - ready == set(), "read by threads, but not @prepared"
