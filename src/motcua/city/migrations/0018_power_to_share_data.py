"""Two more: the power to make and decide agreements on data, and the scope of a partner's token to ask under one.

A city that was set up before gets the power for the posts that have it in a new one; an empty database is left alone.
"""

from datetime import date

import django.contrib.postgres.fields
from django.db import migrations, models

KINDS = ("chair", "vice_chair", "specialist")


def give(apps, schema_editor):
    Power = apps.get_model("city", "Power")
    if not Power.objects.exists() or Power.objects.filter(power="share_data").exists():
        return
    Power.objects.bulk_create(
        Power(
            post_kind=kind, agency_kind="people_committee", power="share_data", reach="subtree",
            valid_from=date(2025, 1, 1),
        )
        for kind in KINDS
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0017_power_to_carry_and_to_send_teams"),
    ]

    operations = [
        migrations.AlterField(
            model_name="partnertoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("catalogue:read", "Đọc danh mục thủ tục"),
                        ("dossiers:submit", "Nộp hồ sơ"),
                        ("dossiers:read", "Xem hồ sơ"),
                        ("tasks:read", "Xem việc chờ xử lý"),
                        ("tasks:act", "Xử lý việc"),
                        ("reports:read", "Xem phản ánh đã công khai"),
                        ("reports:submit", "Gửi phản ánh"),
                        ("registers:read", "Tra cứu sổ đăng ký theo thỏa thuận"),
                        ("external:answer", "Trả lời hồ sơ từ hệ thống bên ngoài"),
                    ],
                    max_length=20,
                )
            ),
        ),
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
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
