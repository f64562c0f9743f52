"""Statements of the collection account, as banks send them."""

from datetime import date

import pytest

from motcua.money.bank.statements import BadStatement, Booking, read

MT940 = """:20:STMT20261121
:25:12010001234567
:28C:325/1
:60F:C261120VND125000000,
:61:2611211121C50000,NTRFNONREF//FT26325ABCDE1
:86:H26152611210001 NGUYEN VAN A NOP LE PHI
:61:2611211121D20000,NCHGNONREF//FT26325ABCDE2
:86:PHI DICH VU
:62F:C261121VND125030000,
"""
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt>
<Id>S-325</Id><Acct><Id><Othr><Id>12010001234567</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">125000000</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">125030000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="VND">50000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-21</Dt></BookgDt>
<AcctSvcrRef>FT26325ABCDE1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>NGUYEN VAN A</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>H26152611210001 NOP LE PHI</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="VND">20000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-21</Dt></BookgDt>
<AcctSvcrRef>FT26325ABCDE2</AcctSvcrRef><AddtlNtryInf>PHI DICH VU</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="VND">999</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BookgDt><Dt>2026-11-21</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_both_kinds_of_file_say_the_same():
    (old,), (new,) = read(MT940.encode()), read(CAMT.encode())
    assert (old.account, old.opening, old.closing) == (new.account, new.opening, new.closing)
    assert (old.opening, old.closing) == (125_000_000, 125_030_000)
    assert old.bookings == (
        Booking(
            "FT26325ABCDE1",
            date(2026, 11, 21),
            50_000,
            "H26152611210001 NGUYEN VAN A NOP LE PHI",
            kind="NTRF",
        ),
        Booking("FT26325ABCDE2", date(2026, 11, 21), -20_000, "PHI DICH VU", kind="NCHG"),
    )
    assert [(one.reference, one.amount) for one in new.bookings] == [
        (one.reference, one.amount) for one in old.bookings
    ]
    assert new.bookings[0].payer == "NGUYEN VAN A"


def test_a_statement_in_swift_blocks_with_windows_line_ends_and_wrapped_notes_is_read():
    wrapped = MT940.replace("NGUYEN VAN A NOP LE PHI", "NGUYEN VAN A\nNOP LE PHI").replace("\n", "\r\n")
    (statement,) = read(b"{1:F01BANKVNVX0000}{2:O940}{4:\r\n" + wrapped.encode() + b"-}{5:}\r\n")
    assert statement.bookings[0].note == "H26152611210001 NGUYEN VAN A NOP LE PHI"
    assert len(read((MT940 + MT940).encode())) == 2


def test_money_called_back_by_the_bank_goes_out_again():
    text = MT940.replace("1121D20000,NCHG", "1121RC20000,NTRF")
    assert [(one.amount, one.reverses) for one in read(text.encode())[0].bookings] == [
        (50_000, False),
        (-20_000, True),
    ]


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("2611211121", date(2026, 11, 21)),
        ("261121", date(2026, 11, 21)),
        ("2611211123", date(2026, 11, 23)),
        ("2612310102", date(2027, 1, 2)),
        ("2701021231", date(2026, 12, 31)),
        ("2802290228", date(2028, 2, 28)),
    ],
)
def test_an_entry_stands_on_the_day_it_was_booked_also_over_new_year(dates, day):
    (statement,) = read(MT940.replace("2611211121C", f"{dates}C").encode())
    assert statement.bookings[0].day == day


LUMP = """<Ntry><Amt Ccy="VND">50000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-11-20T17:30:00Z</DtTm></BookgDt>
<AcctSvcrRef>FT26325ABCDE1</AcctSvcrRef><NtryDtls>
<TxDtls><Amt Ccy="VND">20000</Amt><RmtInf><Ustrd>H26152611210001</Ustrd></RmtInf></TxDtls>
<TxDtls><Refs><AcctSvcrRef>FT-2</AcctSvcrRef></Refs><AmtDtls><TxAmt><Amt Ccy="VND">30000</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr><Nm>TRAN B</Nm></Dbtr></RltdPties><RmtInf><Ustrd>H26152611210002</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def test_an_entry_booked_in_a_lump_is_told_by_its_payments():
    start, end = CAMT.index("<Ntry>"), CAMT.index("</Ntry>") + len("</Ntry>")
    (statement,) = read((CAMT[:start] + LUMP + CAMT[end:]).encode())
    first, second, _ = statement.bookings
    assert (first.reference, first.amount, first.note) == ("FT26325ABCDE1/1", 20_000, "H26152611210001")
    assert (second.reference, second.amount, second.payer) == ("FT-2", 30_000, "TRAN B")
    assert {first.day, second.day} == {date(2026, 11, 21)}, "half past midnight in the city"
    (whole,) = read((CAMT[:start] + LUMP.replace(">30000<", ">30001<") + CAMT[end:]).encode())
    assert whole.bookings[0].amount == 50_000, "parts that are not the entry are only its note"
    assert whole.bookings[0].note == "H26152611210001 H26152611210002"


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (MT940.replace("C50000,", "C50001,"), 1),
        (MT940.replace(":61:2611211121C50000", ":61:2611311121C50000"), 5),
        (MT940.replace("C50000,", "C50000,50"), 5),
        (MT940.replace("VND125000000", "USD125000000"), 4),
        (MT940.replace(":62F:C261121VND125030000,\n", ""), 1),
        (MT940.replace(":61:2611211121D20000,NCHGNONREF//FT26325ABCDE2", ":61:hai muoi nghin"), 7),
        ("khong phai sao ke", 1),
        ("", 0),
        (CAMT.replace('<Amt Ccy="VND">50000</Amt>', '<Amt Ccy="USD">50000</Amt>'), 6),
        (CAMT.replace(">50000<", ">5e4<"), 6),
        (CAMT.replace("<CdtDbtInd>DBIT<", "<CdtDbtInd>CRDB<"), 10),
        (CAMT.replace(">2026-11-21<", ">21/11/2026<", 1), 6),
        (CAMT.replace(">50000<", ">-50000<"), 6),
        (MT940.replace("2611211121C", "2611211131C"), 5),
        (CAMT.replace("<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>"), 2),
        (CAMT.replace("<Document", '<!DOCTYPE x [<!ENTITY a "b">]><Document', 1), 2),
        (CAMT[:-30], 0),
        ("<html/>", 1),
    ],
)
def test_a_file_that_lacks_lines_or_is_something_else_is_refused_with_its_line(file, line):
    with pytest.raises(BadStatement) as refused:
        read(file.encode())
    assert refused.value.vi and refused.value.en
    assert line == 0 or refused.value.line == line
