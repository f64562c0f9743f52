"""The statements of a comparison. `compared` holds one row for each line of either side, or one for a pair that belongs
together: `mine` and `theirs` in đồng, null where a side has no such line."""

SIDES = """
create temporary table compared on commit drop as
with moved as (
    select line.amount, line.agency_id, entry.source, entry.source_id
    from ledger_line line join ledger_entry entry on entry.id = line.entry_id
    where line.day = %(day)s and line.account = %(account)s and line.detail = %(detail)s
        and entry.kind in ('payment', 'held', 'surplus', 'refund')
),
system as (
    select coalesce(attempt.txn_ref, orders.subject) as reference, coalesce(attempt.gateway_no, '') as number,
        'payment' as kind, moved.amount, moved.agency_id, orders.id as order_id
    from moved join money_order orders on orders.id = moved.source_id
    left join money_attempt attempt on attempt.order_id = orders.id and attempt.status = 'paid'
        and attempt.gateway = %(detail)s
    where moved.source = 'order'
    union all
    select attempt.txn_ref, attempt.gateway_no, 'payment', moved.amount, moved.agency_id, attempt.order_id
    from moved join money_attempt attempt on attempt.id = moved.source_id
    where moved.source = 'attempt'
    union all
    select coalesce(attempt.txn_ref, orders.subject), coalesce(attempt.gateway_no, ''), 'refund', moved.amount,
        moved.agency_id, orders.id
    from moved join money_refund refund on refund.id = moved.source_id
    join money_order orders on orders.id = refund.order_id
    left join money_attempt attempt on attempt.id = refund.attempt_id
    where moved.source = 'refund'
),
mine as (
    select *, row_number() over (partition by reference, kind order by amount desc, number) as place from system
),
told as (  -- some partners name a refund by the number of its request instead of by the payment
    select coalesce(paid.txn_ref, line.reference) as reference, line.kind, line.number, line.amount, line.fee
    from reconciliation_partnerline line
    left join money_refund refund on line.kind = 'refund' and refund.request_id <> ''
        and refund.request_id = regexp_replace(line.reference, '^RF-', '')
    left join money_attempt paid on paid.id = refund.attempt_id and paid.gateway = %(detail)s
    where line.file_id = %(file)s
),
theirs as (
    select *, row_number() over (partition by reference, kind order by amount desc, number) as place from told
)
select reference, kind, place, coalesce(mine.number, theirs.number) as number, mine.amount as mine,
    theirs.amount as theirs, coalesce(theirs.fee, 0) as fee,
    coalesce(mine.agency_id, known.agency_id, 0) as agency_id, coalesce(mine.order_id, known.id) as order_id
from mine full join theirs using (reference, kind, place)
left join money_attempt attempt on mine.amount is null and attempt.gateway = %(detail)s and attempt.txn_ref = reference
left join money_order known on known.id = attempt.order_id"""

BANK_SIDES = """
create temporary table compared on commit drop as
select line.reference, 'payment' as kind, line.id as place, '' as number, line.amount as mine,
    case when line.in_statement then line.amount end as theirs, 0 as fee, coalesce(orders.agency_id, 0) as agency_id,
    line.order_id, 'not_in_statement' as cause
from bank_bankline line left join money_order orders on orders.id = line.order_id
where line.day = %(day)s"""

