from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "motcua.procedures.certification"
    label = "certification"
    verbose_name = "Chứng thực"

    def ready(self) -> None:
        from motcua.city.delegation import changes
        from motcua.procedures.certification import books, rules, signing
        from motcua.procedures.dossiers import results

        results.before_signing(rules.FIELD, signing.check)
        results.on_entered(books.REGISTER, books.entered)
        changes.bar("certification", _not_lent)


def _not_lent(power: str, procedure_code: str, field: str) -> tuple[str, str] | None:
    from motcua.procedures.certification import rules

    if rules.may_be_lent(power, procedure_code):
        return None
    return (
        "Chứng thực chữ ký người dịch không được ủy quyền.",
        "The certification of translators' signatures may not be lent.",
    )
