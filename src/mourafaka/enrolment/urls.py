from django.urls import path

from mourafaka.enrolment.views import enrolments, programme

app_name = "enrolment"
urlpatterns = [
    path("", enrolments.index, name="list"),
    path("download/<str:kind>/", enrolments.download, name="download"),
    path("alerts/", enrolments.alert_list, name="alerts"),
    path("alerts/threshold/", enrolments.alert_rule, name="alert_rule"),
    path("calls/<str:code>/", programme.enrol_call, name="enrol_call"),
    path("applications/<str:number>/enrol/", programme.enrol_one, name="enrol_one"),
    path("caseloads/", programme.caseloads, name="caseloads"),
    path("contracts/", programme.contracts, name="contracts"),
    path("contracts/new/", programme.new_contract, name="new_contract"),
    path("contracts/<int:pk>/", programme.contract, name="contract"),
    path("contracts/<int:pk>/edit/", programme.edit_contract, name="edit_contract"),
    path("<str:number>/", enrolments.enrolment, name="enrolment"),
    path("<str:number>/agreement/issue/", enrolments.issue, name="issue"),
    path("<str:number>/agreement/sign/", enrolments.sign, name="sign"),
    path("<str:number>/agreement/<int:pk>/", enrolments.agreement, name="agreement"),
    path("<str:number>/suspend/", enrolments.suspend, name="suspend"),
    path("<str:number>/resume/", enrolments.resume, name="resume"),
    path("<str:number>/leave/", enrolments.leave, name="leave"),
    path("<str:number>/close/", enrolments.close, name="close"),
    path("<str:number>/coach/", enrolments.coach, name="coach"),
]
