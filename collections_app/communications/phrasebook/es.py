"""The phrases in Spanish: usted, and courteous without ceremony."""

from collections_app.communications.phrasebook.shape import Phrases

PHRASES = Phrases(
    labels={
        "invoice": "Factura",
        "reference": "Su referencia",
        "issued": "Fecha de factura",
        "due": "Vencimiento",
        "days": "Días de retraso",
        "open": "Pendiente",
        "asked": "A pagar",
        "total": "Total",
        "subtotal": "Subtotal",
        "net": "A pagar",
        "credit_note": "Nota de abono",
        "unallocated": "Pago recibido, aún sin asignar,",
        "ways_to_pay": "Formas de pago",
        "bank_transfer": "Transferencia",
        "iban": "IBAN",
        "bic": "BIC",
        "payment_reference": "Concepto",
        "online": "En línea",
        "other_way": "O bien",
        "scan": "Escanee con su",
        "scan_with": "app bancaria",
        "date": "Fecha",
        "customer_number": "N.º de cliente",
        "clerk": "Su contacto",
        "phone": "Teléfono",
        "email": "Correo",
        "receivables": "Contabilidad de clientes",
        "page": "Página",
        "of": "de",
        "continued": "N.º de cliente",
        "and": "y",
        "invoices": "facturas",
        "carried_over": "Suma y sigue",
        "carried_from": "Suma anterior",
    },
    earlier={
        "reminder": "nuestro recordatorio del {day}",
        "first_letter": "nuestra carta del {day}",
        "second_letter": "nuestra carta del {day}",
        "still_open": "nuestra carta del {day}",
        "third_notice": "nuestra carta del {day}",
        "final_notice": "nuestro último aviso del {day}",
        "voice_message": "nuestro mensaje de voz del {day}",
        "call": "nuestra llamada del {day}",
        "message": "nuestro mensaje del {day}",
        "voicemail": "nuestro mensaje en su buzón de voz del {day}",
    },
    promises={
        "open": "Hemos anotado su pago de {amount} para el {day}; no está incluido aquí.",
        "kept": "Gracias por los {amount} acordados para el {day}; llegaron puntualmente.",
        "partly_kept": (
            "De los {amount} acordados para el {day} hemos recibido {paid}; se lo agradecemos."
        ),
        "broken": "Para el {day} se acordó un pago de {amount}; hasta ahora no lo hemos recibido.",
    },
    releases={
        "dispute_settled": "La consulta que nos planteó sobre {invoices} ha quedado resuelta.",
        "money_not_found": (
            "Nos comunicó el pago de {invoices}. Lo hemos buscado y no lo hemos encontrado; "
            "le rogamos que nos indique su fecha y su concepto."
        ),
        "hold_over": "La pausa que acordamos para {invoices} ha terminado.",
    },
    reach={
        "email": "Puede responder a este correo",
        "email_phone": "Puede responder a este correo o llamarme al {phone}",
        "letter_phone": "Para cualquier consulta, estoy a su disposición en el {phone}",
        "letter_mail": "Para cualquier consulta, estoy a su disposición en {email}",
        "letter": "Para cualquier consulta, le rogamos que nos escriba",
    },
    lines={
        "your": "su referencia {reference}",
        "due": "vencimiento el {due}",
        "late_1": "1 día de retraso",
        "late": "{days} días de retraso",
        "said": "{what}",
        "asked_by": "pago solicitado a más tardar el {day}",
        "by": "le rogamos el pago a más tardar el {day}",
        "rest": "{balance} pendientes, el resto queda aparte por ahora",
        "invoice": "la factura {number}",
        "invoices": "las facturas {numbers}",
        "ask": "{amount} a más tardar el {day}",
        "of": "{label} {number} del {day}",
        "on": "{label} {day}",
        "standing": "{day} ({number})",
    },
    agreed={
        "promise": "Usted pagará {amount} a más tardar el {day} por {invoices}.",
        "instalments": "Usted pagará {amount} por {invoices} en plazos: {parts}.",
        "dispute": (
            "Revisaremos {invoices} y le responderemos a más tardar el {day}; hasta entonces "
            "no le pediremos {amount} de ese importe."
        ),
        "says_paid": (
            "Usted ya ha pagado {invoices}; buscaremos el ingreso y le avisaremos si no lo "
            "encontramos."
        ),
        "copy": "Le enviaremos una copia de {invoices}.",
        "call": "Le volveré a llamar el {day}.",
    },
    greetings={
        "unknown": "Estimado cliente:",
        "f": "Estimada Sra. {name}:",
        "m": "Estimado Sr. {name}:",
        "": "Buenos días, {name}:",
    },
    addressed={
        "f": "Sra.",
        "m": "Sr.",
    },
    wrote="El {day} a las {hour:%H:%M}, {who} escribió:",
    plus="más",
    counts="cero una dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
