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
    page={
        "title": "Facturas pendientes",
        "see_and_answer": "Ver las facturas y responder",
        "overdue_1": "Hay 1 factura vencida.",
        "overdue": "Hay {count} facturas vencidas.",
        "pay_by": "Le rogamos que pague hasta el {day}.",
        "nothing_to_pay": "En este momento no hay nada que pagar. Muchas gracias.",
        "not_due_yet": "Aún no vencidas",
        "promised": "Hemos anotado su pago; aquí no se incluye.",
        "disputed": "La estamos revisando.",
        "searched": "Estamos buscando su pago.",
        "your_answer": "Su respuesta",
        "reaches": "Le llega enseguida a {name}, y mientras tanto no le enviamos recordatorios.",
        "says_paid": "Ya hemos pagado",
        "says_paid_hint": "Díganos cuándo y cómo",
        "promise": "Pagaremos en una fecha concreta",
        "promise_hint": "Todas las facturas o algunas",
        "dispute": "Algo no está bien",
        "dispute_hint": "Mercancía, precio, entrega u otra cosa",
        "send_copy": "Envíenme una copia, por favor",
        "send_copy_hint": "A usted o a otra dirección",
        "wrong_person": "No soy la persona adecuada",
        "wrong_person_hint": "Díganos a quién preguntar",
        "invoices": "Facturas",
        "sum": "Importe",
        "pays_on": "Pagaremos el",
        "paid_on": "Pagado el",
        "how": "Forma de pago",
        "how_unsaid": "Sin indicar",
        "transfer": "Transferencia bancaria",
        "debit": "Domiciliación bancaria",
        "card": "Tarjeta",
        "cheque": "Cheque",
        "cash": "Efectivo",
        "other": "De otra forma",
        "reference": "Concepto del pago",
        "what": "Qué no está bien",
        "goods": "La mercancía o el servicio",
        "price": "El precio o la cantidad",
        "delivery": "La entrega",
        "something_else": "Otra cosa",
        "copy_to": "Enviar a",
        "whom": "La persona adecuada",
        "whom_reach": "Su correo o teléfono",
        "message": "¿Hay algo más que debamos saber?",
        "in_words": "Qué no está bien, en pocas palabras",
        "scan": "Escanéelo con la aplicación de su banco",
        "check": "Continuar",
        "is_it_right": "¿Es correcto?",
        "will_be_read": "Esto es lo que leerá {name}:",
        "send": "Enviar",
        "back": "Cambiar",
        "told": "Muchas gracias. {name} leerá su respuesta y le escribirá si queda algo pendiente.",
        "choose_invoice": "Elija al menos una factura.",
        "choose_day": "Elija un día a partir de hoy, dentro de los próximos seis meses.",
        "day_to_come": "Ese día aún no ha llegado.",
        "say_what": "Díganos en pocas palabras qué no está bien.",
        "say_whom": "Indique la persona o cómo contactar con ella.",
        "no_address": "No es una dirección de correo.",
        "too_long": "Por favor, use como máximo {count} caracteres.",
        "too_many": (
            "Hoy ya han llegado muchas respuestas por esta página. Por favor, escríbanos o "
            "llámenos."
        ),
        "question": "¿Alguna pregunta?",
        "write": "Escribir",
        "yours_alone": (
            "Esta página es solo para usted: no comparta su dirección, por favor. Funciona hasta "
            "el {day}."
        ),
        "gone": "Esta página ya no está disponible",
        "gone_why": (
            "La dirección de esta página es demasiado antigua o ha sido retirada. Use la de "
            "nuestro último correo, por favor, o simplemente responda a ese correo."
        ),
        "slowly": "Demasiadas peticiones",
        "slowly_why": "Esta dirección se ha pedido muchas veces. Inténtelo de nuevo en un minuto.",
        "broken": "Algo ha fallado",
        "broken_why": (
            "El fallo es nuestro. Inténtelo de nuevo en un momento, por favor, o simplemente "
            "responda a nuestro correo."
        ),
        "not_taken": "Su respuesta no se ha enviado",
        "not_taken_why": (
            "Su navegador no acepta cookies, o la página llevaba mucho tiempo abierta. Vuelva "
            "atrás, cargue la página y envíe su respuesta otra vez, por favor, o simplemente "
            "responda a nuestro correo."
        ),
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
