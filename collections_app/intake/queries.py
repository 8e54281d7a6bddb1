"""Questions about what came in."""

from collections_app.companies.models import Company
from collections_app.intake.choices import State
from collections_app.intake.models import Import


def last_import(company: Company) -> Import | None:
    """The newest file that was taken in and stands, or that was refused or waits."""
    found = Import.objects.filter(source__company=company).exclude(state=State.UNDONE)
    return found.select_related("source").order_by("-at", "-pk").first()
