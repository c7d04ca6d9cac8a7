from mourafaka.results.services.workbook import answer_workbook, import_workbook, send_workbook

__all__ = ["answer_workbook", "import_workbook", "send_workbook"]
