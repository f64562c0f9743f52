"""The database itself refuses to change the words of a note, or to delete one; only taking it back is allowed."""

from django.db import migrations

FORWARD = """
create function dossiers_note_keeps_its_words() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (old.words, old.author_id, old.author_name, old.at, old.dossier_id, old.corrects_id)
      is not distinct from (new.words, new.author_id, new.author_name, new.at, new.dossier_id, new.corrects_id) then
    return new;
  end if;
  raise exception 'the words of a note do not change' using errcode = 'restrict_violation';
end $$;
create trigger note_keeps_its_words before update or delete on dossiers_note
  for each row execute function dossiers_note_keeps_its_words();
"""
BACKWARD = """
drop trigger note_keeps_its_words on dossiers_note;
drop function dossiers_note_keeps_its_words();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_the_desk_remembers")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
