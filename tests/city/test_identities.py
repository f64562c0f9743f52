"""People are one row each, found without diacritics; accounts satisfy Django and the sign-on library."""

from datetime import date

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core import checks
from django.db import IntegrityError

from motcua.city import identities
from motcua.city.identities import AccountTaken
from motcua.city.models import Account, Organisation, Person

pytestmark = pytest.mark.django_db


def person(name="Nguyễn Thị Minh Anh", pin="001196000019", born=date(1996, 3, 8), sex="female"):
    return Person.objects.create(full_name=name, pin=pin, birth_date=born, sex=sex)


def test_a_person_is_found_without_diacritics():
    minh_anh = person()
    assert list(identities.find("nguyen thi minh anh")) == [minh_anh]
    assert list(identities.find("NGUYỄN THỊ MINH ANH", date(1996, 3, 8))) == [minh_anh]
    assert not identities.find("nguyen thi minh anh", date(1996, 3, 9))
    assert identities.by_pin("001196000019") == minh_anh
    assert identities.by_pin("") is None


def test_a_new_name_changes_the_search_with_it():
    someone = person()
    someone.full_name = "Nguyễn Khánh Anh"
    someone.save(update_fields=["full_name"])
    assert list(identities.find("nguyen khanh anh")) == [someone]


def test_people_are_listed_by_given_name():
    names = ["Trần Văn Ánh", "Lê Bình", "Đỗ Thị An"]
    for number, name in enumerate(names):
        person(name, f"00109000001{number}")
    listed = [p.full_name for p in Person.objects.order_by("sort_key")]
    assert listed == ["Đỗ Thị An", "Trần Văn Ánh", "Lê Bình"]


def test_one_number_is_one_person_and_newborns_have_none():
    person()
    person("Trần Bé", pin="")
    person("Trần Bé", pin="")
    with pytest.raises(IntegrityError, match="city_person_pin"):
        person("Lê Thị Hoa")


def test_a_number_that_is_not_twelve_digits_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="city_person_pin_digits"):
        person(pin="00119600001O")


def test_a_resident_gets_one_account_for_one_sign_on():
    minh_anh = person()
    account = identities.resident_account(minh_anh, "sub-1")
    assert identities.resident_account(minh_anh, "sub-1") == account
    assert (account.display_name, account.get_short_name()) == ("Nguyễn Thị Minh Anh", "Anh")
    assert not account.has_usable_password()
    with pytest.raises(AccountTaken):
        identities.resident_account(person("Lê Thị Hoa", "001196000020"), "sub-1")


def test_an_officers_sign_on_is_not_lent_to_a_resident():
    Account.objects.create_user("chair", kind="officer")
    with pytest.raises(AccountTaken):
        identities.resident_account(person(), "chair")


def test_an_officer_signs_on_by_password_unless_blocked(rf):
    officer = Account.objects.create_user("chair", password="Mật khẩu dài 2026", kind="officer")
    request = rf.post("/")
    assert authenticate(request, username="chair", password="Mật khẩu dài 2026") == officer
    assert authenticate(request, username="chair", password="khác") is None
    officer.is_active = False
    officer.save()
    assert authenticate(request, username="chair", password="Mật khẩu dài 2026") is None


def test_django_finds_no_fault_with_the_account_model():
    assert get_user_model() is Account
    assert not [m for m in checks.run_checks(tags=["models", "auth"]) if "city" in str(m.obj)]


def test_no_account_has_permissions_of_its_own():
    account = Account.objects.create_user("chair")
    assert not account.has_perm("city.add_person") and not account.has_module_perms("city")
    assert account.is_authenticated and not account.is_anonymous


def test_an_organisation_is_known_by_its_number_once():
    Organisation.objects.create(number="0101234567", name="Công ty Mẫu", kind="enterprise")
    assert Organisation.objects.get(search_key="cong ty mau")
    with pytest.raises(IntegrityError, match="city_organisation_number"):
        Organisation.objects.create(number="0101234567", name="Công ty Khác", kind="enterprise")


def test_a_name_is_kept_as_the_papers_spell_it():
    assert person("  Trần  Thị Hoà ").full_name == "Trần Thị Hoà"
    assert identities.find("Trần Thị Hòa").exists()
