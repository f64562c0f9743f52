"""Where the paper lies in a picture and how it is turned: the sheet is cut out, its perspective undone, its lines made level.

Pure: arrays of numpy in BGR order as OpenCV has them. Angles in degrees, positive: the lines fall to the right (clockwise).
"""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

type Picture = NDArray[Any]
"""Eight bits a channel; OpenCV's own types promise less than it gives."""

MOST = 12.0
"""Degrees that are looked for. A sheet that lies more slanted than this was not meant to be read."""
LEAST = 0.05
LOOK_AT = 1000
"""Pixels of the shorter side at which the angle is measured: a twentieth of a degree moves the end of a line by a pixel."""
PAPER_SHARE = 0.3
"""Of the photo: what the sheet covers at least. A smaller bright patch is a card or a lamp, and the photo stays whole."""


def angle_of(picture: Picture) -> float:
    """How far the lines of text are turned, to about 0.05 degrees; 0.0 for a sheet without lines. Some 0.2 s.

    The rows' sums of ink differ most from row to row when the lines lie level (Postl's criterion).
    """
    ink = _ink(picture)
    if np.count_nonzero(ink) < ink.size * 0.001:
        return 0.0
    best, step = 0.0, 1.0
    for span, step in ((MOST, 1.0), (1.0, 0.2), (0.2, LEAST)):
        tried = np.arange(best - span, best + span + step / 2, step)
        best = float(max(tried, key=lambda angle: _levelness(ink, angle)))
    level, as_it_lies = _levelness(ink, best), _levelness(ink, 0.0)
    if abs(best) >= MOST or level < as_it_lies * 1.002:
        return 0.0
    return round(best, 3)


def _ink(picture: Picture) -> Picture:
    """Dark marks as 255 on 0, small enough to be turned many times; the margin is left out, where scanners leave shadows."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    scale = LOOK_AT / min(grey.shape[:2])
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    high, wide = ink.shape[0] // 30, ink.shape[1] // 30
    ink[:high], ink[-high:], ink[:, :wide], ink[:, -wide:] = 0, 0, 0, 0
    return ink


def _levelness(ink: Picture, angle: float) -> float:
    height, width = ink.shape[:2]
    # a shear moves columns up or down, which is all that the sums of rows see of a small turn
    shift = math.tan(math.radians(angle))
    matrix = np.array([[1, 0, 0], [-shift, 1, shift * width / 2]], dtype=np.float64)
    level = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
    sums = level.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(sums)).sum())


def turned(picture: Picture, angle: float) -> Picture:
    """The picture with lines that fall by `angle` made level; what comes in from outside is white."""
    if abs(angle) < LEAST:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = int(height * sin + width * cos), int(height * cos + width * sin)
    matrix[0, 2] += (wide - width) / 2
    matrix[1, 2] += (high - height) / 2
    return cv2.warpAffine(picture, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def cut_out(picture: Picture) -> Picture | None:
    """The sheet cut out of a photo with its four corners put right; None where no sheet stands out from what it lies on."""
    corners = _corners(picture)
    if corners is None:
        return None
    top_left, top_right, low_right, low_left = corners
    width = int(max(np.linalg.norm(top_right - top_left), np.linalg.norm(low_right - low_left)))
    height = int(max(np.linalg.norm(low_left - top_left), np.linalg.norm(low_right - top_right)))
    place = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, place)
    return cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC)


def _corners(picture: Picture) -> NDArray[np.float32] | None:
    """Upper left, upper right, lower right, lower left of the one bright sheet in the photo."""
    scale = 600 / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # print on the sheet must not eat into it
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    area = small.shape[0] * small.shape[1]
    edge = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    if np.count_nonzero(edge) > edge.size * 0.5:
        return None  # the sheet reaches the edges: a scanner's picture, nothing to cut
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < area * PAPER_SHARE:
        return None
    hull = cv2.convexHull(largest)
    around = cv2.arcLength(hull, True)
    for slack in (0.02, 0.03, 0.05, 0.08):
        four = cv2.approxPolyDP(hull, slack * around, True)
        if len(four) == 4 and cv2.contourArea(four) > 0.85 * cv2.contourArea(hull):
            return _in_order(four.reshape(4, 2).astype(np.float32) / np.float32(scale))
    return None


def _in_order(points: NDArray[np.float32]) -> NDArray[np.float32]:
    total, apart = points.sum(axis=1), points[:, 1] - points[:, 0]
    return np.array(
        [points[total.argmin()], points[apart.argmin()], points[total.argmax()], points[apart.argmax()]],
        dtype=np.float32,
    )
