"""What the national synchronisation wants to know of each paper of a dossier (`TaiLieuNop`): digitised, reused, from a national
store. Pure.

The names are those of the message. `DuocTaiSuDung` has the values 0, 1, 2 without a published meaning of 2: [design] 1 is a file
that the owner's store held, 2 is data that stand for the paper, so that no file was needed.
"""

from dataclasses import dataclass
from typing import Final

NATIONAL: Final = ("population.", "health.", "judicial.", "store:national")
"""How a data source begins that is a database or store of the country, not of the city."""


@dataclass(frozen=True, slots=True)
class PaperFlags:
    """`DuocSoHoa`, `DuocTaiSuDung`, `DuocLayTuKhoDMQG` as the message writes them."""

    digitised: int
    reused: int
    from_national_store: int

    def as_message(self) -> dict[str, int]:
        return {
            "DuocSoHoa": self.digitised,
            "DuocTaiSuDung": self.reused,
            "DuocLayTuKhoDMQG": self.from_national_store,
        }


def flags_of(source: str, data_source: str, has_file: bool) -> PaperFlags:
    """The flags of a component. Source: QĐ 766/QĐ-TTg, indicators 4.2-4.4; TT 01/2023/TT-VPCP."""
    reused = {"reused": 1, "data": 2}.get(source, 0)
    return PaperFlags(
        digitised=int(has_file),
        reused=reused,
        from_national_store=int(bool(reused) and data_source.startswith(NATIONAL)),
    )
