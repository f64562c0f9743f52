"""One more power: to keep the accounts of the fees (ledger, reconciliation, payment slips).

A city that was set up before gets it for the posts that have it in a new one; an empty database is left alone.
"""

from datetime import date

from django.db import migrations, models

KINDS = ("accountant", "chief_accountant")


def give(apps, schema_editor):
    Power = apps.get_model("city", "Power")
    if not Power.objects.exists() or Power.objects.filter(power="keep_accounts").exists():
        return
    Power.objects.bulk_create(
        Power(
            post_kind=kind, agency_kind="people_committee", power="keep_accounts", reach="subtree",
            valid_from=date(2025, 1, 1),
        )
        for kind in KINDS
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0021_tokens_of_lenders"),
    ]

    operations = [
        migrations.AlterField(
            model_name="power",
            name="power",
            field=models.CharField(
                choices=[
                    ("receive", "Tiếp nhận"),
                    ("assign", "Phân công"),
                    ("process", "Xử lý"),
                    ("review", "Thẩm định"),
                    ("approve", "Phê duyệt"),
                    ("sign", "Ký"),
                    ("number", "Cấp số, đóng dấu"),
                    ("return", "Trả kết quả"),
                    ("consult", "Cho ý kiến"),
                    ("see_statistics", "Xem thống kê"),
                    ("edit_catalogue", "Biên tập danh mục thủ tục"),
                    ("issue_catalogue", "Duyệt công bố thủ tục, quy trình"),
                    ("see_person", "Tra cứu dữ liệu cá nhân"),
                    ("assist", "Hỗ trợ người dân làm thủ tục"),
                    ("keep_devices", "Quản lý thiết bị của sảnh"),
                    ("handle_reports", "Xử lý phản ánh, hỏi đáp"),
                    ("approve_reports", "Duyệt trả lời phản ánh, hỏi đáp"),
                    ("write_news", "Soạn tin, bài, văn bản để công bố"),
                    ("publish", "Duyệt đăng tin, bài, văn bản"),
                    ("reorganise", "Lập, duyệt phương án sắp xếp tổ chức"),
                    ("carry", "Nhận, chuyển hồ sơ qua bưu chính"),
                    ("send_teams", "Lập kế hoạch tổ lưu động"),
                    ("share_data", "Lập, duyệt thỏa thuận chia sẻ dữ liệu"),
                    ("keep_sign_on", "Quản trị đăng nhập của thành phố"),
                    ("protect_data", "Bảo vệ dữ liệu cá nhân"),
                    ("keep_accounts", "Giữ sổ kế toán thu"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
