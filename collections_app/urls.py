"""Every address of the house."""

from django.urls import include, path

from collections_app.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("collections_app.web.urls")),
]
handler500 = "collections_app.web.failing.failed"
