"""Amounts that a law fixes by counting: the base amounts that fee lines start from."""

COPY_PAGE_EARLY = 2_000
COPY_PAGE_LATER = 1_000
COPY_EARLY_PAGES = 2
COPY_CAP = 200_000


def certified_copies(pages: int, copies: int) -> int:
    """Fee in đồng for `copies` certified copies of a paper of `pages` pages (chứng thực bản sao).

    2 000 đ each for the first two pages, 1 000 đ from the third on, at most 200 000 đ a copy.
    Raises ValueError when a count is below 1. Source: TT 226/2016/TT-BTC, Điều 4.
    """
    if pages < 1 or copies < 1:
        raise ValueError(f"cannot certify {copies} copies of {pages} pages")
    early = min(pages, COPY_EARLY_PAGES)
    return copies * min(early * COPY_PAGE_EARLY + (pages - early) * COPY_PAGE_LATER, COPY_CAP)
