"""R5. The line is cut after the work is done and before the answer arrives: the same form, sent again, changes nothing
more; sent again with another content, it is another form.

python -m quality.cuts [--full]
"""

from __future__ import annotations

import http.client
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from quality.applicant import Applicant, Form, NoAnswer
from quality.people import Seat, seat
from quality.report import control, found
from quality.site import APPLICATION, at_rest, data_folder, invariants_broken, served

CLIENTS = 4


@contextmanager
def cutting(port: int) -> Iterator[int]:
    """A line to the site that hands every form over, waits until the site has answered, and keeps the answer."""

    class Line(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            beyond = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            beyond.request("POST", self.path, body, dict(self.headers))
            beyond.getresponse().read()  # done and durable; nobody is told
            beyond.close()
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing is said."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    line = Quiet(("127.0.0.1", 0), Line)
    threading.Thread(target=line.serve_forever, daemon=True).start()
    try:
        yield line.server_address[1]
    finally:
        line.shutdown()


def cut_and_again(phone: Applicant, line: int, form: Form) -> Any:
    """Send through the line that keeps the answer, then the same form on a line that holds."""
    try:
        Applicant(line, phone.seat).send(form)
    except NoAnswer:
        return phone.until_answered(form)[0]
    raise AssertionError("the line was to be cut")


def run(seats: list[Seat], application: str = APPLICATION) -> tuple[int, int, int]:
    """Answers cut, forms that then were not answered as the first time should have been, edits lost."""
    cut, wrong, forgotten = 0, 0, 0
    lock = threading.Lock()

    def client(mine: list[Seat]) -> None:
        nonlocal cut, wrong, forgotten
        for each in mine:
            phone = Applicant(site.port, each)
            page = phone.page("Premier texte")
            answers = [cut_and_again(phone, line, page)]
            edited = Form(page.path, {**page.fields, "market": "Texte corrigé"}, act_id=page.act_id)
            answers.append(
                phone.until_answered(edited)[0]
            )  # “back”, corrected, sent: the key of the page is old
            kept = "Texte corrigé" in phone.get(page.path).body.decode()
            answers.append(cut_and_again(phone, line, phone.submission()))
            with lock:
                cut += 2
                wrong += sum(answer.status != 302 for answer in answers) + (not answers[-1].number)
                forgotten += not kept

    with served(application) as site, cutting(site.port) as line:
        clients = [threading.Thread(target=client, args=(seats[n::CLIENTS],)) for n in range(CLIENTS)]
        for each in clients:
            each.start()
        for each in clients:
            each.join()
    return cut, wrong, forgotten


def duplicates() -> int:
    """Applications, receipts, saves of a page and notices beyond one each."""
    from mourafaka.applying.models import Receipt
    from mourafaka.calls.models import Application
    from mourafaka.foundations.models import JournalEntry, OutboxMessage

    lodged = Receipt.objects.count()
    rows = JournalEntry.objects.filter(door="web")
    extra = Application.objects.count() - lodged
    extra += rows.filter(verb="applying.draft.submit").count() - lodged
    extra += rows.filter(verb="applying.draft.save").count() - 2 * lodged  # one for each text that was typed
    extra += OutboxMessage.objects.filter(dedup_key__startswith="applying.receipt:").count() - lodged
    return extra


def main() -> int:
    count = 500 if "--full" in sys.argv else 100
    with data_folder():
        seats = seat(count)
        at_rest()
        cut, wrong, forgotten = run(seats)
        twice, broken = duplicates(), invariants_broken()
        good = found(
            "R5 answers cut", "forms whose answer was cut after commit", f"{cut:,}", cut == 2 * count
        )
        good &= found("R5 answers cut", "done twice", str(twice), twice == 0)
        good &= found("R5 answers cut", "answered otherwise the second time", str(wrong), wrong == 0)
        good &= found(
            "R5 answers cut", "corrections sent with an old key and lost", str(forgotten), forgotten == 0
        )
        good &= found("R5 answers cut", "invariants I1 to I9 broken", str(len(broken)), not broken)
        seats = seat(10)
        at_rest()
        run(seats, "quality.controls:without_keys")
        undone = duplicates()
    good &= control("R5 answers cut", "done twice without keys", str(undone), undone > 0)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
