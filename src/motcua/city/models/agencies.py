"""Agencies in a tree with a history, posts in them, who holds them and what they may do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.city.models.identities import Account
from motcua.city.models.territory import Unit
from motcua.city.models.validity import Dated, ends_after_it_begins


class WorkCalendar(models.Model):
    """Working days and hours as data; `foundation.worktime.Calendar.from_data(calendar.data)` reads them."""

    key = models.CharField(max_length=40)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="city_calendar_key")]

    def __str__(self) -> str:
        return self.name_vi


class Agency(Dated):
    """A body of the administration. Two agencies never bear one code on the same day (migration 0001)."""

    class Kind(models.TextChoices):
        PEOPLE_COMMITTEE = "people_committee", "Ủy ban nhân dân thành phố"
        COMMUNE = "commune", "Ủy ban nhân dân cấp xã"
        DEPARTMENT = "department", "Sở, cơ quan chuyên môn cấp thành phố"
        CENTRE = "centre", "Trung tâm Phục vụ hành chính công"
        CENTRE_BRANCH = "centre_branch", "Chi nhánh Trung tâm Phục vụ hành chính công"
        POLICE = "police", "Công an"
        DISTRICT = "district", "Ủy ban nhân dân cấp huyện (đến 30/06/2025)"
        COMMUNE_OFFICE = "commune_office", "Phòng chuyên môn thuộc UBND cấp xã"
        SCHOOL = "school", "Trường học"
        LAND_OFFICE = "land_office", "Chi nhánh Văn phòng Đăng ký đất đai"
        INSURANCE = "insurance", "Bảo hiểm xã hội"
        TAX = "tax", "Thuế"
        NOTARY = "notary", "Tổ chức hành nghề công chứng"
        POST_OFFICE = "post_office", "Bưu cục (bưu chính công ích)"
        OTHER = "other", "Cơ quan khác"

    code = models.CharField(max_length=35, help_text="QĐ 20/2020 form, for instance H26.15")
    key = models.CharField(max_length=80, help_text="stable slug, for instance so-xay-dung")
    kind = models.CharField(max_length=20, choices=Kind)
    name_vi = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=255)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField(help_text="keys from the root to here, each followed by a slash")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="agencies")
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="+")
    seal_name = models.CharField(max_length=160, help_text="as engraved on the seal")
    address_line = models.CharField(max_length=200, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    serves = models.ManyToManyField(
        Unit, blank=True, related_name="served_by", help_text="a branch's communes"
    )

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["key"], name="city_agency_key"),
            ends_after_it_begins("city_agency_valid"),
        ]
        indexes = [
            # a prefix search must use the index in a database of any collation
            models.Index(fields=["path"], opclasses=["text_pattern_ops"], name="city_agency_path"),
            models.Index(fields=["unit", "kind"], name="city_agency_unit_kind"),
        ]

    def __str__(self) -> str:
        return self.name_vi


class Post(models.Model):
    """A place in an agency (chair, justice officer, clerk …). Several people may hold posts of one kind."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=40, help_text="one of city.posts.KINDS, or a kind that a city adds")
    title_vi = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "title_vi"], name="city_post_in_agency")
        ]
        indexes = [models.Index(fields=["kind"], name="city_post_kind")]

    def __str__(self) -> str:
        return self.title_vi


