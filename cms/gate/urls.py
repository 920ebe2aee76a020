"""The views of allauth that we use, by its own names; what is not here cannot be reached."""

from allauth.account.views import logout, reauthenticate
from allauth.mfa.base.views import authenticate, index
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn import views as keys
from django.urls import path
from django.views.decorators.cache import never_cache

from cms.gate.views import AddKey, Login, SetUpApp

FACTOR = "second-factor/"

urlpatterns = [
    path("login/", Login.as_view(), name="account_login"),
    path("login/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-factor/", never_cache(authenticate), name="mfa_authenticate"),
    path("logout/", logout, name="account_logout"),
    path("again/", never_cache(reauthenticate), name="account_reauthenticate"),
    path("again/code/", never_cache(reauthenticate_by_code), name="mfa_reauthenticate"),
    path(
        "again/key/", never_cache(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path(FACTOR, never_cache(index), name="mfa_index"),
    path(f"{FACTOR}app/", never_cache(SetUpApp.as_view()), name="mfa_activate_totp"),
    path(f"{FACTOR}app/remove/", never_cache(deactivate_totp), name="mfa_deactivate_totp"),
    path(f"{FACTOR}codes/", never_cache(view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        f"{FACTOR}codes/new/",
        never_cache(generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(f"{FACTOR}keys/", never_cache(keys.list_webauthn), name="mfa_list_webauthn"),
    path(f"{FACTOR}keys/add/", never_cache(AddKey.as_view()), name="mfa_add_webauthn"),
    path(f"{FACTOR}keys/<int:pk>/", never_cache(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        f"{FACTOR}keys/<int:pk>/remove/",
        never_cache(keys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]
