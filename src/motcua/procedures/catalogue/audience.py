"""Who a procedure is for: the national wording and our short keys."""

AUDIENCE: dict[str, tuple[str, str]] = {
    "citizen": ("Công dân Việt Nam", "Vietnamese citizens"),
    "overseas": ("Người Việt Nam định cư ở nước ngoài", "Vietnamese living abroad"),
    "foreigner": ("Người nước ngoài", "Foreigners"),
    "enterprise": ("Doanh nghiệp", "Companies"),
    "foreign_enterprise": ("Doanh nghiệp có vốn đầu tư nước ngoài", "Companies with foreign capital"),
    "cooperative": ("Hợp tác xã", "Cooperatives"),
    "organisation": ("Tổ chức (không phải doanh nghiệp, hợp tác xã)", "Organisations"),
    "foreign_organisation": ("Tổ chức nước ngoài", "Foreign organisations"),
    "official": ("Cán bộ, công chức, viên chức", "Public officials"),
    "party": ("Tổ chức Đảng, đảng viên", "Party bodies and members"),
}
_WORDINGS = {
    "Công dân Việt Nam": "citizen",
    "Công dân Việt Nam mà không xác định được nơi thường trú hoặc nơi tạm trú": "citizen",
    "Người Việt Nam định cư ở nước ngoài": "overseas",
    "Người nước ngoài": "foreigner",
    "Người nước ngoài cư trú tại Việt Nam": "foreigner",
    "Người nước ngoài đã cư trú tại Việt Nam": "foreigner",
    "Doanh nghiệp": "enterprise",
    "Doanh nghiệp Việt Nam": "enterprise",
    "Doanh nghiệp có vốn đầu tư nước ngoài": "foreign_enterprise",
    "Hợp tác xã": "cooperative",
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": "organisation",
    "Tổ chức nước ngoài": "foreign_organisation",
    "Cán bộ, công chức, viên chức": "official",
    "Tổ chức Đảng": "party",
    "Đảng viên": "party",
}


def audience_keys(wordings: list[str]) -> list[str]:
    """Short keys of the national wordings, each once, in the order of `AUDIENCE`; unknown ones left out."""
    keys = {_WORDINGS[wording] for wording in wordings if wording in _WORDINGS}
    return [key for key in AUDIENCE if key in keys]
