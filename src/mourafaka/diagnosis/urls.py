from django.urls import path

from .views import entry, instrument, reading

app_name = "diagnosis"
urlpatterns = [
    path("", reading.assessments, name="list"),
    path("instruments/", instrument.instruments, name="instruments"),
    path("instruments/import/", instrument.import_workbook, name="import"),
    path("instruments/<int:version>/", instrument.version, name="version"),
    path("instruments/<int:version>/xlsform/", instrument.workbook, name="workbook"),
    path("instruments/<int:version>/force/", instrument.force, name="force"),
    path("<str:number>/open/", entry.open_round, name="open"),
    path("<str:number>/<str:round>/", reading.assessment, name="assessment"),
    path("<str:number>/<str:round>/presence/", entry.edit, name="edit"),
    path("<str:number>/<str:round>/questions/", entry.questions, name="questions"),
    path("<str:number>/<str:round>/questions/<str:question>/", entry.question, name="question"),
    path("<str:number>/<str:round>/sheet/", entry.sheet, name="sheet"),
    path("<str:number>/<str:round>/swot/", entry.swot, name="swot"),
    path("<str:number>/<str:round>/submit/", entry.submit, name="submit"),
    path("<str:number>/<str:round>/review/", reading.review, name="review"),
    path("<str:number>/<str:round>/validate/", reading.validate, name="validate"),
    path("<str:number>/<str:round>/return/", reading.send_back, name="return"),
    path("<str:number>/<str:round>/files/<str:question>/", reading.file, name="file"),
    path("<str:number>/<str:round>/report/<str:language>/", reading.report, name="report"),
]
