"""The sample company's customers and what they owe; every name, number and address is invented."""

from dataclasses import dataclass, field
from decimal import Decimal

from collections_app.customers.choices import ContactRole, LegalForm, Standing

AP, APPROVER, DIRECTOR = ContactRole.ACCOUNTS_PAYABLE, ContactRole.APPROVER, ContactRole.DIRECTOR


@dataclass(frozen=True)
class Person:
    """A contact; phone numbers from the ranges that regulators keep free for fiction."""

    name: str
    salutation: str = ""
    role: str = AP
    email: str = ""
    phone: str = ""
    mobile: str = ""
    takes_sms: bool = False


@dataclass(frozen=True)
class Bill:
    """An invoice, due `late` days ago (negative: not due); a negative amount is a credit note.

    `reached` names the level that the books of the time before report, `ago` days back.
    """

    amount: str
    late: int
    currency: str = "EUR"
    reached: str = ""
    ago: int = 0
    paid: str = "0"
    purchase_order: str = ""

    @property
    def money(self) -> Decimal:
        return abs(Decimal(self.amount))


@dataclass(frozen=True)
class Part:
    """One customer of the sample."""

    number: str
    name: str
    bills: tuple[Bill, ...]
    people: tuple[Person, ...] = ()
    address: tuple[str, str, str, str] = ("", "", "", "")  # street, postal code, city, country
    language: str = "en"
    time_zone: str = "Europe/Berlin"
    legal_form: str = LegalForm.COMPANY
    standing: str = Standing.NORMAL
    story: tuple[str, ...] = field(default=())  # what sample.py tells about it


