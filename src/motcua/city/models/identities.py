"""Residents and organisations as identities only, and the accounts that people sign on with."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from motcua.foundation.text import fold, given_name_sort_key, nfc


class Person(models.Model):
    """One human being. `search_key` and `sort_key` are computed from the name on writing."""

    class Sex(models.TextChoices):
        MALE = "male", "Nam"
        FEMALE = "female", "Nữ"

    class Precision(models.TextChoices):
        DAY = "day", "Ngày"
        MONTH = "month", "Tháng"
        YEAR = "year", "Năm"

    pin = models.CharField(max_length=12, blank=True, help_text="12 digits; empty while not issued")
    full_name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=255)
    birth_date = models.DateField()
    birth_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    sex = models.CharField(max_length=6, choices=Sex)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="vi")
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    address_line = models.CharField(
        max_length=200, blank=True, help_text="house, street, group; without the unit"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pin"], condition=~Q(pin=""), name="city_person_pin"),
            models.CheckConstraint(
                condition=Q(pin="") | Q(pin__regex=r"^[0-9]{12}$"), name="city_person_pin_digits"
            ),
        ]
        indexes = [
            models.Index(fields=["search_key", "birth_date"], name="city_person_search"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, update_fields=None, **kwargs) -> None:
        """Write the row; the two keys follow the name, whose spelling stays that of the papers.

        Bulk writers compute the keys themselves.
        """
        self.full_name = " ".join(nfc(self.full_name).split())
        self.search_key = fold(self.full_name)
        self.sort_key = given_name_sort_key(self.full_name)
        if update_fields is not None and "full_name" in update_fields:
            update_fields = {*update_fields, "search_key", "sort_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Organisation(models.Model):
    """A company, household business, school … known by its registration number."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "Doanh nghiệp"
        COOPERATIVE = "cooperative", "Hợp tác xã"
        HOUSEHOLD = "household", "Hộ kinh doanh"
        PUBLIC_UNIT = "public_unit", "Đơn vị sự nghiệp"
        ASSOCIATION = "association", "Hội, đoàn thể"
        PARTNER = "partner", "Đối tác kết nối"

    number = models.CharField(max_length=35)
    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    representative = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="represented_organisations"
    )
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    address_line = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="city_organisation_number")]
        indexes = [models.Index(fields=["search_key"], name="city_organisation_search")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, update_fields=None, **kwargs) -> None:
        """Write the row; the search key follows the name."""
        self.search_key = fold(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "search_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; passwords are hashed by `set_password`, none means that only single sign-on works."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields) -> "Account":
        account = self.model(username=username, email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A sign-on. What it may do is decided by posts and powers (`city.authority`), never by flags here."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", "Người dân"
        OFFICER = "officer", "Cán bộ"
        PARTNER = "partner", "Hệ thống đối tác"

    username = models.CharField(max_length=150)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RESIDENT)
    language = models.CharField(max_length=2, default="vi")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="accounts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())
    signed_out_at = models.DateTimeField(
        null=True, blank=True, help_text="every session that began before has ended"
    )

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["username"], name="city_account_username")]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_officer(self) -> bool:
        return self.kind == self.Kind.OFFICER

    def get_session_auth_hash(self) -> str:
        """What each session repeats to be believed: it ends with a new password, and with `signed_out_at`."""
        own = super().get_session_auth_hash()
        return own if self.signed_out_at is None else f"{own}.{self.signed_out_at.timestamp()}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        if self.signed_out_at is None:
            yield from super().get_session_auth_fallback_hash()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        """The given name, as people are addressed in Việt Nam."""
        return self.display_name.rsplit(" ", 1)[-1]

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: authority is data of posts."""
        return False

    def has_perms(self, perm_list, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class SignOn(models.Model):
    """A sign-on by an identity provider: under which name, in which session of its own. For its word that one has ended.

    The provider may call a person otherwise one day (a pseudonym that changed): the person counts, not the name.
    """

    provider = models.CharField(max_length=40)
    subject = models.CharField(max_length=255)
    sid = models.CharField(max_length=255, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject", "sid"], name="city_signon_session")
        ]
        indexes = [models.Index(fields=["provider", "sid"], name="city_signon_sid", condition=~Q(sid=""))]
