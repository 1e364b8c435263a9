"""Invented names: members, workplaces, consumer councils, districts.

Rules of this module: given and family names are drawn apart from each other, from many languages,
so that a whole name belongs to nobody in particular; the same seed gives the same names.

Not here: what the people do (``story``).
"""

from __future__ import annotations

from commonweal.lab.demo.draws import by_seed


def _words(text: str) -> list[str]:
    return text.split()


_GIVEN = _words(
    "Abena Adisa Agnes Aiko Alba Alma Amara Amina Anders Anouk Arjun Astrid Ayla Basil "
    "Beatriz Bela Bruno Camille Carmen Chiara Cyril Dalia Dario Deniz Diego Dora Edith Elif "
    "Elio Elsa Emeka Enzo Esther Farah Fatou Felix Fiona Freya Gita Goran Greta Hana Hassan "
    "Hedda Helga Hugo Ida Ines Ingrid Ioana Iris Isak Ismail Ivana Jamila Janek Jasmin Joao "
    "Jonas Juno Kaito Karim Katya Keiko Kofi Kwame Laila Lars Leila Leon Lina Linh Lorenzo "
    "Lucia Luis Maeve Magda Malik Manon Marek Marta Mateo Mei Mila Miriam Moses Nadia Naima "
    "Nana Neda Nia Niko Noor Nuria Oda Olga Omar Oscar Otto Paula Petra Priya Rafael Rana "
    "Ravi Rosa Ruth Salma Samir Sanna Selin Silas Simone Sofia Soren Suki Svea Tala Tariq "
    "Teresa Tomas Tove Uma Ursula Vera Viktor Wanda Xavier Yara Yusuf Zainab Zara Zeno Zofia"
)

_FAMILY = _words(
    "Abara Acheson Adeyemi Aksoy Albrecht Almeida Amundsen Anand Aoki Arango Asante Aydin "
    "Baptiste Barros Bauer Becker Bellini Benali Berg Bianchi Boateng Bondar Borg Brandt "
    "Cardoso Castell Celik Cerny Chanda Chen Contreras Costa Dahl Danso Delgado Demir Diallo "
    "Dimitrov Dorn Duarte Ebert Eklund Espinoza Farouk Ferrante Fischer Fontaine Forde Fraser "
    "Fuentes Galvez Garrido Ghosh Gomes Gruber Haddad Hale Hansen Haraldsen Hassani Herrera "
    "Holm Horvat Ibarra Idowu Ito Jansen Jensen Jimenez Joshi Kamau Kang Karlsen Kaya Keller "
    "Khalil Kim Kiptoo Koch Kovac Kraus Kurt Lam Larsen Lehmann Lind Lopes Madsen Mahmoud "
    "Marchetti Marin Mbeki Medina Mendes Meyer Mishra Moreau Moretti Mori Moyo Nair Nakata "
    "Navarro Ndiaye Nguyen Novak Nunes Nyberg Obi Okafor Olsen Onana Ortega Osei Ozturk "
    "Pavlov Pereira Petrov Pham Pinto Popescu Quist Rahman Ramos Rao Reyes Ricci Rojas Romano "
    "Saito Sandoval Santos Sato Schmitt Serrano Sharma Silva Sorensen Sow Steiner Suarez "
    "Svoboda Tanaka Tavares Thapa Toure Tran Udo Vargas Vasquez Vidal Vogel Wagner Walsh "
    "Weiss Yamada Yilmaz Zamora Zapata Ziegler"
)

DISTRICTS = ("Harbour", "Riverside", "Hill", "Market", "Mill Valley", "Old Town")
"""Names of districts; a plan takes as many as it needs."""

TRADES = (
    "Bakery",
    "Grain Farm",
    "Market Garden",
    "Dairy",
    "Canteen",
    "Builders",
    "Joinery",
    "Bicycle Works",
    "Printworks",
    "Laundry",
    "Nursery School",
    "Care Home",
    "Clinic",
    "Tailors",
    "Wind Farm",
    "Foundry",
    "Sawmill",
    "Machine Shop",
    "Brickworks",
    "Recycling Yard",
    "Software Workshop",
    "Bus Depot",
    "Brewery",
    "Boatyard",
    "Paper Mill",
)
"""Trades of workplaces, in the order in which they are given; what they make: ``economy.toml``."""

_PLACES = (
    "Anchor",
    "Bridge Street",
    "Copper Lane",
    "Dockside",
    "Eastgate",
    "Fern Hill",
    "Granary",
    "High Cross",
    "Ironbridge",
    "Juniper",
    "Kiln Road",
    "Lantern",
    "Meadow",
    "Northgate",
    "Orchard",
    "Pump Street",
    "Quayside",
    "Red Barn",
    "Southfield",
    "Tannery",
)

_QUARTERS = (
    "Lime Street",
    "Long Quay",
    "Well Court",
    "Chapel Row",
    "Poplar Green",
    "Station",
    "Weir Bank",
    "Upper Terraces",
    "Swan Yard",
    "Fish Steps",
    "Elder Lane",
    "Barracks",
    "Windmill Rise",
    "Silk Street",
    "Three Bridges",
    "New Blocks",
    "Salt Market",
    "Ropewalk",
    "Garden Streets",
    "Signal Box",
    "Cross Keys",
    "Vine Hill",
    "Ferry Landing",
    "Bell Tower",
)


def people(count: int, seed: int) -> list[str]:
    """Return as many different names as asked.

    Args:
        count: how many, at most the number of pairs of a given and a family name.
        seed: the same seed gives the same names in the same order.
    """
    pairs = by_seed("people", seed).sample(range(len(_GIVEN) * len(_FAMILY)), count)
    return [f"{_GIVEN[one % len(_GIVEN)]} {_FAMILY[one // len(_GIVEN)]}" for one in pairs]


def workplaces(count: int) -> list[str]:
    """Return as many different names of workplaces as asked, at most 100.

    The trade of each is the next of ``TRADES``, over and over.
    """
    return [
        f"{_PLACES[number % len(_PLACES)]} {TRADES[number % len(TRADES)]}"
        for number in range(count)
    ]


def quarters(count: int) -> list[str]:
    """Return as many different names of consumer councils as asked, at most 24."""
    return [f"{one} Consumers" for one in _QUARTERS[:count]]
