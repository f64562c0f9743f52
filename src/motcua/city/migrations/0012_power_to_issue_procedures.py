"""One more power: to let out a procedure or workflow that an editor has prepared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0011_powers_to_write_and_publish"),
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
                ],
                max_length=16,
            ),
        ),
    ]