RECEIPT_SIDES = """
create temporary table compared on commit drop as
with paid as (
    select id, subject, coalesce(agency_id, 0) as agency_id, (
        select coalesce(sum((line ->> 'payer')::bigint), 0) from jsonb_array_elements(lines) as line
        where line ->> 'kind' in ('phi', 'le_phi')
    ) as due
    from money_order where paid_at >= %(begin)s::timestamptz and paid_at < %(end)s::timestamptz
)
select paid.subject as reference, 'payment' as kind, paid.id as place, '' as number, paid.due as mine,
    receipt.amount as theirs, 0 as fee, paid.agency_id, paid.id as order_id,
    case when receipt.id is null then 'no_receipt' else 'receipt_differs' end as cause
from paid left join lateral (
    select id, amount from money_receipt where order_id = paid.id order by id limit 1
) as receipt on true
where paid.due > 0
union all  -- a valid receipt of this day for which nothing was paid
select orders.subject, 'receipt', receipt.id, receipt.serial || ' ' || lpad(receipt.number::text, 7, '0'), null,
    receipt.amount, 0, coalesce(orders.agency_id, 0), orders.id, 'no_payment'
from money_receipt receipt join money_order orders on orders.id = receipt.order_id
where receipt.issued_at >= %(begin)s::timestamptz and receipt.issued_at < %(end)s::timestamptz
    and receipt.cancelled_at is null
    and (orders.paid_at is null or orders.status not in ('paid', 'partly_refunded', 'refunded'))
union all  -- prices that were paid, and the invoice for them
select paid.subject, 'invoice', paid.id, '', paid.priced, document.amount, 0, paid.agency_id, paid.id,
    case when document.id is null then 'no_invoice' else 'receipt_differs' end
from (
    select id, subject, coalesce(agency_id, 0) as agency_id, (
        select coalesce(sum((line ->> 'payer')::bigint), 0) from jsonb_array_elements(lines) as line
        where line ->> 'kind' = 'gia'
    ) as priced
    from money_order where paid_at >= %(begin)s::timestamptz and paid_at < %(end)s::timestamptz
) as paid left join lateral (
    select id, amount from invoices_document where order_id = paid.id and kind = 'invoice' order by id limit 1
) as document on true
where paid.priced > 0"""

KEEP = ("system_lines", "system_sum", "refunded_lines", "refunded_sum")
FIGURES = """
select json_build_object(
    'system_lines', count(mine), 'system_sum', coalesce(sum(mine), 0),
    'partner_lines', count(theirs), 'partner_sum', coalesce(sum(theirs), 0),
    'matched_lines', count(*) filter (where mine = theirs), 'matched_sum', coalesce(sum(mine) filter (where mine = theirs), 0),
    'only_system_lines', count(*) filter (where theirs is null),
    'only_system_sum', coalesce(sum(mine) filter (where theirs is null), 0),
    'only_partner_lines', count(*) filter (where mine is null),
    'only_partner_sum', coalesce(sum(theirs) filter (where mine is null), 0),
    'differs_lines', count(*) filter (where mine <> theirs),
    'differs_system', coalesce(sum(mine) filter (where mine <> theirs), 0),
    'differs_partner', coalesce(sum(theirs) filter (where mine <> theirs), 0),
    'refunded_lines', count(*) filter (where kind = 'refund' and mine is not null),
    'refunded_sum', coalesce(-sum(mine) filter (where kind = 'refund'), 0),
    'fees', coalesce(sum(fee), 0)
)::text from compared"""

SHARES = "select agency_id, sum(theirs)::bigint from compared where theirs is not null group by agency_id"

_WRITE = """
insert into reconciliation_difference (day, partner, key, kind, cause, reference, number, system_amount, partner_amount,
    agency_id, order_id, state, reason)
select %(day)s, %(partner)s, concat_ws('|', reference, kind, place),
    case when theirs is null then 'only_system' when mine is null then 'only_partner' else 'amount' end,
    cause, reference, number, mine, theirs, agency_id, order_id,
    case when cause = 'other_day' then 'cleared' else 'open' end,
    case when cause = 'other_day' then 'Đã có ở ngày liền kề, đúng số tiền.' else '' end
from {rows} as found
on conflict (day, partner, key) do update set kind = excluded.kind, cause = excluded.cause, number = excluded.number,
    system_amount = excluded.system_amount, partner_amount = excluded.partner_amount, agency_id = excluded.agency_id,
    order_id = excluded.order_id, state = excluded.state, reason = excluded.reason
where reconciliation_difference.state in ('open', 'cleared')"""

