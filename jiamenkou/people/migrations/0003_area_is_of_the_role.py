from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_roles'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='user',
            name='area',
        ),
    ]
