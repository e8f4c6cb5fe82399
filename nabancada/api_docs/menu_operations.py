"""The endpoints of the menu."""

from nabancada.api_docs import menu_shapes
from nabancada.api_docs.operation import Operation, refused
from nabancada.api_docs.shapes import Listed
from nabancada.menu import inputs as menu
from nabancada.menu import sheets_api
from nabancada.menu.exporting import TYPES
from nabancada.web import answers

PHOTOS = ("image/jpeg", "image/png", "image/webp")
SHEETS = tuple(kind.partition(";")[0] for kind in TYPES.values())

OPERATIONS: dict[str, Operation] = {
    "menu_api.menu": Operation({200: menu_shapes.Menu, 304: None}, query=menu.MenuEdition, cached=True),
    "menu_api.archived": Operation({200: Listed[menu_shapes.ArchivedDish]}, query=answers.Cut),
    "menu_api.stations": Operation({200: Listed[menu_shapes.Station]}),
    "menu_api.add_category": Operation({201: menu_shapes.AddedCategory}, menu.NewCategory, refusals=refused(409)),
    "menu_api.archived_categories": Operation({200: Listed[menu_shapes.ArchivedCategory]}, query=answers.Cut),
    "menu_api.arrange_categories": Operation({204: None}, menu.Arrangement, refusals=refused(404)),
    "menu_api.change_category": Operation({200: menu_shapes.AddedCategory}, menu.CategoryChange),
    "menu_api.archive_category": Operation({204: None}),
    "menu_api.restore_category": Operation({200: menu_shapes.AddedCategory}, refusals=refused(402, 422)),
    "menu_api.arrange_items": Operation({204: None}, menu.Arrangement),
    "menu_api.add_item": Operation({201: menu_shapes.ChangedDish}, menu.NewItem, refusals=refused(402, 409)),
    "menu_api.change_item": Operation({200: menu_shapes.ChangedDish}, menu.ItemChange),
    "menu_api.archive_item": Operation({204: None}),
    "menu_api.restore_item": Operation({200: menu_shapes.ChangedDish}, refusals=refused(402, 422)),
    "menu_api.duplicate_item": Operation({201: menu_shapes.ChangedDish}, menu.Copy, refusals=refused(402, 409)),
    "menu_api.set_photo": Operation({200: menu_shapes.ChangedDish}, takes=PHOTOS),
    "menu_api.remove_photo": Operation({204: None}),
    "groups_api.every": Operation({200: Listed[menu_shapes.HouseGroup]}),
    "groups_api.add": Operation({201: menu_shapes.HouseGroup}, menu.SharedGroup, refusals=refused(409)),
    "groups_api.change": Operation({200: menu_shapes.HouseGroup}, menu.GroupChange),
    "groups_api.remove": Operation({204: None}),
    "sheets_api.export": Operation({200: None}, query=sheets_api.Wanted, gives=SHEETS),
    "sheets_api.store": Operation({200: menu_shapes.ImportReport}, query=sheets_api.Wish, takes=SHEETS),
    "sheets_api.change_prices": Operation({200: menu_shapes.NewPrices}, menu.PriceChange, refusals=refused(409)),
    "sheets_api.rename_station": Operation({200: menu_shapes.MovedStation}, menu.StationName, refusals=refused(404)),
}
