"""Café da Ilha: a café by the sea on the Ilha de Luanda."""

from nabancada.cli.demo_data.kinds import Area, Choice, House, Person, Rhythm, dishes
from nabancada.permissions import Role
from nabancada.restaurants.inputs import Window

CHOICES = {
    "milk": Choice("Leite", 0, 1, {"Leite gordo": 0, "Leite magro": 0, "Bebida de soja": 300}),
    "sugar": Choice("Açúcar", 0, 1, {"Sem açúcar": 0, "Adoçante": 0}),
    "bread": Choice("Pão", 1, 1, {"Carcaça": 0, "Pão de forma": 0, "Pão integral": 200}),
    "with": Choice("Juntar", 0, 3, {"Queijo": 500, "Fiambre": 500, "Ovo": 400, "Tomate": 200}),
    "ice": Choice("Gelo", 0, 1, {"Com gelo": 0, "Sem gelo": 0}),
    "point": Choice("Ponto da carne", 1, 1, {"Ao ponto": 0, "Bem passada": 0}),
    "balls": Choice("Sabores", 1, 2, {"Coco": 0, "Maracujá": 0, "Múcua": 0, "Chocolate": 0}),
}

HOUSE = House(
    name="Café da Ilha",
    phone="+244931778045",
    address="Avenida Murtala Mohammed 230, Ilha de Luanda",
    nif="5402917736",
    plan="profissional",
    mail="cafedailha.ao",
    staff=(
        Person("Isabel Quissanga", "isabel", Role.OWNER),
        Person("Hélder Mbala", "helder", Role.MANAGER),
        Person("Joana Kissama", "joana", Role.CASHIER),
        Person("Nelo Bumba", "nelo", Role.WAITER),
        Person("Paulina Tomás", "paulina", Role.KITCHEN),
    ),
    areas=(
        Area(
            "Sala",
            (
                ("1", 2, "round", 1, 1),
                ("2", 2, "round", 4, 1),
                ("3", 2, "round", 7, 1),
                ("4", 2, "round", 10, 1),
                ("5", 4, "square", 1, 4),
                ("6", 6, "wide", 5, 4),
                ("7", 4, "square", 10, 4),
            ),
        ),
        Area("Varanda", (("8", 4, "round", 1, 1), ("9", 4, "round", 5, 1), ("10", 4, "round", 9, 1))),
    ),
    week=(Window(days=[1, 2, 3, 4, 5, 6, 7], start="07:00", end="22:00"),),
    menu=dishes("ilha.csv", CHOICES),
    rhythm=Rhythm(
        arrivals={7: 4, 8: 7, 9: 6, 10: 4, 11: 3, 12: 5, 13: 5, 14: 3, 15: 3, 16: 4, 17: 4, 18: 3, 19: 2},
        table_share=0.5,
        weekend=1.15,
        drinks=("Cafetaria", "Frescos"),
        mains=("Pastelaria", "Pastelaria", "Tostas e sandes"),
        after=("Cafetaria", "Frescos"),
    ),
)
