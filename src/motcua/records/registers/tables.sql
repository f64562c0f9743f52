-- for "no two at the same time about the same": a range of one text is equal to another only when the texts are
create type registers_text_range as range (subtype = text, collation = "C");

create sequence registers_record_id_seq;

create table registers_record (
    register text not null,
    id bigint not null default nextval('registers_record_id_seq'),
    agency_id bigint not null,
    year smallint not null,
    volume text not null default '',
    page text not null default '',
    number integer,
    key text not null,
    data jsonb not null,
    schema smallint not null default 1,
    entered_on date not null,
    valid_from date not null,
    valid_to date check (valid_to is null or valid_to >= valid_from),
    state text not null default 'in_force'
        check (state in ('in_force', 'corrected', 'cancelled', 'withdrawn')),
    unit_code text not null default '',
    words text[] not null default '{}',
    dossier_code text not null default '',
    paper_id bigint,
    revision integer not null default 1,
    recorded_at timestamptz not null,
    origin text not null,
    origin_ref text not null default '',
    reason text not null default '',
    by jsonb not null default '{}',
    primary key (register, id)
) partition by list (register);

create table registers_revision (
    register text not null,
    record_id bigint not null,
    revision integer not null,
    data jsonb not null,
    schema smallint not null,
    valid_from date not null,
    valid_to date,
    state text not null,
    recorded_at timestamptz not null,
    replaced_at timestamptz not null check (replaced_at >= recorded_at),
    origin text not null,
    origin_ref text not null,
    reason text not null,
    by jsonb not null,
    primary key (register, record_id, revision)
) partition by list (register);

create table registers_part (
    register text not null,
    record_id bigint not null,
    role text not null,
    person_id bigint not null,
    primary key (register, record_id, role, person_id)
) partition by list (register);
create index registers_part_person on registers_part (person_id, register);