TELMARK = Part(
    "10417",
    "Telmark Robotics GmbH",
    (
        Bill("26480.00", 43, reached="second_letter", ago=13, purchase_order="4500081223"),
        Bill("3120.50", 12),
        Bill("9875.00", -11),
    ),
    (
        Person("Jette Karlowitz", "Frau", AP, "j.karlowitz@telmark.example", "+493023125417"),
        Person("Armin Soltau", "Herr", APPROVER, "a.soltau@telmark.example", "+493023125400"),
    ),
    ("Lise-Meitner-Straße 9", "89081", "Ulm", "DE"),
    "de",
    story=("called",),
)
QUILLHAVEN = Part(
    "10422",
    "Quillhaven Foods Ltd",
    (
        Bill("18750.00", 31, "GBP", reached="first_letter", ago=16, purchase_order="QF-88121"),
        Bill("6210.40", 24, "GBP", reached="reminder", ago=16),
        Bill("4415.00", 9, "GBP"),
        Bill("7300.00", -20, "GBP"),
    ),
    (
        Person("Priya Holloway", "Ms", AP, "priya@quillhaven.example", "+442079460117"),
        Person("Martin Osei", "Mr", DIRECTOR, "martin.osei@quillhaven.example"),
    ),
    ("14 Redcliff Wharf", "BS1 6SR", "Bristol", "GB"),
    time_zone="Europe/London",
)
BRIGHTMERE = Part(
    "10431",
    "Brightmere Clinics Group",
    (
        Bill("4800.00", 17, "GBP", reached="reminder", ago=12),
        Bill("1260.00", 2, "GBP"),
        Bill("5940.00", -6, "GBP"),
    ),
    (Person("Odran Whitlock", "Mr", AP, "accounts@brightmere.example", "+442079460231"),),
    ("3 Park Square East", "LS1 2NE", "Leeds", "GB"),
    time_zone="Europe/London",
)
NORDHAVEN = Part(
    "10436",
    "Nordhaven Windkraft GmbH",
    (Bill("11830.00", 7), Bill("2480.00", 6), Bill("940.80", 6), Bill("15600.00", -17)),
    (Person("Wiebke Thomsen", "Frau", AP, "rechnung@nordhaven.example", "+493023125436"),),
    ("Am Außenhafen 2", "25813", "Husum", "DE"),
    "de",
)
BRANDT = Part(
    "10440",
    "Isolde Brandt Schreinerei",
    (Bill("1893.20", 18, reached="reminder", ago=13), Bill("412.00", 8)),
    (Person("Isolde Brandt", "Frau", AP, "werkstatt@brandt-holz.example", "+493023125440"),),
    ("Wiehre 21", "79100", "Freiburg", "DE"),
    "de",
    legal_form=LegalForm.SOLE_TRADER,
)
LUMIRA = Part(
    "10448",
    "Lumira Kliniken AG",
    (Bill("52080.00", 33), Bill("8420.00", 21), Bill("17900.00", -9)),
    (
        Person("Veronika Aigner", "Frau Dr.", AP, "kreditoren@lumira.example", "+4315550148"),
        Person("Paul Reiter", "Herr", APPROVER, "p.reiter@lumira.example"),
    ),
    ("Spitalgasse 40", "1090", "Wien", "AT"),
    "de",
    "Europe/Vienna",
    standing=Standing.KEY_ACCOUNT,
)
OSTWERK = Part(
    "10453",
    "Ostwerk Kranbau KG",
    (Bill("9940.25", 14), Bill("2215.00", 5)),
    (Person("Buchhaltung", "", AP, phone="+493023125453"),),
    language="de",
)
MARLOW = Part(
    "10460",
    "Marlow & Finch Antiques",
    (Bill("685.00", 8, "GBP"),),
    (Person("Theo Marlow", "Mr", AP, mobile="+447700900460", takes_sms=True),),
    language="en",
    time_zone="Europe/London",
)
ANKER = Part(
    "10464",
    "Gasthof Zum Anker OHG",
    (Bill("1340.60", 8), Bill("296.40", 6)),
    (),
    ("Hafengasse 1", "88131", "Lindau", "DE"),
    "de",
)
SAKURAMORI = Part(
    "10471",
    "Sakuramori Instruments KK",
    (Bill("1284000", 19, "JPY", reached="reminder", ago=13), Bill("412500", 9, "JPY")),
    (Person("Haruka Minase", "Ms", AP, "payables@sakuramori.example"),),
    ("2-7-1 Nishi-Shinjuku", "160-0023", "Tokyo", "JP"),
    time_zone="Asia/Tokyo",
)
MERIDIAN = Part(
    "10475",
    "Gulf Meridian Trading WLL",
    (Bill("3250.500", 20, "KWD", reached="reminder", ago=14), Bill("1120.250", -12, "KWD")),
    (Person("Layla Al-Harun", "Ms", AP, "finance@gulfmeridian.example"),),
    ("Block 4, Fahad Al-Salem Street", "13001", "Kuwait City", "KW"),
    time_zone="Asia/Kuwait",
)
PELLWORTH = Part(
    "10482",
    "Pellworth & Sallow Ltd",
    (
        Bill("12600.00", 26, "GBP", reached="reminder", ago=18),
        Bill("3150.00", 15, "GBP", paid="1050.00"),
        Bill("-240.00", 4, "GBP"),
        Bill("2890.00", -3, "GBP"),
    ),
    (Person("Nia Sallow", "Ms", AP, "nia@pellworth.example", "+442079460482"),),
    ("22 Harbour Row", "PL1 2AA", "Plymouth", "GB"),
    time_zone="Europe/London",
    story=("promised", "disputed"),
)
VANDREL = Part(
    "10490",
    "Vandrel Optik GmbH",
    (Bill("23412.60", 16), Bill("1985.00", 3), Bill("6630.00", -25)),
    (Person("Cornelius Haag", "Herr", AP, "c.haag@vandrel.example", "+493023125490"),),
    ("Carl-Zeiss-Promenade 5", "07745", "Jena", "DE"),
    "de",
    story=("held", "paid_something"),
)
KRASNIK = Part(
    "10495",
    "Krasnik Druck GmbH",
    (
        Bill("8310.00", 57, reached="second_letter", ago=27),
        Bill("2440.00", 35, reached="first_letter", ago=27),
        Bill("18.40", 11),
    ),
    (
        Person("Malte Krasnik", "Herr", AP, "kontor@krasnik.example", "+493023125495"),
        Person("Edda Krasnik", "Frau", DIRECTOR, "edda@krasnik.example", mobile="+491713920095"),
    ),
    ("Lindenauer Markt 8", "04177", "Leipzig", "DE"),
    "de",
    story=("broke_promise",),
)

CAST = (
    TELMARK,
    QUILLHAVEN,
    BRIGHTMERE,
    NORDHAVEN,
    BRANDT,
    LUMIRA,
    OSTWERK,
    MARLOW,
    ANKER,
    SAKURAMORI,
    MERIDIAN,
    PELLWORTH,
    VANDREL,
    KRASNIK,
)
