"""A sheet made even: shadows taken away, specks removed, colours of seals and ink kept. Pure: arrays in, arrays out."""

import cv2
import numpy as np

from motcua.records.scanning.straighten import Picture

LIGHT_CELL = 24
"""The picture is divided into about this many cells across to learn how bright the paper is in each place."""
UNEVEN = 0.12
"""Share by which the darkest paper may fall behind the lightest and still count as evenly lit."""
SPECK_MM = 0.35
"""Marks smaller than this across are specks, unless they stand near something larger: a dot below a letter does."""
NEAR_MM = 1.6
MM_PER_INCH = 25.4


def even_light(picture: Picture) -> Picture:
    """The same picture as if lit evenly: the paper becomes white everywhere, a shadow and a yellow lamp go.

    Each channel is divided by what the paper looks like around there; ink and seals keep their own colour.
    """
    height, width = picture.shape[:2]
    paper = cv2.resize(_paper(picture), (width, height), interpolation=cv2.INTER_LINEAR)
    # a part as dark as this is a black cover or a photo on the paper, not a shadow
    paper = np.maximum(paper, 70)
    return cv2.divide(picture, paper, scale=250)


def unevenly_lit(picture: Picture) -> bool:
    """Whether the paper is brighter in one place than in another. A scanner lights evenly: its colours are left alone."""
    light = cv2.cvtColor(_paper(picture), cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(light, (3, 97))
    return bool(high - low > UNEVEN * high)


def white_paper(picture: Picture) -> Picture:
    """Evenly brightened until the lightest part is white; tints of the paper stay what they are."""
    light = float(np.percentile(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[::4, ::4], 95))
    if not 120 < light < 250:
        return picture
    return cv2.convertScaleAbs(picture, alpha=250 / light)


def _paper(picture: Picture) -> Picture:
    """What the paper looks like in each place, small: the brightest around, smoothed."""
    scale = min(1.0, 400 / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cell = max(3, max(small.shape[:2]) // LIGHT_CELL) | 1
    # the median takes away what only looked bright
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((cell, cell), np.uint8)), cell)
    return cv2.GaussianBlur(paper, (0, 0), cell)


def without_specks(picture: Picture, dpi: float) -> Picture:
    """Dust gone: tiny dark marks with nothing larger near them become paper. Marks above and below letters stay."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    if count <= 1:
        return picture
    across = max(2.0, SPECK_MM / MM_PER_INCH * dpi)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= across) & (stats[:, cv2.CC_STAT_HEIGHT] <= across)
    small[0] = False
    if not small.any():
        return picture
    larger = np.where(small[labels] | (labels == 0), 0, 255).astype(np.uint8)
    near = int(NEAR_MM / MM_PER_INCH * dpi)
    reach = cv2.distanceTransform(255 - larger, cv2.DIST_L2, 3)
    touched = np.zeros(count, dtype=bool)
    touched[np.unique(labels[reach <= near])] = True
    specks = small & ~touched
    if not specks.any():
        return picture
    mask = cv2.dilate(np.where(specks[labels], 255, 0).astype(np.uint8), np.ones((3, 3), np.uint8))
    clean = picture.copy()
    clean[mask > 0] = _paper_colour(picture, dark)
    return clean


def _paper_colour(picture: Picture, dark: Picture) -> np.ndarray:
    light = picture[dark == 0]
    return np.median(light[:: max(1, len(light) // 20_000)], axis=0).astype(np.uint8)
