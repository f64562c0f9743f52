"""Two more powers: to write what the city says, and to let it out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0010_power_to_assist"),
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
