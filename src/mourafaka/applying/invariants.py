"""What a receipt promises, looked at again."""

from __future__ import annotations

from collections.abc import Iterator

from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.services.lodging import digest
from mourafaka.foundations import invariants
from mourafaka.foundations.models import StoredFile


def receipts_unkept() -> Iterator[str]:
    """I1: a receipt whose application, answers or files are not those it was given for; a draft lodged without
    one. What was erased on request keeps its receipt and is not blamed."""
    lodged_drafts = Draft.objects.filter(application__isnull=False)
    drafts = dict(lodged_drafts.values_list("application", "answers"))
    sizes = dict(StoredFile.objects.values_list("sha256", "size_bytes"))
    lodged = set()
    for receipt in Receipt.objects.select_related("application").iterator(chunk_size=1000):
        lodged.add(receipt.application_id)
        if receipt.application.number != receipt.number or receipt.application.submitted_at is None:
            yield f"receipt {receipt.number}: its application is not lodged under this number"
        answers = drafts.get(receipt.application_id)
        if answers and digest(answers) != receipt.answers_sha256:
            yield f"receipt {receipt.number}: the answers are not those lodged"
        if answers:
            for line in receipt.manifest:
                if sizes.get(line["sha256"]) != line["size"]:
                    yield f"receipt {receipt.number}: {line['kind']} is not the file received"
    for application in drafts.keys() - lodged:
        yield f"draft of application {application}: lodged without a receipt"


invariants.declare("I1", "every receipt keeps what it promised", receipts_unkept)
