"""Signing in and one's own account, under the names allauth looks for."""

from django.urls import path

from fengqiao.surfaces.workbench import signin

urlpatterns = [
    path("sign-in/", signin.sign_in, name="account_login"),
    path("sign-in/loading/", signin.loading, name="sign-in-loading"),
    path("sign-in/code/", signin.code, name="mfa_authenticate"),
    path("sign-out/", signin.sign_out, name="account_logout"),
    path("post/", signin.post_switch, name="post-switch"),
    path("account/", signin.account, name="account"),
    path("account/password/", signin.password, name="account_change_password"),
    path("account/code/", signin.set_code, name="mfa_activate_totp"),
    path("account/again/", signin.again, name="account_reauthenticate"),
    path("account/again/code/", signin.again_by_code, name="mfa_reauthenticate"),
]
