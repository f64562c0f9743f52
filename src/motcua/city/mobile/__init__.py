"""Mobile teams: where and when a team comes, with which procedures, people and devices; what its tablets brought back.

Source: NĐ 61/2018 Đ14 k5 (what is taken in outside the office is followed like any other dossier).
"""
