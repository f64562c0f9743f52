"""A published version is evidence: dossiers were decided under it. PostgreSQL itself refuses to touch it."""

from django.db import migrations

REFUSE = """
create function catalogue_version_is_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'a published procedure version never changes (%)', tg_op
        using errcode = 'restrict_violation';
end
$$;
create trigger catalogue_version_is_immutable
    before update or delete on catalogue_procedureversion
    for each row execute function catalogue_version_is_immutable();
"""
ALLOW = """
drop trigger catalogue_version_is_immutable on catalogue_procedureversion;
drop function catalogue_version_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_procedures_and_their_versions")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
