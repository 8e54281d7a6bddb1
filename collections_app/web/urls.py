"""The addresses of the pages."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from collections_app.web import calls, communications, customers, queue, review, steering
from collections_app.web.sessions import LogIn

_customers = [
    path("", customers.index, name="index"),
    path("<int:id>/", customers.detail, name="detail"),
    path("<int:id>/history/", customers.history, name="history"),
    path("<int:id>/calls/", calls.log, name="log_call"),
    path("<int:id>/course/", steering.course, name="course"),
    path("<int:id>/override/", steering.override, name="override"),
    path("<int:id>/start-again/", steering.restart, name="start_again"),
]
_communications = [
    path("<uuid:id>/html", communications.html, name="html"),
    path("<uuid:id>/letter.pdf", communications.letter, name="letter"),
    path("<uuid:id>/came-back", steering.came_back, name="came_back"),
]
_review = [
    path("", review.review, name="list"),
    path("notices/<int:id>/approve", review.approve, name="approve"),
    path("notices/<int:id>/skip", review.skip, name="skip"),
]

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("log-in/", LogIn.as_view(), name="login"),
    path("log-out/", LogoutView.as_view(), name="logout"),
    path("customers/", include((_customers, "customers"))),
    path("communications/", include((_communications, "communications"))),
    path("review/", include((_review, "review"))),
]
