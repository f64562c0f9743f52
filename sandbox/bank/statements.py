"""The account's statement of everything so far, in both forms."""

from sandbox.bank.state import State
from sandbox.web import esc


def mt940(state: State) -> str:
    """SWIFT MT940; notes without marks, as banks write them."""
    moved = list(state.moved)
    day = state.now()
    lines = [":20:STMT", f":25:{state.account.number}", ":28C:1/1", f":60F:{_balance(day, state.opening)}"]
    for one in moved:
        mark = "C" if one.amount > 0 else "D"
        lines.append(f":61:{one.at:%y%m%d}{one.at:%m%d}{mark}{abs(one.amount)},NTRFNONREF//{one.reference}")
        lines.append(f":86:{_ascii(one.note)} {_ascii(one.payer)}")
    lines.append(f":62F:{_balance(day, moved[-1].balance if moved else state.opening)}")
    return "\r\n".join(lines) + "\r\n"


def camt053(state: State) -> str:
    """ISO 20022 camt.053.001.08."""
    moved = list(state.moved)
    closing = moved[-1].balance if moved else state.opening
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(value)}<Dt><Dt>{state.now():%Y-%m-%d}</Dt></Dt></Bal>"
        for code, value in (("OPBD", state.opening), ("CLBD", closing))
    )
    entries = "".join(
        f"<Ntry>{_amount(one.amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{one.at:%Y-%m-%d}</Dt></BookgDt>"
        f"<AcctSvcrRef>{one.reference}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{esc(one.payer)}</Nm></Pty></Dbtr>"
        f"</RltdPties><RmtInf><Ustrd>{esc(one.note)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for one in moved
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>1</MsgId><CreDtTm>{state.now().isoformat()}</CreDtTm></GrpHdr><Stmt><Id>S1</Id>"
        f"<Acct><Id><Othr><Id>{state.account.number}</Id></Othr></Id></Acct>{balances}{entries}</Stmt></BkToCstmrStmt></Document>"
    )


def _amount(value: int) -> str:
    return f'<Amt Ccy="VND">{abs(value)}</Amt><CdtDbtInd>{"CRDT" if value >= 0 else "DBIT"}</CdtDbtInd>'


def _balance(day: object, value: int) -> str:
    return f"{'C' if value >= 0 else 'D'}{day:%y%m%d}VND{abs(value)},"


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode().upper()
