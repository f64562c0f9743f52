"""Invented parcels, certificates and permits that lie on them, businesses, papers that have no register of their own."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from motcua.city.models import UnitSuccessor
from motcua.city.units import REFORM
from motcua.project.demo import parcels
from motcua.project.demo.registered.town import CONFIRMED, OWN_PEOPLE, Town, address_of, home_of, words_of
from motcua.records.registers.batches import Entry

TRADES = (
    ("4711", "Bán lẻ trong cửa hàng"), ("5610", "Nhà hàng, ăn uống"), ("9631", "Cắt tóc, gội đầu"),
    ("1410", "May trang phục"),
)  # fmt: skip


def land_parcels(town: Town) -> Iterator[Entry]:
    """Every other one was numbered in a former commune: its old key stays, with its last day."""
    former = _former_communes({lot.unit_code for lot in town.lots})
    for n, lot in enumerate(town.lots):
        rural = lot.unit_code == "00454"
        data: dict[str, Any] = {
            "unit_code": lot.unit_code, "map_sheet": lot.sheet, "parcel_number": lot.number, "area_m2": str(lot.area_m2),
            "parcel_words": f"Thửa {lot.number}, tờ {lot.sheet}", "private_m2": str(lot.area_m2), "map_data": "complete",
            "land_types": [{"code": "ONT" if rural else "ODT", "area_m2": str(lot.area_m2), "origin": "CNQ-CTT"}],
            "address": address_of(lot), "boundary": lot.area, "projection": parcels.PROJECTION,
        }  # fmt: skip
        if n % 2 and lot.unit_code in former:
            code, name = former[lot.unit_code]
            data |= {
                "old_unit_code": code, "old_unit_name": name, "old_map_sheet": lot.sheet + 20,
                "old_parcel_number": lot.number + 100, "old_key_until": (REFORM - timedelta(days=1)).isoformat(),
            }  # fmt: skip
        yield Entry(town.land_office, town.day(), data)


def _former_communes(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """A commune that went wholly into each of today's: its code and name."""
    links = UnitSuccessor.objects.filter(new__code__in=codes, new__code_list="2025", relation="whole")
    rows = links.order_by("new__code", "old__code").values_list("new__code", "old__code", "old__full_name_vi")
    return {new: (old, name) for new, old, name in rows}


def land_certificates(town: Town) -> Iterator[Entry]:
    for n, (lot, holder) in enumerate(town.holders, 1):
        on = town.day()
        data = {
            "serial": f"XX {n:08d}", "book_number": f"CS {n:05d}", "issued_on": on.isoformat(), "issuer": "Cơ quan cấp mẫu",
            "unit_code": lot.unit_code, "map_sheet": lot.sheet, "parcel_number": lot.number, "area_m2": str(lot.area_m2),
            "parcel_address": address_of(lot), "land_type": "ODT", "use_until": "Lâu dài", "holder_name": holder.full_name,
            "holder_pin": holder.pin, "holder_address": home_of(holder), "change_kind": "first",
        }  # fmt: skip
        yield Entry(town.land_office, on, data, {"holder": town.pk(holder)})


def construction_permits(town: Town) -> Iterator[Entry]:
    """A third of the lots may be built on."""
    pairs = [pair for pair in town.holders if pair[1].index >= OWN_PEOPLE]
    for n, (lot, owner) in enumerate(town.rng.sample(pairs, len(pairs) // 3), 1):
        on, area = town.day(), int(lot.area_m2)
        storeys = town.rng.randint(2, 6)
        data = {
            "permit_number": f"{n:02d}/GPXD", "owner_name": owner.full_name, "owner_pin": owner.pin, "kind": "house",
            "unit_code": lot.unit_code, "site": address_of(lot), "site_words": words_of(lot), "map_sheet": lot.sheet,
            "parcel_number": lot.number, "parcel_area_m2": str(lot.area_m2), "footprint_m2": area * 8 // 10,
            "floor_area_m2": area * 8 // 10 * storeys, "height_cm": 330 * storeys, "storeys": storeys, "basements": 0,
            "start_before_months": 12, "location": {"type": "Point", "coordinates": list(lot.middle)}, **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[lot.unit_code], on, data, {"owner": town.pk(owner)})


def pavement_permits(town: Town) -> Iterator[Entry]:
    for n, lot in enumerate(town.lots[::2], 1):
        who = town.rng.choice(town.people)
        first = town.day()
        last = first + timedelta(days=town.rng.randint(1, 60))
        data = {
            "permit_number": f"{n:02d}/GP-VH", "applicant_name": who.full_name, "applicant_pin": who.pin,
            "use": town.rng.choice(["wedding", "event", "material"]), "place": address_of(lot), "part": ["pavement"],
            "place_words": f"Trước {words_of(lot)[:1].lower()}{words_of(lot)[1:]}", "length_m": 6, "width_dm": 20,
            "first_day": first.isoformat(), "last_day": last.isoformat(),
            "location": {"type": "Point", "coordinates": list(lot.corners[0])}, **CONFIRMED,
        }  # fmt: skip
        people = {"applicant": town.pk(who)}
        yield Entry(
            town.offices[lot.unit_code],
            first,
            data,
            people,
            valid_from=first,
            valid_to=last + timedelta(days=1),
        )


def household_businesses(town: Town) -> Iterator[Entry]:
    for n, owner in enumerate(town.grown(200), 1):
        code, trade = town.rng.choice(TRADES)
        on = town.day()
        data = {
            "tax_code": owner.pin, "name": f"Hộ kinh doanh {owner.full_name.split()[-1]} {n}", "office": home_of(owner),
            "certificate_number": f"{n:02d}/HKD", "office_words": owner.address_line or "Trụ sở mẫu",
            "owner_name": owner.full_name, "owner_pin": owner.pin, "capital": town.rng.randint(5, 60) * 10_000_000,
            "workers": town.rng.randint(1, 6), "start_date": on.isoformat(), "bookkeeping": "declaration",
            "sectors": [{"sector_code": code, "sector_name": trade, "conditional": False}], **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[owner.unit_code], on, data, {"owner": town.pk(owner)})


def papers_issued(town: Town) -> Iterator[Entry]:
    for n, (lot, holder) in enumerate(islice(town.holders, 150), 1):
        on = town.day()
        data = {
            "paper": "Văn bản cung cấp thông tin quy hoạch", "paper_number": f"{n:02d}/UBND-QH", "issued_on": on.isoformat(),
            "holder_name": holder.full_name, "holder_pin": holder.pin, "place": address_of(lot),
            "says": [{"label": "Chức năng sử dụng đất", "value": "Đất ở đô thị"}], **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[lot.unit_code], on, data, {"holder": town.pk(holder)})
