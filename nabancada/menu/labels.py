"""Words with a fixed meaning: the allergens that the law names, and the drawn plates of the house."""

# The fourteen of Regulation (EU) 1169/2011, annex II, which Angolan houses go by too.
ALLERGEN_NAMES = {
    "gluten": "Glúten",
    "crustaceans": "Crustáceos",
    "eggs": "Ovos",
    "fish": "Peixe",
    "peanuts": "Amendoins",
    "soybeans": "Soja",
    "milk": "Leite",
    "nuts": "Frutos de casca rija",
    "celery": "Aipo",
    "mustard": "Mostarda",
    "sesame": "Sésamo",
    "sulphites": "Sulfitos",
    "lupin": "Tremoço",
    "molluscs": "Moluscos",
}
ALLERGENS = tuple(ALLERGEN_NAMES)

# The symbols of static/img/art.svg that are food.
PLATE_NAMES = {
    "prato": "Prato",
    "muamba": "Muamba",
    "ginguba": "Ginguba",
    "calulu": "Calulu",
    "mufete": "Mufete",
    "peixe": "Peixe",
    "funge": "Funge",
    "feijao": "Feijão",
    "kizaca": "Kizaca",
    "grelha": "Grelhado",
    "choco": "Choco",
    "arroz": "Arroz",
    "banana": "Banana-pão",
    "salada": "Salada",
    "caldo": "Caldo",
    "cocada": "Cocada",
    "doce": "Doce",
    "cerveja": "Cerveja",
    "kissangua": "Kissângua",
    "mucua": "Múcua",
    "gasosa": "Gasosa",
    "agua": "Água",
    "cafe": "Café",
    "frango": "Frango",
    "cabrito": "Cabrito",
    "marisco": "Marisco",
    "sandes": "Sandes",
    "tosta": "Tosta",
    "bolo": "Bolo",
    "pastel": "Pastel",
    "croissant": "Croissant",
    "fruta": "Fruta",
    "gelado": "Gelado",
    "batata": "Batata",
    "hamburguer": "Hambúrguer",
    "pizza": "Pizza",
    "mandioca": "Mandioca",
    "sumo": "Sumo",
    "vinho": "Vinho",
    "cha": "Chá",
    "galao": "Galão",
}

SUGGESTED_TAGS = ("picante", "vegetariano", "vegan", "sem glúten", "da casa", "novo")
EVERYWHERE = "Cozinha"  # where a dish is made unless somebody says otherwise
