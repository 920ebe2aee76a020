import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def begin_a_line_each(apps, schema_editor):
    """Nobody said which of the versions so far may be compared, so none are."""
    rubrics = apps.get_model("assessment.PublishedRubric").objects.using(
        schema_editor.connection.alias
    )
    rubrics.update(line=models.F("version"))


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='comparison_minimum',
            field=models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(5)], verbose_name='results needed to compare'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='next_change',
            field=models.CharField(choices=[('wording', 'Wording only: results from before and after can be compared'), ('meaning', 'Changes meaning: comparison starts anew')], default='wording', max_length=10, verbose_name='this change'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='pacing',
            field=models.CharField(choices=[('question', 'One question at a time'), ('section', 'Section by section'), ('page', 'All on one page')], default='section', max_length=10, verbose_name='how it is asked'),
        ),
        migrations.AddField(
            model_name='publishedrubric',
            name='line',
            field=models.PositiveIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publishedrubric',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='contact',
            field=models.CharField(choices=[('before', 'Required, asked for before the questions'), ('required', 'Required, asked for after the questions'), ('optional', 'Optional, offered after the questions'), ('none', 'Not asked for')], default='optional', max_length=10),
        ),
        migrations.RunPython(begin_a_line_each, migrations.RunPython.noop),
    ]