class Appointment(Dated):
    """An account holds a post for a time. The database refuses the same holding twice (migration 0001)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    acting = models.BooleanField(default=False, help_text="holds it in the meantime (quyền, phụ trách)")

    class Meta(Dated.Meta):
        abstract = False
        constraints = [ends_after_it_begins("city_appointment_valid")]


class Power(Dated):
    """A kind of post, or one post, may do something, for one procedure, one field or everything.

    A row with `delegated_by` is a delegation (ủy quyền, Luật 72/2025 Điều 14): it names one post, the
    decision and the capacity in which its holder signs; it counts only while that post itself has the power
    (`authority_reading`). `entrustment` is the reviewed record from which a row was made (`city.delegation`).
    """

    class Name(models.TextChoices):
        RECEIVE = "receive", "Tiếp nhận"
        ASSIGN = "assign", "Phân công"
        PROCESS = "process", "Xử lý"
        REVIEW = "review", "Thẩm định"
        APPROVE = "approve", "Phê duyệt"
        SIGN = "sign", "Ký"
        NUMBER = "number", "Cấp số, đóng dấu"
        RETURN = "return", "Trả kết quả"
        CONSULT = "consult", "Cho ý kiến"
        SEE_STATISTICS = "see_statistics", "Xem thống kê"
        EDIT_CATALOGUE = "edit_catalogue", "Biên tập danh mục thủ tục"
        ISSUE_CATALOGUE = "issue_catalogue", "Duyệt công bố thủ tục, quy trình"
        SEE_PERSON = "see_person", "Tra cứu dữ liệu cá nhân"
        ASSIST = "assist", "Hỗ trợ người dân làm thủ tục"
        KEEP_DEVICES = "keep_devices", "Quản lý thiết bị của sảnh"
        HANDLE_REPORTS = "handle_reports", "Xử lý phản ánh, hỏi đáp"
        APPROVE_REPORTS = "approve_reports", "Duyệt trả lời phản ánh, hỏi đáp"
        WRITE_NEWS = "write_news", "Soạn tin, bài, văn bản để công bố"
        PUBLISH = "publish", "Duyệt đăng tin, bài, văn bản"
        REORGANISE = "reorganise", "Lập, duyệt phương án sắp xếp tổ chức"
        CARRY = "carry", "Nhận, chuyển hồ sơ qua bưu chính"
        SEND_TEAMS = "send_teams", "Lập kế hoạch tổ lưu động"
        SHARE_DATA = "share_data", "Lập, duyệt thỏa thuận chia sẻ dữ liệu"
        KEEP_SIGN_ON = "keep_sign_on", "Quản trị đăng nhập của thành phố"
        PROTECT_DATA = "protect_data", "Bảo vệ dữ liệu cá nhân"
        KEEP_ACCOUNTS = "keep_accounts", "Giữ sổ kế toán thu"

    class Reach(models.TextChoices):
        AGENCY = "agency", "Cơ quan mình"
        SUBTREE = "subtree", "Cơ quan mình và các cơ quan trực thuộc"

    class Capacity(models.TextChoices):
        OWN = "", "Ký theo chức vụ"
        FOR_HEAD = "KT.", "Ký thay"
        BY_ORDER = "TL.", "Thừa lệnh"
        AUTHORISED = "TUQ.", "Thừa ủy quyền"

    post_kind = models.CharField(max_length=40, blank=True)
    agency_kind = models.CharField(
        max_length=20, blank=True, choices=Agency.Kind, help_text="limits a post kind to agencies of one kind"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="powers")
    power = models.CharField(max_length=16, choices=Name)
    procedure_code = models.CharField(max_length=20, blank=True, help_text="empty: all")
    field = models.CharField(max_length=80, blank=True, help_text="empty: all")
    reach = models.CharField(max_length=8, choices=Reach, default=Reach.AGENCY)
    capacity = models.CharField(max_length=4, choices=Capacity, blank=True, default=Capacity.OWN)
    delegated_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="delegations")
    decision = models.CharField(max_length=80, blank=True, help_text="number of the act that grants it")
    entrustment = models.ForeignKey(
        "city.Entrustment", models.PROTECT, null=True, blank=True, related_name="rows", db_index=False
    )
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="lent to this person only; empty: to whoever holds the post",
    )  # fmt: skip
    cases = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="empty: all")
    communes = ArrayField(models.CharField(max_length=6), default=list, blank=True, help_text="empty: all")
    may_lend_on = models.BooleanField(default=False)
    withheld = models.BooleanField(
        default=False, help_text="the kind of post has NOT this power over the procedure: it moved elsewhere"
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="revoked at this moment, for good")

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(post_kind="", post__isnull=False) | (~Q(post_kind="") & Q(post__isnull=True)),
                name="city_power_post_or_kind",
            ),
            models.CheckConstraint(
                condition=Q(delegated_by__isnull=True) | (Q(post__isnull=False) & ~Q(decision="")),
                name="city_power_delegation_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(delegated_by__isnull=True) | ~Q(delegated_by=models.F("post")),
                name="city_power_not_lent_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(withheld=False) | (~Q(post_kind="") & ~Q(procedure_code="")),
                name="city_power_withheld_names_procedure",
            ),
            ends_after_it_begins("city_power_valid"),
        ]
        indexes = [
            models.Index(fields=["post_kind"], name="city_power_post_kind"),
            models.Index(
                fields=["entrustment"],
                name="city_power_of_entrustment",
                condition=Q(entrustment__isnull=False),
            ),
        ]
