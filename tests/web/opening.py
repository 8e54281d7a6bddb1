"""A page with every contact on it opened."""

import re

from django.test import Client

RECORD = re.compile(r'hx-get="(/communications/[0-9a-f-]+/)"')


def opened(client: Client, path: str) -> str:
    html = client.get(path).text
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    records = (client.get(one, headers=headers).text for one in RECORD.findall(html))
    return "\n".join([html, *records])
