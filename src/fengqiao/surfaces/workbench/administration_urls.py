"""The administration beside people and roles: working days, parameters, the journal, the queue."""

from django.urls import path

from fengqiao.surfaces.workbench import administration, calendar, journal, parameters, partners

app_name = "administration"
urlpatterns = [
    path("", administration.index, name="index"),
    path("calendar/<int:year>/", calendar.year_page, name="calendar"),
    path("calendar/<int:year>/day/", calendar.day_save, name="day-save"),
    path("calendar/<int:year>/notice/", calendar.notice_import, name="notice-import"),
    path("parameters/", parameters.parameter_list, name="parameter-list"),
    path("parameters/<str:key>/", parameters.parameter_page, name="parameter"),
    path("parameters/<str:key>/end/", parameters.parameter_end, name="parameter-end"),
    path("journal/", journal.chain, name="journal"),
    path("journal/verify/", journal.verify, name="journal-verify"),
    path("readings/", journal.log, name="readings"),
    path("partners/", partners.partner_list, name="partner-list"),
    path("partners/new/", partners.partner_new, name="partner-new"),
    path("partners/<uuid:pk>/", partners.partner, name="partner"),
    path("partners/<uuid:pk>/keys/", partners.partner_key_new, name="partner-key-new"),
    path("partners/<uuid:pk>/keys/<uuid:key>/end/", partners.partner_key_end, name="partner-key-end"),
    path("partners/<uuid:pk>/endpoint/", partners.partner_endpoint, name="partner-endpoint"),
    path("deliveries/<uuid:pk>/replay/", partners.delivery_replay, name="delivery-replay"),
    path("queue/", administration.queue_list, name="queue"),
    path("queue/<uuid:pk>/revive/", administration.queue_revive, name="queue-revive"),
]
