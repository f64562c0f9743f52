"""What programs that share no code with us read in a PDF."""

import os
import subprocess
import tempfile
from pathlib import Path


def text_of(pdf: bytes) -> str:
    """What pdftotext reads, every gap as one blank."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def signatures_of(pdf: bytes) -> str:
    """What pdfsig says about the signatures, with times in UTC."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signed.pdf"
        path.write_bytes(pdf)
        return subprocess.run(
            ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, env={**os.environ, "TZ": "UTC"}
        ).stdout
