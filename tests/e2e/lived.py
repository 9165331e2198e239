"""An office that has worked: put into a home, and read again from another one.

Run as `python -m tests.e2e.lived work`, `… read <attachment> <party> <paper>` or `… enter <token>` with the
environment of the home; says JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
from uuid import UUID

from fengqiao.config import up

CONTENT = b"\x89PNG\r\n\x1a\n" + b"wall between two neighbours"


def work() -> dict[str, str]:
    """One case accepted with its attachment and its issued paper; every event is placed."""
    from django.core.files.base import ContentFile
    from django.db import connections

    from fengqiao.business.mediation.models import DisputeParty
    from fengqiao.kernel.casework.attachments import attach
    from fengqiao.kernel.identity.permissions import ADMINISTRATOR
    from fengqiao.kernel.journal.sequencer import place
    from fengqiao.kernel.paperwork.declarations import PAPERS
    from fengqiao.kernel.paperwork.services import issue, render
    from fengqiao.kernel.places.scope import within
    from tests.business.mediation.factories import LI_ID, accept, make_case, make_post, make_town

    town = make_town()
    with within(town.clerk):
        case = accept(town, make_case(town))
        photo = attach(case.subject, ContentFile(CONTENT, name="现场照片.png"), label="现场照片")
        paper = issue(PAPERS["mediation.acceptance"], case)
        party = DisputeParty.objects.get(subject=case.dispute_id, side="applicant")
        assert party.id_number.reveal() == LI_ID
    place(connections["sequencer"])
    return {
        "attachment": str(photo.pk),
        "party": str(party.pk),
        "paper": str(paper.pk),
        "print": hashlib.sha256(render(paper)).hexdigest(),
        "clerk": str(town.clerk.post),
        "administrator": str(make_post(town.office, ADMINISTRATOR).pk),
    }


def read(attachment: str, party: str, paper: str) -> dict[str, str]:
    """What stands in the file, who it is about, how the paper prints and which divisions are loaded."""
    from django.db import connection

    from fengqiao.business.mediation.models import DisputeParty
    from fengqiao.kernel.casework.attachments import Attachment
    from fengqiao.kernel.identity.models import Post
    from fengqiao.kernel.identity.scopes import scope_of
    from fengqiao.kernel.paperwork.models import Issued
    from fengqiao.kernel.paperwork.services import render
    from fengqiao.kernel.places.scope import within

    clerk = Post.objects.get(role="office_clerk")
    with within(scope_of(clerk)):
        told = {
            "content": Attachment.objects.get(pk=UUID(attachment)).content().decode("latin-1"),
            "id_number": DisputeParty.objects.get(pk=UUID(party)).id_number.reveal(),
            "print": hashlib.sha256(render(Issued.objects.get(pk=UUID(paper)))).hexdigest(),
        }
        with connection.cursor() as cursor:
            cursor.execute("select obj_description('places_region'::regclass), obj_description('places_day'::regclass)")
            told["divisions"], told["days"] = cursor.fetchone()
    return told


def enter(secret: str) -> dict[str, str]:
    """Whose token it is."""
    from fengqiao.kernel.identity.tokens import token_of

    token = token_of(secret)
    return {"post": str(token.post_id), "label": token.label} if token else {}


if __name__ == "__main__":
    with up.office():
        sys.stdout.write(json.dumps({"work": work, "read": read, "enter": enter}[sys.argv[1]](*sys.argv[2:])))
