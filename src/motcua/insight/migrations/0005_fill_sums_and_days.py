"""The sums and the days of the figures that are there already; may run again.

The days are counted from the courses (what each dossier has added), the sums from the cells. The lock is that
of the figures' one writer: a worker that is running waits.
"""

from django.db import migrations

LOCK = "select pg_advisory_xact_lock(6127002)"
PLACE = ("agency_id", "intake_id", "procedure_code", "field_key")
COLUMNS = (
    "received_online", "received_counter", "received_postal", "papers", "digitised", "accepted",
    "refused_intake", "finished", "refused", "withdrawn", "stopped", "early", "on_time", "late",
    "supplements", "extended", "reopened", "paid_online", "paid_cash", "amount_online", "amount_cash",
    "ratings", "stars", "satisfied",
)  # fmt: skip
DAYS = ("received_days", "handled_days", "in_time_days")
LIVE = ("open", "overdue", "waiting_supplement", "waiting_payment")
LEVELS = {
    "city": (),
    "procedure": ("procedure_code", "field_key"),
    "agency": ("agency_id",),
    "place": ("agency_id", "intake_id"),
}


def days_of(column: str, moment: str, which: str) -> str:
    """Sets a list of days from the courses whose `moment` lies in the cell's month."""
    local = f"({moment} at time zone 'Asia/Ho_Chi_Minh')"
    each = ", ".join(f"count(*) filter (where extract(day from {local}) = {day})" for day in range(1, 32))
    return f"""
        update insight_figure f set {column} = g.days from (
          select date_trunc('month', {local})::date as month, {", ".join(PLACE)}, array[{each}]::int[] as days
          from insight_course where {moment} is not null and {which} group by 1, {", ".join(PLACE)}) g
        where f.month = g.month and {" and ".join(f"f.{name} = g.{name}" for name in PLACE)}
          and f.{column} is distinct from g.days"""


def sums_of(level: str, kept: tuple[str, ...], table: str, into: str, columns: tuple, days: tuple) -> str:
    """Fills one level of sums from the cells."""
    before = ("month",) if days else ()
    nothing = {"agency_id": "0", "intake_id": "0", "procedure_code": "''", "field_key": "''"}
    place = [name if name in kept else nothing[name] for name in PLACE]
    sums = [f"sum({name})" for name in columns]
    sums += [
        "array[" + ", ".join(f"coalesce(sum({name}[{day}]), 0)" for day in range(1, 32)) + "]::int[]"
        for name in days
    ]
    groups = ", ".join((*before, *kept))
    return f"""
        insert into {into} (level, {", ".join((*before, *PLACE, *columns, *days))})
        select '{level}', {", ".join((*before, *place, *sums))} from {table}
        {f"group by {groups}" if groups else "having count(*) > 0"}"""


FILL = [
    LOCK,
    *(f"update insight_figure set {name} = '{{}}' where {name} <> '{{}}'" for name in DAYS),
    days_of("received_days", "received_at", "true"),
    days_of("handled_days", "ended_at", "verdict <> ''"),
    days_of("in_time_days", "ended_at", "verdict in ('early', 'on_time')"),
    "delete from insight_figuresum",
    *(
        sums_of(level, kept, "insight_figure", "insight_figuresum", COLUMNS, DAYS)
        for level, kept in LEVELS.items()
    ),
    "delete from insight_livesum",
    *(
        sums_of(level, kept, "insight_livefigure", "insight_livesum", LIVE, ())
        for level, kept in LEVELS.items()
    ),
]


class Migration(migrations.Migration):
    dependencies = [("insight", "0004_sums_and_days")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
