"""Exclusion constraints of the city's history, without btree_gist (the embedded server brings no extensions).

A text key in `EXCLUDE USING gist` needs that extension; a range holding one whole number does not.
"""

ONE_UNIT_PER_CODE_AND_DAY = """
alter table city_unit add constraint city_unit_one_per_code_and_day exclude using gist (
    int8range(level * 100000 + code::int8, level * 100000 + code::int8, '[]') with &&,
    daterange(valid_from, valid_to) with &&
)
"""
ONE_AGENCY_PER_CODE_AND_DAY = """
alter table city_agency add constraint city_agency_one_per_code_and_day exclude using gist (
    int8range(hashtextextended(code, 0) / 2, hashtextextended(code, 0) / 2, '[]') with &&,
    daterange(valid_from, valid_to) with &&
)
"""
ONE_HOLDING_AT_A_TIME = """
alter table city_appointment add constraint city_appointment_once_at_a_time exclude using gist (
    int8range(account_id, account_id, '[]') with &&,
    int8range(post_id, post_id, '[]') with &&,
    daterange(valid_from, valid_to) with &&
)
"""
UNDO = [
    "alter table city_unit drop constraint city_unit_one_per_code_and_day",
    "alter table city_agency drop constraint city_agency_one_per_code_and_day",
    "alter table city_appointment drop constraint city_appointment_once_at_a_time",
]
