"""The reviewed function of the search looks into pg_temp last: no temporary table stands in for the subjects."""

from django.db import migrations

PATH = "alter function find_subjects(tsquery, text, int) set search_path = public"


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_senders_read_their_referrals")]

    operations = [migrations.RunSQL(f"{PATH}, pg_temp", PATH)]
