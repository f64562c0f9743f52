"""Who brings files into a ward's registers in the tests, and files as old offices leave them."""

from dataclasses import dataclass
from io import BytesIO

import pytest

from motcua.city import authority
from motcua.city.models import Account, Agency
from motcua.foundation.actor import Actor
from motcua.records import registers
from motcua.records.registers.importing import preparing, running
from motcua.records.registers.importing.models import ImportRun
from tests.conftest import hanoi
from tests.records.registers.samples import births

NOW = hanoi("2026-03-02 09:00")
HEADINGS = ("so", "quyen", "trang", "ngay_dang_ky", "ho_ten", "gioi_tinh", "ngay_sinh", "so_dinh_danh", "ma_xa", "me_ho_ten",
            "me_nam_sinh", "ghi_chu")  # fmt: skip
ROWS = (
    ("1", "01/2021", "1", "04/01/2021", "Nguyễn Văn An", "Nam", "02/01/2021", "001221000017", "00166", "Lê Thị Hoa", "1990", ""),
    ("2", "01/2021", "1", "05/01/2021", "Trần Thị Bình", "Nữ", "03/01/2021", "", "00166", "Đỗ Thị Quỳnh", "12/03/1992",
     "quá hạn"),
    ("3", "01/2021", "2", "06/01/2021", "Phạm Minh Châu", "Nữ", "2021", "", "", "", "", ""),
)  # fmt: skip


def table(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in (headings, *rows))


def row(number: int, **changed: str) -> tuple[str, ...]:
    """A row that is in order, but for what is changed."""
    values = dict(zip(HEADINGS, ROWS[1], strict=True)) | {"so": str(number)} | changed
    return tuple(values[name] for name in HEADINGS)


@dataclass
class Office:
    """The ward: the justice officer uploads, the chair releases."""

    agency: Agency
    officer: Actor
    chair: Actor

    def upload(
        self, text: str | bytes, name: str = "khai-sinh.csv", register: str = "old-births", **more
    ) -> ImportRun:
        content = text.encode() if isinstance(text, str) else text
        return preparing.upload(
            register, BytesIO(content), name=name, agency=self.agency, by=self.officer, at=NOW, **more
        )

    def released(self, text: str | bytes, agreed: tuple[str, ...] = (), **more) -> ImportRun:
        run = self.upload(text, **more)
        assert preparing.choose(run, targets=run.targets, agreed=agreed) == []
        preparing.look_over(run, at=NOW)
        preparing.ask(run, by=self.officer, at=NOW)
        return preparing.release(run, by=self.chair, at=NOW)

    def bring(self, text: str | bytes, size: int = preparing.CHUNK, **more) -> ImportRun:
        """Upload, look over, ask, release and run."""
        run = self.released(text, **more)
        assert running.go_on(run, at=NOW, size=size)
        run.refresh_from_db()
        return run


def issues(run: ImportRun) -> list[tuple[int, str, str]]:
    """(row, level, class) of everything that was said."""
    return [(one[0], one[1], one[2]) for chunk in run.chunks.order_by("number") for one in chunk.issues]


def stored(register: str = "old-births") -> list[registers.Record]:
    return list(registers.Record.objects.filter(register=register, state="in_force").order_by("number", "id"))


@pytest.fixture
def office(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    registers.bring_in(births(), at=NOW)
    agency = Agency.objects.get(key="ubnd-phuong-cau-giay")

    def actor(post: str) -> Actor:
        return authority.actor_for(Account.objects.get(username=f"{agency.key}.{post}"), NOW)

    yield Office(agency, actor("justice-officer-1"), actor("chair-1"))
    registers.forget()
