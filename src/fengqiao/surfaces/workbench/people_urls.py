"""The administration of people, posts and roles."""

from django.urls import path

from fengqiao.surfaces.workbench import people

app_name = "people"
urlpatterns = [
    path("people/", people.post_list, name="post-list"),
    path("people/new/", people.person_new, name="person-new"),
    path("organizations/", people.organization_find, name="organization-find"),
    path("people/<uuid:pk>/", people.person_show, name="person-show"),
    path("people/<uuid:pk>/post/", people.post_new, name="post-new"),
    path("people/<uuid:pk>/password/", people.password_reset, name="password-reset"),
    path("people/<uuid:pk>/code/", people.code_reset, name="code-reset"),
    path("people/<uuid:pk>/unlock/", people.account_unlock, name="account-unlock"),
    path("people/<uuid:pk>/active/", people.account_switch, name="account-switch"),
    path("posts/<uuid:pk>/end/", people.post_end, name="post-end"),
    path("posts/<uuid:pk>/token/", people.token_new, name="token-new"),
    path("tokens/<uuid:pk>/end/", people.token_end, name="token-end"),
    path("roles/", people.role_list, name="role-list"),
    path("roles/<slug:key>/", people.role_edit, name="role-edit"),
    path("acts/", people.act_list, name="act-list"),
    path("refusals/", people.refusal_list, name="refusal-list"),
    path("range/", people.range_open, name="range-open"),
    path("range/close/", people.range_close, name="range-close"),
]
