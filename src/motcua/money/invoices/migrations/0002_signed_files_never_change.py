"""A signed document keeps its number and its file for ever, and no document or message is deleted: the database holds both."""

from django.db import migrations

FORWARD = """
create function invoices_document_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a document is never deleted' using errcode = 'integrity_constraint_violation';
    end if;
    if old.xml <> '' and (new.xml, new.sha256, new.form, new.serial, new.number, new.day, new.amount, new.code)
        is distinct from (old.xml, old.sha256, old.form, old.serial, old.number, old.day, old.amount, old.code) then
        raise exception 'a signed document never changes' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger invoices_document_kept before delete or update of xml, sha256, form, serial, number, day, amount, code
    on invoices_document for each row execute function invoices_document_kept();
"""
BACKWARD = """
drop trigger invoices_document_kept on invoices_document;
drop function invoices_document_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_units_documents_messages")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
