"""Issue, list and revoke tokens of partner systems."""

import argparse
from datetime import timedelta

import django


def add(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    create = acts.add_parser("create", help="issue a token; it is shown once")
    create.add_argument("name", help="what the token is for, such as 'Bệnh viện Phụ sản: khai sinh'")
    create.add_argument(
        "--scopes", required=True, help="comma-separated, such as catalogue:read,dossiers:submit"
    )
    create.add_argument("--organisation", help="registration number of the partner (made when it is new)")
    create.add_argument("--officer", help="username of the officer in whose name tasks are done")
    create.add_argument("--post", type=int, help="id of the post that the officer holds (default: the first)")
    create.add_argument("--procedures", default="", help="comma-separated codes; empty means every procedure")
    create.add_argument(
        "--systems", default="", help="comma-separated keys of outside systems whose answers it may bring"
    )
    create.add_argument("--days", type=int, default=365, help="how long it is valid")
    acts.add_parser("list", help="tokens and until when they are valid; never the tokens themselves")
    revoke = acts.add_parser("revoke", help="end a token now")
    revoke.add_argument("id", type=int)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when the request makes no sense; the reason is printed."""
    django.setup()
    from motcua.city.models import PartnerToken
    from motcua.foundation import clock

    if arguments.act == "list":
        for row in PartnerToken.objects.select_related("account").order_by("id"):
            end = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else f"until {row.valid_to:%Y-%m-%d}"
            print(f"{row.id}  {row.name}  {row.account.username}  {','.join(row.scopes)}  {end}")
        return 0
    if arguments.act == "revoke":
        ended = PartnerToken.objects.filter(id=arguments.id, revoked_at=None).update(revoked_at=clock.now())
        print("revoked" if ended else "no such token")
        return 0 if ended else 1
    return _create(arguments)


def _create(arguments: argparse.Namespace) -> int:
    from motcua.city import authority, partners
    from motcua.city.models import Account, Post
    from motcua.foundation import clock

    at, post = clock.now(), None
    if arguments.officer:
        account = Account.objects.filter(username=arguments.officer, kind=Account.Kind.OFFICER).first()
        if account is None:
            print(f"no officer signs on as {arguments.officer}")
            return 1
        held = [one.post_id for one in authority.powers_of(account.id, at).posts]
        wanted = arguments.post or next(iter(held), None)
        if wanted not in held:
            print(f"{arguments.officer} holds the posts {held}, not {wanted}")
            return 1
        post = Post.objects.get(id=wanted)
    else:
        account = _partner_account(arguments.organisation or "", arguments.name)
    try:
        clear, row = partners.issue(
            arguments.name,
            account,
            [scope.strip() for scope in arguments.scopes.split(",") if scope.strip()],
            at=at,
            valid_for=timedelta(days=arguments.days),
            post=post,
            procedures=[code.strip() for code in arguments.procedures.split(",") if code.strip()],
            systems=[key.strip() for key in arguments.systems.split(",") if key.strip()],
        )
    except ValueError as error:
        print(error)
        return 1
    print(f"token {row.id}, valid until {row.valid_to:%Y-%m-%d}; it is not shown again:")
    print(clear)
    return 0


def _partner_account(number: str, name: str):
    """The account of a partner system; its organisation is made when it is new."""
    from motcua.city.models import Account, Organisation

    organisation = None
    if number:
        organisation, _ = Organisation.objects.get_or_create(
            number=number, defaults={"name": name, "kind": Organisation.Kind.PARTNER}
        )
    account, _ = Account.objects.get_or_create(
        username=f"partner.{number or name}"[:150],
        defaults={
            "display_name": (organisation.name if organisation else name)[:120],
            "kind": Account.Kind.PARTNER,
            "organisation": organisation,
            "password": "!",
        },
    )
    return account
