"""What a permission lets a program do, in words. In the order the page lists them."""

from nabancada.i18n import mark
from nabancada.permissions import Permission

PERMISSIONS = {
    Permission.TAKE_ORDERS: mark("Fazer pedidos e ver contas"),
    Permission.SERVE: mark("Marcar pedidos como servidos"),
    Permission.COOK: mark("Ver a cozinha e mudar o estado dos pedidos"),
    Permission.STOCK_OUT: mark("Marcar pratos como esgotados"),
    Permission.TAKE_PAYMENTS: mark("Receber e abrir a caixa"),
    Permission.DISCOUNT: mark("Dar descontos até ao limite"),
    Permission.DISCOUNT_FREELY: mark("Dar descontos acima do limite"),
    Permission.CANCEL_ORDERS: mark("Anular e devolver"),
    Permission.CLOSE_ANY_SHIFT: mark("Fechar o turno de outros"),
    Permission.EDIT_MENU: mark("Mudar a ementa"),
    Permission.EDIT_TABLES: mark("Mudar as mesas"),
    Permission.SEE_REPORTS: mark("Ver relatórios"),
    Permission.MANAGE_STAFF: mark("Gerir o pessoal"),
    Permission.MANAGE_PLAN: mark("Gerir o plano"),
    Permission.MANAGE_SETTINGS: mark("Mudar as definições"),
}
