"""Whether a request comes from Twilio: signed with our token over our own address."""

from typing import Any

from django.conf import settings
from twilio.request_validator import RequestValidator, get_signature_algorithm


def is_signed_by_twilio(*, url: str, form: Any, signature: str, how: str = "") -> bool:
    """`form` is the QueryDict as it came; `how` the header that names another algorithm.

    While a token is changed, the one before counts too. An empty token signs nothing.
    """
    algorithm = get_signature_algorithm(how)
    tokens = (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_OLD)
    return bool(signature) and any(
        RequestValidator(token).validate(url, form, signature, algorithm)
        for token in tokens
        if token
    )
