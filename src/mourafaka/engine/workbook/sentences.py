"""What is asked, in English; the pages translate these same sentences. %(name)s are the facts of a question."""

from __future__ import annotations

from mourafaka.engine.workbook.model import Question


def gettext_noop(text: str) -> str:
    """Marks a sentence for the catalogues, which this layer does not read."""
    return text


SENTENCES = {
    "id_missing": gettext_noop("The identifier is missing: whose row is this?"),
    "id_is_a_date": gettext_noop("The identifier has become a date: what was typed?"),
    "id_unknown": gettext_noop(
        "No cooperative of the first sheet has this identifier: whose row is it? It counts for nobody."
    ),
    "id_twice_same": gettext_noop("The same row stands at row %(first)s; it counts once."),
    "id_twice_other": gettext_noop(
        "This identifier stands at row %(first)s with other values (%(columns)s): which one holds? "
        "The first counts."
    ),
    "no_training_row": gettext_noop(
        "This cooperative has no row in “formation”: did it attend nothing? It counts as absent."
    ),
    "no_coaching_row": gettext_noop(
        "This cooperative has no row in “coaching”: was no session held? It counts as none."
    ),
    "text_missing": gettext_noop("The value is missing."),
    "province_missing": gettext_noop("The province is missing: where is this cooperative?"),
    "province_unknown": gettext_noop(
        "This province is not recognised: which one is it? It stands apart under the name as written."
    ),
    "province_elsewhere": gettext_noop(
        "This would be %(province)s, which is not in %(region)s: which one is it?"
    ),
    "region_unknown": gettext_noop("This region is not recognised: which one is it?"),
    "region_other": gettext_noop("%(province)s is in %(true)s, not in this region: which one holds?"),
    "number_missing": gettext_noop("The number is missing; it counts as unknown."),
    "not_a_number": gettext_noop("This is not a number; it counts as unknown."),
    "not_whole": gettext_noop("This is not a whole number; it counts as unknown."),
    "negative": gettext_noop("This number is negative; it counts as unknown."),
    "too_large": gettext_noop("This number is too large to be true; it counts as unknown."),
    "ambiguous": gettext_noop("Thousands or decimals? It counts as unknown."),
    "part_exceeds_total": gettext_noop(
        "This is more than the %(total)s members: which number is wrong? Both count as written."
    ),
    "presence_missing": gettext_noop("Nothing is noted: present or absent? It does not count as present."),
    "not_presence": gettext_noop(
        "Neither present nor absent can be read here; it does not count as present."
    ),
    "yes_no_unknown": gettext_noop("Neither yes nor no can be read here."),
    "error_value": gettext_noop("The cell holds an error of the spreadsheet; it counts as unknown."),
    "formula_unsaved": gettext_noop(
        "The cell holds a formula without its result: open the file, save it and send it again."
    ),
    "merged": gettext_noop(
        "The cell is merged with %(anchor)s, which says “%(said)s”: does it hold here too?"
    ),
    "column_missing": gettext_noop("The column “%(column)s” is missing: what it says is unknown."),
    "column_twice": gettext_noop("Two columns are named “%(column)s”: which one holds? The first counts."),
    "total_row": gettext_noop("This row reads as a total; it is not counted as a cooperative."),
    "numbers_only": gettext_noop(
        "This row has numbers but neither identifier, name nor place: a cooperative, or a total? It is not counted."
    ),
    "lone_text": gettext_noop("This row has a single cell: a remark? It is not counted as a cooperative."),
}

REASONS = {
    "file_empty": gettext_noop("the file is empty"),
    "file_too_large": gettext_noop("the file is larger than %(megabytes)s MB"),
    "file_old_excel": gettext_noop(
        "this is a workbook of the old format (.xls); save it as .xlsx and send it again"
    ),
    "file_locked": gettext_noop("the workbook is locked by a password; save it without and send it again"),
    "file_not_a_workbook": gettext_noop("this is not an XLSX workbook"),
    "file_unreadable": gettext_noop(
        "the workbook is damaged; open it, save it again as .xlsx and send it again"
    ),
    "file_bomb": gettext_noop(
        "the workbook unpacks to far more than it shows, or declares entities; it was not opened"
    ),
    "file_too_many_rows": gettext_noop("a sheet has more than %(rows)s rows"),
    "sheets_missing": gettext_noop("these sheets are missing or empty: %(missing)s; found: %(found)s"),
    "sheets_several": gettext_noop(
        "several sheets could be “%(kind)s”: %(found)s; give the right one this name"
    ),
    "columns_missing": gettext_noop(
        "these columns are missing in the sheets %(missing)s; found in %(found)s"
    ),
    "no_cooperative": gettext_noop("the sheet “cooperatives” has headers but no cooperative below them"),
}

# Why a value is read otherwise than it is written.
WHYS = {
    "name": gettext_noop("another spelling"),
    "sound": gettext_noop("the same sounds"),
    "slip": gettext_noop("one letter apart, nothing else near"),
    "spelling": gettext_noop("the same value"),
    "merged": gettext_noop("merged with the cell above"),
    "province": gettext_noop("the region of the province"),
}


def sentence(question: Question) -> str:
    return SENTENCES[question.code] % question.facts
