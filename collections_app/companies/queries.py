"""Finding a company."""

from collections_app.companies.models import Company


def company_named(name: str) -> Company:
    """By legal name in any case, by a part that one alone has, or by number.

    `Company.DoesNotExist` names the ones there are.
    """
    wanted = name.strip()
    found = Company.objects.filter(legal_name__iexact=wanted).first()
    if found is None and wanted.isdigit():
        found = Company.objects.filter(pk=int(wanted)).first()
    if found is None and wanted:
        alike = Company.objects.filter(legal_name__icontains=wanted, is_replay=False)[:2]
        found = alike[0] if len(alike) == 1 else None
    if found is None:
        raise Company.DoesNotExist(f'No company is called "{name}". {_known()}')
    return found


def _known() -> str:
    names = ", ".join(Company.objects.order_by("pk").values_list("legal_name", flat=True))
    if names:
        return f"There are: {names}."
    return 'There is none yet; open one: manage.py company "Legal name" --new.'
