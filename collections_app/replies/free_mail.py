"""Domains at which everybody has an address: whoever has one there is not a colleague. Pure.

Written by hand and not whole; large providers have one domain in each country. One that is
missing costs little: who answers in our thread is heard whatever the domain.
"""

import re

_IN_EVERY_COUNTRY = re.compile(
    r"(gmx|yahoo|ymail|hotmail|outlook|live|aol|msn|yandex|zoho|mail2world)"
    r"\.((co|com|net|org)\.)?[a-z]{2,3}"
)
# fmt: off
_FREE = frozenset(
    {"gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "windowslive.com",
     "passport.com", "rocketmail.com", "aim.com", "mail.com", "email.com", "fastmail.com",
     "fastmail.fm", "hushmail.com", "proton.me", "protonmail.com", "protonmail.ch", "pm.me",
     "tutanota.com", "tutanota.de", "tuta.com", "tuta.io", "mailfence.com", "runbox.com",
     # Germany, Austria, Switzerland
     "web.de", "t-online.de", "freenet.de", "posteo.de", "posteo.net", "mailbox.org", "arcor.de",
     "email.de", "mail.de", "online.de", "vodafone.de", "kabelmail.de", "vodafonemail.de",
     "unity-mail.de", "o2online.de", "o2mail.de", "1und1.de", "magenta.de", "aon.at", "a1.net",
     "chello.at", "inode.at", "liwest.at", "bluewin.ch", "hispeed.ch", "sunrise.ch", "bluemail.ch",
     # France, Belgium, the Netherlands, Luxembourg
     "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr",
     "numericable.fr", "club-internet.fr", "skynet.be", "telenet.be", "proximus.be", "pandora.be",
     "ziggo.nl", "kpnmail.nl", "planet.nl", "hetnet.nl", "home.nl", "xs4all.nl", "casema.nl",
     "upcmail.nl", "quicknet.nl", "pt.lu",
     # Italy, Spain, Portugal, Latin America
     "libero.it", "alice.it", "tin.it", "tiscali.it", "virgilio.it", "fastwebnet.it",
     "telefonica.net", "terra.es", "ono.com", "movistar.es", "sapo.pt", "uol.com.br", "bol.com.br",
     "terra.com.br", "ig.com.br", "globo.com", "prodigy.net.mx",
     # Great Britain, Ireland, the north, the east
     "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com",
     "blueyonder.co.uk", "eircom.net", "telia.com", "bredband.net", "comhem.se",
     "online.no", "mail.dk", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "gazeta.pl",
     "seznam.cz", "centrum.cz", "email.cz", "azet.sk",
     "freemail.hu", "citromail.hu", "abv.bg", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "ukr.net",
     # America, Asia, Australia
     "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net",
     "charter.net", "earthlink.net", "optonline.net", "rogers.com", "shaw.ca", "sympatico.ca",
     "bigpond.com", "optusnet.com.au", "xtra.co.nz", "qq.com", "163.com", "126.com", "sina.com",
     "naver.com", "daum.net", "hanmail.net", "rediffmail.com"}
)
# fmt: on


def is_for_everybody(domain: str) -> bool:
    """A domain in small letters."""
    return domain in _FREE or bool(_IN_EVERY_COUNTRY.fullmatch(domain))
