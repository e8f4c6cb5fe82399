"""Quintal da Muxima: an Angolan kitchen in Talatona, Luanda."""

from nabancada.cli.demo_data.kinds import Area, Choice, House, Person, Rhythm, dishes
from nabancada.permissions import Role
from nabancada.restaurants.inputs import Window

CHOICES = {
    "funge": Choice("Funge", 1, 1, {"Funge de bombó": 0, "Funge de milho": 0, "Arroz branco": 0}),
    "jindungo": Choice("Jindungo", 0, 1, {"Sem jindungo": 0, "Pouco": 0, "Bem forte": 0}),
    "point": Choice("Ponto da carne", 1, 1, {"Mal passada": 0, "Ao ponto": 0, "Bem passada": 0}),
    "sides": Choice(
        "Acompanhamentos (2)",
        2,
        2,
        {"Banana-pão frita": 0, "Mandioca cozida": 0, "Batata-doce": 0, "Feijão de óleo de palma": 500},
    ),
    "extras": Choice("Extras", 0, 3, {"Farofa": 400, "Ovo estrelado": 600, "Salada mista": 900}),
    "fish": Choice("Tamanho do peixe", 1, 1, {"Meio quilo": 0, "Um quilo": 5_500}),
    "beer": Choice("Temperatura", 0, 1, {"Bem gelada": 0, "Natural": 0}),
    "ice": Choice("Gelo e limão", 0, 2, {"Com gelo": 0, "Com limão": 0}),
}

AREAS = (
    Area(
        "Sala",
        (
            ("1", 4, "square", 1, 1),
            ("2", 4, "square", 4, 1),
            ("3", 4, "square", 7, 1),
            ("5", 6, "square", 10, 1),
            ("4", 2, "round", 1, 4),
            ("7", 6, "wide", 5, 4),
            ("8", 4, "square", 10, 4),
            ("6", 8, "wide", 1, 7),
            ("9", 2, "round", 7, 7),
        ),
    ),
    Area(
        "Esplanada",
        (
            ("10", 4, "round", 1, 1),
            ("11", 4, "round", 5, 1),
            ("12", 4, "round", 9, 1),
            ("13", 2, "square", 1, 4),
            ("14", 2, "square", 5, 4),
            ("15", 6, "wide", 9, 4),
        ),
    ),
    Area("Quintal", (("16", 10, "wide", 1, 1), ("17", 8, "wide", 7, 1), ("18", 4, "round", 4, 4))),
)

HOUSE = House(
    name="Quintal da Muxima",
    phone="+244923410210",
    address="Rua do Imbondeiro 14, Talatona, Luanda",
    nif="5417283960",
    plan="enterprise",
    mail="quintaldamuxima.ao",
    staff=(
        Person("Rosa Vunge", "rosa", Role.OWNER),
        Person("Domingos Tchipenda", "domingos", Role.MANAGER),
        Person("Ana Domingos", "ana", Role.CASHIER),
        Person("Beto Kiala", "beto", Role.WAITER),
        Person("Lurdes Ngola", "lurdes", Role.WAITER),
        Person("Kátia Zua", "katia", Role.WAITER),
        Person("Mateus Samba", "mateus", Role.KITCHEN),
        Person("Teresa Cassoma", "teresa", Role.KITCHEN),
    ),
    areas=AREAS,
    week=(
        Window(days=[1, 2, 3, 4, 7], start="11:00", end="01:00"),
        Window(days=[5, 6], start="11:00", end="02:00"),
    ),
    menu=dishes("muxima.csv", CHOICES),
    rhythm=Rhythm(
        arrivals={11: 1, 12: 6, 13: 8, 14: 5, 15: 2, 16: 1, 17: 1, 18: 3, 19: 6, 20: 8, 21: 5, 22: 1},
        table_share=0.72,
        weekend=1.3,
        drinks=("Bebidas",),
        mains=("Da casa", "Da casa", "Grelhados", "Peixe"),
        after=("Bebidas", "Doces"),
    ),
)
