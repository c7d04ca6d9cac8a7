from mourafaka.results.models.workbook import ImportedProgress, WorkbookImport, WorkbookState

__all__ = ["ImportedProgress", "WorkbookImport", "WorkbookState"]
