import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0020_power_to_protect_data"),
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
                        ("credit-trust:ask", "Hỏi khả tín khi người vay đồng ý"),
                        ("external:answer", "Trả lời hồ sơ từ hệ thống bên ngoài"),
                    ],
                    max_length=20,
                )
            ),
        ),
    ]
