from django.urls import path

from mourafaka.results.views import cockpit, todos, workbook

app_name = "results"
urlpatterns = [
    path("", cockpit.cohorts, name="cohorts"),
    path("cohorts/<slug:code>/", cockpit.cohort, name="cockpit"),
    path("cohorts/<slug:code>/rows/", cockpit.rows, name="cockpit_rows"),
    path("cohorts/<slug:code>/rows.<str:kind>", cockpit.export, name="cockpit_export"),
    path("todo/<slug:key>/", todos.todo, name="todo"),
    path("workbook/", workbook.figures, name="workbook"),
    path("workbook/rows/", workbook.rows, name="workbook_rows"),
    path("workbook/rows.<str:kind>", workbook.export, name="workbook_export"),
    path("workbook/send/", workbook.send, name="workbook_send"),
    path("workbook/<int:pk>/", workbook.preview, name="workbook_preview"),
    path("workbook/<int:pk>/answers/", workbook.answers, name="workbook_answers"),
    path("workbook/<int:pk>/import/", workbook.import_, name="workbook_import"),
    path("workbook/<int:pk>/file/", workbook.file, name="workbook_file"),
]
