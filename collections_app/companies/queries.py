"""Finding a company."""

from collections_app.companies.models import Company


def company_named(name: str) -> Company:
    """By legal name in any case, or by number; `Company.DoesNotExist` names the ones there are."""
    found = Company.objects.filter(legal_name__iexact=name.strip()).first()
    if found is None and name.isdigit():
        found = Company.objects.filter(pk=int(name)).first()
    if found is None:
        known = ", ".join(Company.objects.values_list("legal_name", flat=True)) or "none yet"
        raise Company.DoesNotExist(f'No company is called "{name}". There are: {known}.')
    return found
