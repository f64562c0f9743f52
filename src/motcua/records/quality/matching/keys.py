"""The table `people`: what of the staged records is compared, numbered, once for all steps."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMMON, RARE = 8e-5, 4e-6
"""Share of all records with one name (without marks) from which it is very common, below which it is rare."""
_DIGITS = "^[0-9]{%d}$"


def tune(con: "DuckDBPyConnection", *, memory: str = "5GB", threads: int = 2) -> None:
    """Settings that keep a city of eight million people inside the memory given; what does not fit goes to disk."""
    con.execute(f"set memory_limit = '{memory}'; set threads = {int(threads)}")
    con.execute("set preserve_insertion_order = false; set enable_progress_bar = false")


def number(con: "DuckDBPyConnection", statement: str) -> int:
    """The one number that a statement answers. (DuckDB keeps a connection busy until a result is read to its end.)"""
    return int(con.execute(statement).fetchall()[0][0] or 0)


def make(con: "DuckDBPyConnection", staged: str = "staged", into: str = "people", first: int = 0) -> int:
    """Make `into` of the staged records, numbered from `first` + 1, and `name_counts`; the number of rows.

    A number that contradicts the record's own sex or year of birth is compared but proves nothing (`sure` is NULL).
    """
    con.execute(
        f"create or replace table name_counts as select name_ascii, count(*) as n from {staged} group by 1 having count(*) > 1"
    )
    everybody = number(con, f"select count(*) from {staged}")
    con.execute(f"create or replace table {into} as {select(staged, first, everybody)}")
    return everybody


def narrow(con: "DuckDBPyConnection", pairs: str, people: str = "people", into: str = "near") -> str:
    """`into`: the records of `people` that stand in `pairs` (join_key_l, join_key_r), read once for all that compares them."""
    con.execute(f"""
        create or replace table {into} as
        from {people} semi join (
            select join_key_l as uid from {pairs} union select join_key_r from {pairs}
        ) using (uid)
    """)
    return into


def select(staged: str, first: int, everybody: int) -> str:
    """The statement that makes the compared columns of `staged`. Names are common or rare among `everybody`'s (`name_counts`)."""
    plain = "nullif(trim(strip_accents(replace(replace({0}, 'Đ', 'D'), 'đ', 'd'))), '')"
    return f"""
        with seen as (
            select s.*, {plain.format("father_key")} as father_ascii, {plain.format("mother_key")} as mother_ascii,
                replace(name_ascii, 'Y', 'I') as name_fold,
                case when regexp_matches(pin, '{_DIGITS % 12}') then pin end as number,
                try_cast(substr(pin, 4, 1) as integer) as century, coalesce(c.n, 1) as namesakes
            from {staged} s left join name_counts c using (name_ascii)
        )
        select (row_number() over () + {int(first)})::integer as uid, source, record, number as pin,
            case when (sex is null or (century % 2 = 1) = (sex = 'female'))
                  and (birth_year is null or birth_year = 1900 + 100 * (century // 2) + try_cast(substr(number, 5, 2) as integer))
                 then number end as sure,
            cmnd, insurance_no, phone, full_name, name_key, name_ascii, name_fold,
            array_to_string(list_sort(string_split(name_fold, ' ')), ' ') as bag,
            nullif(regexp_extract(name_fold, '^(.+) [^ ]+$', 1), '') as front,
            nullif(regexp_extract(name_fold, '^[^ ]+ (.+)$', 1), '') as back,
            family, given, (name_key <> name_ascii)::tinyint as marked,
            (len(string_split(name_ascii, ' ')) <= 2)::tinyint as short,
            (case when namesakes >= {max(COMMON * everybody, 20)} then 2
                  when namesakes > {max(RARE * everybody, 2)} then 1 else 0 end)::tinyint as name_class,
            case when birth_precision = 'day' then birth end as birth, birth_year,
            case when birth_precision = 'day' then strftime(birth, '%d%m%Y') end as birth_text,
            case when birth_precision = 'day' then strftime(birth, '%m%d') end as month_day,
            case when birth_precision = 'day' then strftime(birth, '%d%m') end as day_month,
            sex, father_ascii, mother_ascii, unit_code, address_key, changed_at, father_key, mother_key, address, card_no, died,
            flags
        from seen
    """
