"""ThongTinBienLai: what the platform writes on its own receipt. Unsigned part of INIT, pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.money.gateways.limits import told
from motcua.money.gateways.provider import Asking

LONGEST_NAME = 250
FINES = (
    "MaLoaiHinhThuPhat", "TenLoaiHinhThuPhat", "MaCoQuanQD", "TenCoQuanQD", "KhoBac", "NgayQD", "SoQD", "ThoiGianViPham",
    "DiaDiemViPham", "TenNguoiViPham", "TaiKhoanThuNSNN",
)  # fmt: skip


def receipt_data(
    *,
    lines: Sequence[Mapping[str, Any]],
    subject: str,
    payer: str,
    agency_code: str,
    agency_name: str,
    account: tuple[str, str, str],
    asking: Asking,
) -> dict[str, Any]:
    """The block for an order: its lines with what the payer pays, and what is known of unit, procedure and payer.

    `account`: number, bank and holder of the account that is credited. The district is empty: that level ended on 2025-07-01.
    """
    data = told()["platform"]
    code = asking.procedure_code
    paid = [line for line in lines if line["payer"]]
    return {
        "MaDichVu": data["service"],
        "MaDVC": f"{code}{data['service_suffix']}" if code else "",
        "TenDVC": asking.procedure_name[:LONGEST_NAME],
        "MaTTHC": code,
        "TenTTHC": asking.procedure_name[:LONGEST_NAME],
        "MaDonVi": agency_code,
        "TenDonVi": agency_name,
        "MaHoSo": subject,
        "TKThuHuong": account[0],
        "MaNHThuHuong": account[1],
        "TenTKThuHuong": account[2],
        **dict.fromkeys(FINES, ""),
        "NoiDungThanhToan": f"THANH TOAN HO SO {subject}",
        "HoTenNguoiNop": payer,
        "SoCMNDNguoiNop": asking.payer_number or data["payer_without_number"],
        "DiaChiNguoiNop": asking.payer_address,
        "HuyenNguoiNop": "",
        "TinhNguoiNop": asking.payer_province or data["province"],
        "PhiLePhi": [
            {
                "LoaiPhiLePhi": data["kinds"][line["kind"]],
                "MaPhiLePhi": str(line["code"]),
                "TenPhiLePhi": line["name"]["vi"],
                "SoTien": line["payer"],
            }
            for line in paid
        ],
        "DSKhoanNop": [{"NoiDung": line["name"]["vi"], "SoTien": line["payer"]} for line in paid],
    }
