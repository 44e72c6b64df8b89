"""Records of customers that are probably one person: proposals with the evidence for each, never a merge.

A frame of customers has customer_id (unique) and any of these columns, all texts, missing or blank where nothing is known; a column that
is not there counts as not known:

* first_name, last_name: as given; titles and further first names are passed over.
* email, phone: as given; the number in any spelling.
* street (with the number of the house), postal_code, city, region (a state or county): of the usual address.
* country: a name or two letters; decides how numbers are read, and which records random pairs come from.
* birth_date: year, month, day, as 1980-02-29 or 19800229, or a year alone.
* cards: what the shop keeps of cards, such as scheme, country and expiry, parted by "|"; never their numbers.
* devices: identifiers of the devices that orders were placed on, parted by "|".

`find_duplicates` gives pairs with probability, band and evidence, and clusters. A job stores `pairs` and the JSON of each pair's evidence,
and gives what people answered to the next call; `fitted_matcher` fits once, for asking with more and more answers.
`survivors` says which value of each field would be kept if somebody decided to merge.
"""

from analytics.duplicates.evidence import Evidence, Step
from analytics.duplicates.finding import AUTOMATIC, LIKELY, REVIEW, Duplicates, Matcher, find_duplicates, fitted_matcher
from analytics.duplicates.survivors import Choice, survivors

__all__ = [
    "AUTOMATIC",
    "LIKELY",
    "REVIEW",
    "Choice",
    "Duplicates",
    "Evidence",
    "Matcher",
    "Step",
    "find_duplicates",
    "fitted_matcher",
    "survivors",
]
