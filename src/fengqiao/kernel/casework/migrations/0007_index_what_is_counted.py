"""The counts in the frame of every page are read from the indexes of what waits, not from the tasks themselves."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

WAITS = models.Q(("done_at", None))


def waiting(place: str) -> tuple[models.Index, ...]:
    shown = ("scope_code", "subject")
    return (
        models.Index(fields=[place, "due_at"], condition=WAITS, include=("duty", *shown), name=f"task_{place}_due"),
        models.Index(fields=[place, "duty", "due_at"], condition=WAITS, include=shown, name=f"task_{place}_duty"),
        models.Index(fields=[place, "level"], condition=WAITS, name=f"task_{place}_level"),
    )


class Migration(migrations.Migration):
    atomic = False  # built beside the running office

    dependencies = [("casework", "0006_find_subjects_of_a_kind")]

    operations = [
        *(AddIndexConcurrently(model_name="task", index=index) for index in (*waiting("town"), *waiting("county"))),
        RemoveIndexConcurrently(model_name="task", name="casework_task_town"),
        RemoveIndexConcurrently(model_name="task", name="casework_task_county"),
    ]
