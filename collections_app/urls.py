"""Every address of the house."""

from django.urls import path

from collections_app.health import healthz

urlpatterns = [
    path("healthz", healthz),
]
