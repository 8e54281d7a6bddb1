"""Under whose name the database writes down what a request changes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from collections_app.history.audit import acting
from collections_app.users.models import User
from collections_app.web.logged_out import READS


class NamesTheActor:
    """What a person who is logged in changes, they change; all else the program does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS or not isinstance(request.user, User):
            return self.get_response(request)
        with acting(request.user.actor):
            return self.get_response(request)
