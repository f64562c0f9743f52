"""Two more powers: to carry dossiers by post, and to plan mobile teams; post offices are a kind of body.

A city that was set up before gets them for the posts that have them in a new one; an empty database is left alone.
"""

from datetime import date

from django.db import migrations, models

ROWS = (
    ("postal_officer", "post_office", "carry"),
    ("centre_head", "centre_branch", "send_teams"),
    ("division_leader", "commune", "send_teams"),
)


def give(apps, schema_editor):
    Power = apps.get_model("city", "Power")
    if not Power.objects.exists():
        return
    for kind, agency_kind, power in ROWS:
        Power.objects.get_or_create(
            post_kind=kind, agency_kind=agency_kind, power=power,
            defaults={"reach": "agency", "valid_from": date(2025, 7, 1)},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0016_powers_are_lent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agency",
            name="kind",
            field=models.CharField(
                choices=[
                    ("people_committee", "Ủy ban nhân dân thành phố"),
                    ("commune", "Ủy ban nhân dân cấp xã"),
                    ("department", "Sở, cơ quan chuyên môn cấp thành phố"),
                    ("centre", "Trung tâm Phục vụ hành chính công"),
                    ("centre_branch", "Chi nhánh Trung tâm Phục vụ hành chính công"),
                    ("police", "Công an"),
                    ("district", "Ủy ban nhân dân cấp huyện (đến 30/06/2025)"),
                    ("commune_office", "Phòng chuyên môn thuộc UBND cấp xã"),
                    ("school", "Trường học"),
                    ("land_office", "Chi nhánh Văn phòng Đăng ký đất đai"),
                    ("insurance", "Bảo hiểm xã hội"),
                    ("tax", "Thuế"),
                    ("notary", "Tổ chức hành nghề công chứng"),
                    ("post_office", "Bưu cục (bưu chính công ích)"),
                    ("other", "Cơ quan khác"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="power",
            name="agency_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("people_committee", "Ủy ban nhân dân thành phố"),
                    ("commune", "Ủy ban nhân dân cấp xã"),
                    ("department", "Sở, cơ quan chuyên môn cấp thành phố"),
                    ("centre", "Trung tâm Phục vụ hành chính công"),
                    ("centre_branch", "Chi nhánh Trung tâm Phục vụ hành chính công"),
                    ("police", "Công an"),
                    ("district", "Ủy ban nhân dân cấp huyện (đến 30/06/2025)"),
                    ("commune_office", "Phòng chuyên môn thuộc UBND cấp xã"),
                    ("school", "Trường học"),
                    ("land_office", "Chi nhánh Văn phòng Đăng ký đất đai"),
                    ("insurance", "Bảo hiểm xã hội"),
                    ("tax", "Thuế"),
                    ("notary", "Tổ chức hành nghề công chứng"),
                    ("post_office", "Bưu cục (bưu chính công ích)"),
                    ("other", "Cơ quan khác"),
                ],
                help_text="limits a post kind to agencies of one kind",
                max_length=20,
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
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
