import io

import pytest
from PIL import Image

from motcua.records.papers import storing
from tests.money.payouts.a_list import NOW


@pytest.fixture
def signature(db):
    """A signed receipt, photographed."""
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(out, "PNG")
    return storing.store(out.getvalue(), purpose="payout", owner_id=None, by=None, at=NOW, name="ky.png")