CAUSES = _WRITE.format(
    rows="""(
    select row.*, case
        when mine is not null and theirs is not null then
            case when theirs = mine - fee then 'fee_kept' else 'amount' end
        when theirs is null and elsewhere.there then 'other_day'
        when theirs is null and row.kind = 'refund' then 'refund_pending'
        when theirs is null then 'late_settlement'
        when row.place > 1 then 'double'
        when row.kind = 'refund' and refund.status in ('requested', 'approved', 'unknown') then 'refund_unconfirmed'
        when row.kind = 'refund' and refund.status = 'done' then 'other_day'
        when row.kind = 'refund' then 'refund_unknown'
        when attempt.status in ('paid', 'held', 'surplus') and attempt.amount = row.theirs then 'other_day'
        when attempt.status in ('paid', 'held', 'surplus') then 'amount'
        when attempt.id is not null then 'missing_notice'
        when waiting.there then 'missing_notice'
        else 'unknown_reference'
    end as cause
    from compared row
    left join money_attempt attempt on mine is null and attempt.gateway = %(detail)s and attempt.txn_ref = row.reference
    left join lateral (
        select status from money_refund where attempt_id = attempt.id and amount = -row.theirs order by id desc limit 1
    ) as refund on row.kind = 'refund'
    left join lateral (
        select true as there from reconciliation_partnerline line join reconciliation_partnerfile file
            on file.id = line.file_id and file.current
        where line.partner = %(partner)s and line.reference = row.reference and line.kind = row.kind
            and line.amount = row.mine and line.day <> %(day)s and line.day between %(day)s - 3 and %(day)s + 3 limit 1
    ) as elsewhere on theirs is null
    left join lateral (
        select true as there from money_order where subject = row.reference
            and status in ('pending', 'failed', 'expired') limit 1
    ) as waiting on mine is null and attempt.id is null
    where mine is distinct from theirs
)"""
)

OWN_CAUSES = _WRITE.format(rows="(select * from compared where mine is distinct from theirs)")

CLEAR = """
update reconciliation_difference set state = 'cleared', reason = 'Khớp ở lần đối soát lại.'
where day = %(day)s and partner = %(partner)s and state = 'open' and carried_from_id is null and kind <> 'unexplained'
    and not exists (
        select from compared where mine is distinct from theirs
            and concat_ws('|', reference, compared.kind, place) = reconciliation_difference.key
    )"""

UNEXPLAINED = """
with unclear as (
    select line.id, line.reference, line.amount, line.order_id,
        case when line.state = 'open' then 'open_line' else 'unexplained_out' end as cause
    from bank_bankline line
    where line.day = %(day)s and (line.state = 'open' or line.state = 'out' and not exists (
        select from ledger_entry entry where entry.source = 'bankline' and entry.source_id = line.id
    ))
), cleared as (
    update reconciliation_difference set state = 'cleared', reason = 'Đã rõ nội dung.'
    where day = %(day)s and partner = 'bank' and kind = 'unexplained' and state = 'open' and carried_from_id is null
        and key not in (select 'line|' || id from unclear)
)
insert into reconciliation_difference (day, partner, key, kind, cause, reference, number, system_amount, partner_amount,
    agency_id, order_id, state)
select %(day)s, 'bank', 'line|' || id, 'unexplained', cause, reference, '', amount, amount, 0, order_id, 'open'
from unclear on conflict (day, partner, key) do update set state = 'open', reason = ''
where reconciliation_difference.state = 'cleared'"""

MEET = """
with pairs as (
    select old.id as old_id, new.id as new_id, origin.day as since
    from reconciliation_difference old
    join reconciliation_difference origin on origin.id = old.carried_from_id
    join reconciliation_difference new on new.day = old.day and new.partner = old.partner and new.reference = old.reference
        and new.carried_from_id is null and new.kind <> old.kind
        and coalesce(new.system_amount, new.partner_amount) = coalesce(old.system_amount, old.partner_amount)
    where old.day = %(day)s and old.state = 'open' and new.state in ('open', 'cleared')
        and old.kind in ('only_system', 'only_partner') and new.kind in ('only_system', 'only_partner')
)
update reconciliation_difference one set state = 'cleared', reason = 'Khớp với ngày ' || to_char(pairs.since, 'DD/MM/YYYY') || '.'
from pairs where one.id in (pairs.old_id, pairs.new_id)"""
