"""Places outside the two provinces that reports name, so that no likeness pulls them inside.

"Karachi" is nearer to "Kachhi" than many a typing error is to its district: known places outside
are looked up before any fuzzy matching. Districts and cities of Pakistan's other provinces and
territories (census 2023), provinces and border towns of Afghanistan and Iran, capitals.
"""

from functools import cache
from typing import Final

from geo.intake.meanings import LONGEST_NAME
from geo.places.names import fold_name

PUNJAB: Final = (
    "Attock, Bahawalnagar, Bahawalpur, Bhakkar, Chakwal, Chiniot, Dera Ghazi Khan, D. G. Khan, "
    "Faisalabad, Gujranwala, Gujrat, Hafizabad, Jhang, Jhelum, Kasur, Khanewal, Khushab, Lahore, "
    "Layyah, Lodhran, Mandi Bahauddin, Mianwali, Multan, Murree, Muzaffargarh, Nankana Sahib, "
    "Narowal, Okara, Pakpattan, Rahim Yar Khan, Rajanpur, Rawalpindi, Sahiwal, Sargodha, "
    "Sheikhupura, Sialkot, Taunsa, Toba Tek Singh, Vehari, Wazirabad, Wah, Taxila"
)
SINDH: Final = (
    "Badin, Dadu, Ghotki, Hyderabad, Jacobabad, Jamshoro, Karachi, Kashmore, Kandhkot, Keamari, "
    "Khairpur, Korangi, Larkana, Malir, Matiari, Mirpur Khas, Naushahro Feroze, Qambar Shahdadkot, "
    "Sanghar, Shaheed Benazirabad, Nawabshah, Shikarpur, Sujawal, Sukkur, Tando Allahyar, "
    "Tando Muhammad Khan, Tharparkar, Thatta, Umerkot, Sehwan, Karachi Central, Karachi East, "
    "Karachi South, Karachi West"
)
NORTH: Final = (
    "Islamabad, Astore, Diamer, Ghanche, Ghizer, Gilgit, Hunza, Kharmang, Nagar, Roundu, Shigar, "
    "Skardu, Chilas, Bagh, Bhimber, Haveli, Jhelum Valley, Hattian, Kotli, Mirpur, Muzaffarabad, "
    "Neelum, Neelam, Poonch, Rawalakot, Sudhnati"
)
ABROAD: Final = (
    "Kabul, Kandahar, Qandahar, Helmand, Nimroz, Zabul, Paktika, Paktia, Khost, Nangarhar, Kunar, "
    "Nuristan, Badakhshan, Logar, Ghazni, Uruzgan, Herat, Farah, Jalalabad, Spin Boldak, Asadabad, "
    "Sistan and Baluchestan, Sistan-Baluchestan, Zahedan, Saravan, Iranshahr, Chabahar, Zabol, "
    "Khash, Rask, Mirjaveh, Tehran, New Delhi, Srinagar, Jammu, Amritsar"
)


@cache
def outside_names() -> frozenset[str]:
    """Folded names, without spaces, of known places outside Balochistan and Khyber Pakhtunkhwa."""
    listed = ", ".join((PUNJAB, SINDH, NORTH, ABROAD))
    return frozenset(fold_name(name).replace(" ", "") for name in listed.split(", "))


def is_outside(name: str) -> bool:
    """Whether a name is that of a known place outside the two provinces."""
    return len(name) <= LONGEST_NAME and fold_name(name).replace(" ", "") in outside_names()
