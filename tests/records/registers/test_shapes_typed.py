"""A shape is typed as GeoJSON, WKT or corners of the cadastral map, and becomes the same place on every map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.records.registers import shapes_typed, vn2000
from motcua.records.registers.values import Wrong

HA_NOI = 105.0
ANSWERS_OF_PROJ = (
    (105.0, 583500.25, 2327000.5, 105.8052499669, 21.0346566905),
    (105.0, 500000.0, 2325000.0, 105.0018844118, 21.0184933925),
    (105.75, 603200.7, 1191500.3, 106.6954331583, 10.7729208798),
    (107.75, 548100.123, 1777000.456, 108.2014034026, 16.0665958348),
    (105.0, 420000.0, 2290000.0, 104.2338884603, 20.7006302525),
)
"""Meridian, east, north, longitude, latitude: PROJ 9 with EPSG 6960, height nought."""
PLOT = "1  2327000,5  583500,25\n2  2327000,5  583520,25\n3  2326980,5  583520,25\n4  2326980,5  583500,25"


@pytest.mark.parametrize(("meridian", "east", "north", "lon", "lat"), ANSWERS_OF_PROJ)
def test_a_point_of_the_national_grid_lies_where_proj_says_to_a_tenth_of_a_millimetre(
    meridian, east, north, lon, lat
):
    found = vn2000.to_wgs84(east, north, meridian)
    assert found == (pytest.approx(lon, abs=1e-9), pytest.approx(lat, abs=1e-9))


def test_corners_of_the_cadastral_map_make_a_closed_area_of_the_size_on_the_certificate():
    shape = shapes_typed.read_shape(PLOT, "area", HA_NOI)
    (ring,) = shape["coordinates"]
    assert len(ring) == 5 and ring[0] == ring[-1]
    assert ring[0] == [pytest.approx(105.80524997), pytest.approx(21.03465669)]
    assert shapes_typed.square_metres(shape) == pytest.approx(400, rel=0.003)


def test_north_and_east_may_stand_in_either_order():
    turned = "\n".join(" ".join(reversed(line.split()[1:])) for line in PLOT.splitlines())
    assert shapes_typed.read_shape(turned, "area", HA_NOI) == shapes_typed.read_shape(PLOT, "area", HA_NOI)


@given(st.lists(st.tuples(st.floats(105, 106), st.floats(20.5, 21.5)), min_size=3, max_size=3, unique=True))
def test_wkt_and_geojson_of_one_triangle_are_one_shape(corners):
    ring = [[round(x, 6), round(y, 6)] for x, y in corners]
    ring.append(ring[0])
    wkt = "SRID=4326;POLYGON ((" + ", ".join(f"{x:.6f} {y:.6f}" for x, y in ring) + "))"
    by_wkt = shapes_typed.read_shape(wkt, "area", None)
    by_json = shapes_typed.read_shape(
        shapes_typed.written({"type": "Polygon", "coordinates": [ring]}), "area", None
    )
    assert by_wkt == by_json == {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    ("typed", "kind", "says"),
    [
        ("{", "area", "GeoJSON"),
        ('{"type": "Point", "coordinates": [21.03, 105.8]}', "point", "thứ tự"),
        ("POINT (105.8 21.03)", "area", "khép kín"),
        ("2327000 583500\n2327000", "area", "Dòng 2"),
        ("12 13\n14 15\n16 17", "area", "VN-2000"),
        ("2327000 583500", "area", "ba đỉnh"),
        ("POLYGON ((105.8 21, 105.81 21.01, 105.81 21, 105.8 21.01, 105.8 21))", "area", "tự cắt"),
    ],
)
def test_a_shape_that_is_none_is_refused_in_words(typed, kind, says):
    with pytest.raises(Wrong) as wrong:
        shapes_typed.read_shape(typed, kind, HA_NOI)
    assert says in wrong.value.vi


def test_a_city_without_a_declared_meridian_takes_no_corners_but_takes_wkt():
    with pytest.raises(Wrong):
        shapes_typed.read_shape(PLOT, "area", None)
    assert shapes_typed.read_shape("POINT(105.8 21.03)", "point", None)["coordinates"] == [105.8, 21.03]
