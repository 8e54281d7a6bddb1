"""Somebody at a browser, without the browser: logs in, opens pages, brings a file."""

from uuid import uuid4

import requests

from collections_app.companies.models import Company
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests.faults.processes import until
from tests.faults.rig import Rig

PASSWORD = "correct horse battery staple"


class Person:
    """A clerk of a company, at the web server of the rig."""

    def __init__(self, rig: Rig, company: Company):
        user = User.objects.create_user("ada", password=PASSWORD, role=Role.CLERK)
        user.companies.set([company])
        self.session = requests.Session()
        self.base = f"http://127.0.0.1:{rig.web_port}"
        rig.run("gunicorn", "web", PORT=str(rig.web_port))
        assert until(lambda: self.status("/healthz") == 200)
        self.post("/log-in/", login="ada", password=PASSWORD)

    def status(self, path: str) -> int:
        """0 where nobody answers."""
        try:
            return self.session.get(f"{self.base}{path}", timeout=60).status_code
        except requests.ConnectionError:
            return 0

    def post(self, path: str, files: dict | None = None, **form: str) -> requests.Response:
        self.session.get(f"{self.base}/log-in/", timeout=60)
        form["csrfmiddlewaretoken"] = self.session.cookies["csrftoken"]
        url = f"{self.base}{path}"
        answer = self.session.post(url, form, files=files, timeout=60, headers={"Referer": url})
        assert answer.ok, answer.text[:2000]
        return answer

    def brings(self, content: bytes) -> None:
        """A file of invoices, taken in as it is."""
        id = str(uuid4())
        file = {"file": ("items.csv", content)}
        self.post("/imports/uploads/", file, id=id, kind="invoices", source="")
        self.post(f"/imports/uploads/{id}/take-in")
