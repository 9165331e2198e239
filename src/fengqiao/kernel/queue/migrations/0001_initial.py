from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope

# The rows of the queue are the work of a moment: the application may delete them.
QUEUE_ROWS = migrations.RunSQL(
    """
    grant delete on procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers, queue_work
      to fengqiao_app;
    """,
    """
    revoke delete on procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers, queue_work
      from fengqiao_app;
    """,
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name="Work",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("job", models.CharField(max_length=100)),
                ("queued", models.BigIntegerField(editable=False, null=True)),
                ("post", models.UUIDField(null=True)),
                ("low", models.BigIntegerField(default=0)),
                ("high", models.BigIntegerField(default=0)),
                ("label", models.CharField(max_length=120, verbose_name="任务")),
                ("page", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待"),
                            ("running", "进行中"),
                            ("finished", "已完成"),
                            ("failed", "未完成"),
                            ("stopped", "已停止"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=200)),
                ("result", models.JSONField(default=dict)),
                ("queued_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now, verbose_name="提交时间")),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["post", "-queued_at"], name="queue_work_post"),
                    models.Index(fields=["state", "low"], name="queue_work_state"),
                ],
            },
        ),
        QUEUE_ROWS,
    ]
