"""On whose behalf a paper is signed: the line above the post, and the post, as they stand on it. Pure.

Source: NĐ 30/2020/NĐ-CP Điều 13 and Phụ lục I, mục II.7: TM. for a collective, KT. a deputy for the head, TL. by order,
TUQ. by delegation (written, limited, not lent on), Q. who holds a post in the meantime.
"""

from dataclasses import dataclass

from motcua.city.authority_grants import Grant

COMMITTEES = frozenset({"commune", "people_committee", "district"})
"""Kinds of agency in which the chair signs for the collective."""
COLLECTIVE = "ỦY BAN NHÂN DÂN"
HEADS = {
    "commune": "Chủ tịch",
    "people_committee": "Chủ tịch",
    "district": "Chủ tịch",
    "department": "Giám đốc",
}
"""The head's title by kind of agency, for whoever signs by order of it."""
PLAIN = {"chair": "Chủ tịch", "vice_chair": "Phó Chủ tịch"}
"""Posts whose title says the body's name, which stands at the head of the paper already."""


@dataclass(frozen=True, slots=True)
class Block:
    """`authority`: the lines above the post, or nothing; `post`: the signer's own."""

    authority: str
    post: str


def block(grant: Grant) -> Block:
    """The signature block of whoever signs by this grant."""
    post = grant.post
    title = _title(post.kind, post.title_vi)
    if grant.lenders:
        lender = grant.lenders[0]
        return Block(f"{grant.capacity or 'TUQ.'} {_title(lender.kind, lender.title_vi).upper()}", title)
    if grant.capacity == "KT.":
        return Block(f"KT. {head_of(title).upper()}", title)
    if grant.capacity:
        return Block(f"{grant.capacity} {HEADS.get(post.agency_kind, 'Thủ trưởng').upper()}", title)
    held = f"Q. {title}" if post.acting else title
    collective = post.kind == "chair" and post.agency_kind in COMMITTEES
    return Block(f"TM. {COLLECTIVE}" if collective else "", held)


def head_of(deputy: str) -> str:
    """The title of the head for whom a deputy signs: "Phó Giám đốc Trung tâm" → "Giám đốc Trung tâm"."""
    return deputy.removeprefix("Phó ") if deputy.startswith("Phó ") else deputy


def _title(kind: str, title: str) -> str:
    return PLAIN.get(kind, title)
