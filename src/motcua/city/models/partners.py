"""What lets another system in: a token with its scopes. Only the hash of a token is kept."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.city.models.agencies import Post
from motcua.city.models.identities import Account


class PartnerToken(models.Model):
    """A partner system's key to the machine interface.

    `account` is who acts: a partner's account, or an officer's when the token is bound to a `post` (then it may
    do what that officer may do in that post, as long as the appointment lasts). Empty `procedures`: all.
    """

    class Scope(models.TextChoices):
        CATALOGUE_READ = "catalogue:read", "Đọc danh mục thủ tục"
        DOSSIERS_SUBMIT = "dossiers:submit", "Nộp hồ sơ"
        DOSSIERS_READ = "dossiers:read", "Xem hồ sơ"
        TASKS_READ = "tasks:read", "Xem việc chờ xử lý"
        TASKS_ACT = "tasks:act", "Xử lý việc"
        REPORTS_READ = "reports:read", "Xem phản ánh đã công khai"
        REPORTS_SUBMIT = "reports:submit", "Gửi phản ánh"
        REGISTERS_READ = "registers:read", "Tra cứu sổ đăng ký theo thỏa thuận"
        CREDIT_TRUST = "credit-trust:ask", "Hỏi khả tín khi người vay đồng ý"
        EXTERNAL_ANSWER = "external:answer", "Trả lời hồ sơ từ hệ thống bên ngoài"

    hash = models.CharField(max_length=64, help_text="SHA-256 of the token, hexadecimal")
    name = models.CharField(max_length=120)
    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    procedures = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    systems = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="outside systems whose answers it may bring",
    )
    created_at = models.DateTimeField()
    valid_to = models.DateTimeField(help_text="not valid from this moment on")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="city_partnertoken_hash"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="city_partnertoken_has_scope"),
        ]

    def __str__(self) -> str:
        return self.name
