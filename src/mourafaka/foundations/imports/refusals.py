"""What an import refuses, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "file_empty": _("This file is empty."),
    "file_too_large": _("This file is larger than %(megabytes)s MB. Split it in two."),
    "file_old_excel": _(
        "This is a workbook of the old format (.xls). Save it as .xlsx or CSV and send it again."
    ),
    "file_unreadable": _("This file is damaged and cannot be read. Open it, save it again as .xlsx or CSV."),
    "file_not_a_table": _("This file is neither an XLSX workbook nor a CSV text."),
    "file_without_headers": _("No headers were found: the first row should name the columns."),
    "file_without_rows": _("There are headers but no row below them."),
    "file_too_many_rows": _("This file has more than %(rows)s rows. Split it in two."),
    "file_broken_at_line": _("The file is broken at line %(line)s: a quotation mark is probably not closed."),
    "file_bomb": _(
        "This workbook unpacks to far more than it shows, or declares entities. It was not opened."
    ),
    "cell_missing": _("A value is missing."),
    "cell_not_a_date": _("“%(text)s” is not a date. Write 27/04/2020 or 2020-04-27."),
    "cell_not_a_count": _("“%(text)s” is not a whole number, zero or more."),
    "cell_not_a_number": _("“%(text)s” is not a number."),
    "cell_not_an_amount": _("“%(text)s” is not an amount in dirhams."),
    "cell_not_yes_or_no": _("“%(text)s” is neither yes nor no."),
    "cell_not_in_list": _("“%(text)s” is not one of: %(known)s."),
    "cell_too_long": _("This text is longer than %(length)s characters."),
    "name_not_recognised": _("“%(text)s” is not recognised."),
    "import_busy": _("This import is already under way."),
    "import_not_ready": _("The file must be checked before it is imported."),
    "column_unknown": _("“%(column)s” is not a column of this import."),
    "column_twice": _("“%(column)s” is matched with two columns of the file."),
    "column_unmatched": _("“%(column)s” is required: say which column of the file holds it."),
}
