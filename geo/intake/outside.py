"""Places outside the two provinces that reports name, so that no likeness pulls them inside.

"Karachi" is nearer to "Kachhi" than many a typing error is to its district: known places outside
are looked up before any fuzzy matching. Districts and cities of Pakistan's other provinces and
territories (census 2023), provinces of Afghanistan, provinces and border towns of Iran, states of
India beside the border, countries, capitals.
"""

from functools import cache
from typing import Final

from geo.intake.meanings import LONGEST_NAME
from geo.places.names import fold_name

PUNJAB: Final = (
    "Attock, Bahawalnagar, Bahawalpur, Bhakkar, Chakwal, Chiniot, Dera Ghazi Khan, D. G. Khan, "
    "Faisalabad, Gujranwala, Gujrat, Hafizabad, Jhang, Jhelum, Kasur, Khanewal, Kharian, Khushab, "
    "Lahore, "
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
    "Badghis, Baghlan, Balkh, Bamyan, Bamiyan, Daykundi, Faryab, Ghor, Jowzjan, Kapisa, Kunduz, "
    "Laghman, Panjshir, Parwan, Samangan, Sar-e Pol, Takhar, Wardak, Maidan Wardak, "
    "Sistan and Baluchestan, Sistan-Baluchestan, Sistan va Baluchestan, Sistan and Balochistan, "
    "Zahedan, Saravan, Iranshahr, Chabahar, Zabol, Khash, Rask, Mirjaveh, Kerman, Hormozgan, "
    "South Khorasan, Razavi Khorasan, Tehran, New Delhi, Delhi, Srinagar, Jammu, Amritsar, "
    "Jammu and Kashmir, Ladakh, Rajasthan, Gujarat"
)
COUNTRIES: Final = (
    "Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, "
    "Azerbaijan, Bahrain, Bangladesh, Belarus, Belgium, Benin, Bhutan, Bolivia, "
    "Bosnia and Herzegovina, Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, "
    "Cameroon, Canada, Cape Verde, Central African Republic, Chad, Chile, China, Colombia, "
    "Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czechia, Denmark, Djibouti, "
    "Dominican Republic, DR Congo, Ecuador, Egypt, El Salvador, Equatorial Guinea, Eritrea, "
    "Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany, Ghana, "
    "Greece, Guatemala, Guinea, Guinea-Bissau, Guyana, Haiti, Honduras, Hungary, Iceland, India, "
    "Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, "
    "Kazakhstan, Kenya, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, "
    "Lithuania, Luxembourg, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, "
    "Mauritius, Mexico, Moldova, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, "
    "Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, North Macedonia, "
    "Norway, Oman, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, "
    "Portugal, Qatar, Romania, Russia, Rwanda, Saudi Arabia, Senegal, Serbia, Sierra Leone, "
    "Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea, South Sudan, Spain, "
    "Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, "
    "Thailand, Togo, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine, "
    "United Arab Emirates, United Kingdom, United States, Uruguay, Uzbekistan, Venezuela, Vietnam, "
    "Yemen, Zambia, Zimbabwe"
)


@cache
def outside_names() -> frozenset[str]:
    """Folded names, without spaces, of known places outside Balochistan and Khyber Pakhtunkhwa."""
    listed = ", ".join((PUNJAB, SINDH, NORTH, ABROAD, COUNTRIES))
    return frozenset(fold_name(name).replace(" ", "") for name in listed.split(", "))


def is_outside(name: str) -> bool:
    """Whether a name is that of a known place outside the two provinces."""
    return len(name) <= LONGEST_NAME and fold_name(name).replace(" ", "") in outside_names()
