"""What each endpoint of the API reads and answers. A test refuses an endpoint that is not in here."""

from typing import Any

from nabancada.admin import inputs as admin
from nabancada.api_docs import (
    express_shapes,
    house_shapes,
    menu_operations,
    menu_shapes,
    money_shapes,
    paper_shapes,
    platform_shapes,
    shapes,
    staff_operations,
    till_shapes,
)
from nabancada.api_docs.operation import Operation, refused
from nabancada.auth import inputs as auth
from nabancada.guest import calls as guest
from nabancada.live import api as events
from nabancada.messages import inputs as messages
from nabancada.orders import inputs as orders
from nabancada.paper import inputs as paper
from nabancada.payments import inputs as payments
from nabancada.plans import inputs as plans
from nabancada.printing import inputs as printing
from nabancada.restaurants import inputs as house
from nabancada.site import inputs as site
from nabancada.tables import inputs as tables
from nabancada.till import inputs as till
from nabancada.web import answers

PRINTED = {201: paper_shapes.Asked, 200: paper_shapes.Asked}

OPERATIONS: dict[str, Operation] = {
    "admin_api.every": Operation({200: shapes.Listed[platform_shapes.ListedRestaurant]}, query=admin.HouseList),
    "admin_api.house": Operation({200: platform_shapes.RestaurantAtTheDesk}),
    "admin_api.set_status": Operation({200: shapes.RestaurantState}, admin.NewStatus),
    "admin_api.change_subscription": Operation(
        {200: shapes.ChangedSubscription}, admin.SubscriptionChange, refusals=refused(409)
    ),
    "admin_api.record_payment": Operation(
        {201: platform_shapes.SubscriptionPayment}, plans.NewSubscriptionPayment, refusals=refused(409)
    ),
    "admin_api.payments": Operation({200: shapes.Listed[platform_shapes.SubscriptionPayment]}, query=answers.Cut),
    "admin_api.decline_request": Operation({200: platform_shapes.PlanRequest}, admin.Refusal, refusals=refused(409)),
    "admin_api.enter": Operation({201: platform_shapes.PlatformVisit}, admin.Visit),
    "admin_api.leave": Operation({204: None}),
    "admin_api.plan_list": Operation({200: shapes.Listed[platform_shapes.PlanOnOffer]}),
    "admin_api.edit_plan": Operation({200: platform_shapes.PlanOnOffer}, plans.PlanChange),
    "admin_api.figures": Operation({200: platform_shapes.PlatformFigures}),
    "admin_api.sent": Operation({200: shapes.Listed[platform_shapes.PostWithReceipts]}, query=answers.Cut),
    "admin_api.send": Operation({201: platform_shapes.SentMessage}, messages.NewPost, refusals=refused(404, 409)),
    "api_docs.openapi": Operation({200: dict[str, Any]}),
    "auth_api.sign_in": Operation({200: shapes.Session}, auth.SignIn, refusals=refused(401, 429)),
    "auth_api.session": Operation({200: shapes.Session}, identified=True),
    "auth_api.work_at": Operation({200: shapes.Session}, auth.ChosenBranch),
    "auth_api.confirm": Operation({200: shapes.Session}, auth.Confirmation, refusals=refused(429)),
    "auth_api.sign_out": Operation({204: None}),
    "auth_api.sign_out_everywhere": Operation({204: None}, query=auth.SignOut, identified=True, refusals=refused(403)),
    "auth_api.staff": Operation({200: shapes.Listed[shapes.Member]}, query=auth.Listing),
    "auth_api.hire": Operation({201: shapes.Member}, auth.NewStaff, refusals=refused(402, 409)),
    "auth_api.change_staff": Operation({200: shapes.Member}, auth.StaffChange, refusals=refused(402, 409)),
    "auth_api.tokens": Operation({200: shapes.Listed[shapes.Token]}, query=auth.TokenListing),
    "auth_api.issue_token": Operation(
        {201: shapes.NewTokenAnswer, 200: shapes.NewTokenAnswer}, auth.NewToken, refusals=refused(409)
    ),
    "auth_api.revoke_token": Operation({204: None}),
    "billing_api.requests": Operation({200: shapes.Listed[platform_shapes.PlanRequest]}, query=answers.Cut),
    "billing_api.ask": Operation({201: platform_shapes.PlanRequest}, plans.NewPlanRequest, refusals=refused(409)),
    "billing_api.withdraw": Operation({200: platform_shapes.PlanRequest}, refusals=refused(409)),
    "billing_api.looked_in": Operation({200: shapes.Listed[platform_shapes.PlatformVisit]}, query=answers.Cut),
    "billing_api.payments": Operation({200: shapes.Listed[platform_shapes.SubscriptionPayment]}, query=answers.Cut),
    "carts_api.drafts": Operation({200: shapes.Listed[money_shapes.Cart]}, query=orders.CartFilter),
    "carts_api.draft": Operation({200: money_shapes.Cart}, refusals=refused(404, 409)),
    "carts_api.save": Operation({200: money_shapes.Cart}, orders.NewCart, refusals=refused(409)),
    "carts_api.drop": Operation({204: None}),
    "events_api.events": Operation({200: shapes.Events}, query=events.Wanted),
    "express_api.one": Operation({200: express_shapes.AskedPayment}),
    "express_api.give_up": Operation({200: express_shapes.AskedPayment}),
    "express_api.give_back": Operation({200: express_shapes.AskedPayment}, payments.Return, refusals=refused(409, 429)),
    "express_api.callback": Operation({204: None}, express_shapes.GatewayCallback, refusals=refused(403, 404)),
    "guest_api.menu": Operation({200: menu_shapes.PublicMenu, 304: None}, cached=True),
    "guest_api.call": Operation({202: shapes.Call, 200: shapes.Call}, guest.NewCall, refusals=refused(409, 429)),
    **menu_operations.OPERATIONS,
    **staff_operations.OPERATIONS,
    "messages_api.messages": Operation({200: shapes.Listed[platform_shapes.Message]}, query=answers.Cut),
    "messages_api.read": Operation({204: None}, messages.Reading),
    "orders_api.place": Operation(
        {201: money_shapes.NumberedOrder, 200: money_shapes.NumberedOrder},
        orders.NewOrder,
        refusals=refused(402, 404, 409),
    ),
    "orders_api.orders": Operation({200: shapes.Listed[money_shapes.Order]}, query=orders.OrderFilter),
    "orders_api.order": Operation({200: money_shapes.NumberedOrder}),
    "orders_api.step": Operation({200: money_shapes.NumberedOrder}, orders.NewStep, refusals=refused(409)),
    "orders_api.cancel": Operation({200: money_shapes.NumberedOrder}, orders.Cancellation, refusals=refused(409)),
    "orders_api.void": Operation({200: money_shapes.NumberedOrder}, orders.LineVoid, refusals=refused(409)),
    "orders_api.change_line": Operation({200: money_shapes.NumberedOrder}, orders.LineChange, refusals=refused(409)),
    "orders_api.kitchen": Operation({200: shapes.Listed[money_shapes.Order]}, query=orders.KitchenFilter),
    "paper_api.print_party": Operation(PRINTED, paper.NewBillPrint, refusals=refused(404, 409)),
    "paper_api.print_order": Operation(PRINTED, paper.NewPrint, refusals=refused(404, 409)),
    "paper_api.print_shift": Operation(PRINTED, paper.NewShiftPrint, refusals=refused(404, 409)),
    "parties_api.request_bill": Operation({200: money_shapes.Bill}, refusals=refused(409)),
    "parties_api.withdraw_bill_request": Operation({200: money_shapes.Bill}, refusals=refused(409)),
    "parties_api.move": Operation({200: money_shapes.Bill}, tables.PartyMove, refusals=refused(409)),
    "parties_api.join": Operation({200: money_shapes.Bill}, orders.PartyJoin, refusals=refused(409, 429)),
    "parties_api.part": Operation({200: money_shapes.Bill}, orders.PartyPart, refusals=refused(409, 429)),
    "parties_api.move_lines": Operation({200: money_shapes.Bill}, orders.LinesMove, refusals=refused(409, 429)),
    "parties_api.change": Operation({200: money_shapes.Bill}, tables.PartyChange, refusals=refused(409)),
    "payments_api.bill_of_table": Operation({200: money_shapes.Bill}),
    "payments_api.bill_of_party": Operation({200: money_shapes.Bill}),
    "payments_api.bill_of_order": Operation({200: money_shapes.Bill}),
    "payments_api.take": Operation(
        {
            201: money_shapes.Payment,
            202: express_shapes.AskedPayment,
            200: money_shapes.Payment | express_shapes.AskedPayment,
        },
        payments.NewPayment,
        refusals=refused(404, 409),
    ),
    "payments_api.sell": Operation(
        {201: money_shapes.Sale, 200: money_shapes.Sale}, payments.NewSale, refusals=refused(402, 409)
    ),
    "payments_api.refund": Operation(
        {201: money_shapes.Payment, 200: money_shapes.Payment}, payments.NewRefund, refusals=refused(409, 429)
    ),
    "payments_api.discount_party": Operation({200: money_shapes.Bill}, orders.NewDiscount, refusals=refused(409, 429)),
    "payments_api.discount_order": Operation({200: money_shapes.Bill}, orders.NewDiscount, refusals=refused(409, 429)),
    "payments_api.remove_discount": Operation({200: money_shapes.Bill}, refusals=refused(409)),
    "payments_api.settle": Operation({200: money_shapes.Bill}, refusals=refused(409)),
    "payments_api.write_off_party": Operation({200: money_shapes.Bill}, payments.WriteOff, refusals=refused(409, 429)),
    "payments_api.write_off_order": Operation({200: money_shapes.Bill}, payments.WriteOff, refusals=refused(409, 429)),
    "printing_api.printers": Operation({200: shapes.Listed[paper_shapes.Printer]}),
    "printing_api.add": Operation({201: paper_shapes.Printer}, printing.NewPrinter),
    "printing_api.change": Operation({200: paper_shapes.Printer}, printing.PrinterChange),
    "printing_api.archive": Operation({204: None}),
    "printing_api.test_page": Operation({201: paper_shapes.Asked}),
    "printing_api.retry_all": Operation({200: paper_shapes.Again}),
    "printing_api.listed": Operation({200: shapes.Listed[paper_shapes.PrintJob]}, query=printing.JobFilter),
    "printing_api.retry": Operation({200: paper_shapes.PrintJob}, refusals=refused(409)),
    "restaurants_api.all_settings": Operation({200: house_shapes.Settings}),
    "restaurants_api.change_settings": Operation(
        {200: house_shapes.Settings}, house.SettingsChange, refusals=refused(409)
    ),
    "restaurants_api.set_logo": Operation({200: house_shapes.Settings}, takes=menu_operations.PHOTOS),
    "restaurants_api.remove_logo": Operation({204: None}),
    "restaurants_api.all_branches": Operation({200: shapes.Listed[house_shapes.Branch]}, query=answers.Cut),
    "restaurants_api.add_branch": Operation({201: house_shapes.Branch}, house.NewBranch, refusals=refused(402)),
    "restaurants_api.change_branch": Operation(
        {200: house_shapes.Branch}, house.BranchChange, refusals=refused(402, 409)
    ),
    "shifts_api.registers": Operation({200: shapes.Listed[till_shapes.Register]}),
    "shifts_api.add_register": Operation({201: till_shapes.Register}, till.NewRegister),
    "shifts_api.shifts": Operation({200: shapes.Listed[till_shapes.Shift]}, query=till.ShiftFilter),
    "shifts_api.open_shift": Operation(
        {201: till_shapes.Shift, 200: till_shapes.Shift}, till.NewShift, refusals=refused(402, 409)
    ),
    "shifts_api.current": Operation({200: till_shapes.OpenShift}, refusals=refused(404)),
    "shifts_api.shift": Operation({200: till_shapes.OpenShift}),
    "shifts_api.move_cash": Operation(
        {201: till_shapes.CashMovement, 200: till_shapes.CashMovement}, till.NewMovement, refusals=refused(404, 409)
    ),
    "shifts_api.close_current": Operation({200: till_shapes.ClosedShift}, payments.Closing, refusals=refused(404, 409)),
    "shifts_api.close_any": Operation({200: till_shapes.ClosedShift}, payments.Closing, refusals=refused(409)),
    "site_api.offered_plans": Operation({200: shapes.Listed[platform_shapes.PlanOnOffer]}),
    "site_api.propose_slug": Operation({200: shapes.ProposedSlug}, query=site.Named, refusals=refused(429)),
    "site_api.register": Operation({201: shapes.Registered}, site.Registration, refusals=refused(409, 429)),
    "split_api.split": Operation({200: money_shapes.Split}),
    "split_api.keep": Operation({200: money_shapes.Split}, payments.NewSplit, refusals=refused(409)),
    "rooms_api.every": Operation({200: shapes.Listed[shapes.Room]}, query=tables.Furnishings),
    "rooms_api.add": Operation({201: shapes.Room}, tables.NewRoom, refusals=refused(409)),
    "rooms_api.arrange": Operation({204: None}, tables.RoomOrder, refusals=refused(404)),
    "rooms_api.change": Operation({200: shapes.Room}, tables.RoomChange, refusals=refused(409)),
    "rooms_api.archive": Operation({204: None}, refusals=refused(409)),
    "rooms_api.restore": Operation({200: shapes.Room}, refusals=refused(402, 409, 422)),
    "tables_api.tables": Operation({200: shapes.Listed[shapes.Table]}, query=tables.Furnishings),
    "tables_api.add": Operation({201: shapes.Table}, tables.NewTable, refusals=refused(402)),
    "tables_api.add_many": Operation({201: shapes.Listed[shapes.Table]}, tables.NewTables, refusals=refused(402, 409)),
    "tables_api.change": Operation({200: shapes.Table}, tables.TableChange),
    "tables_api.archive": Operation({204: None}, refusals=refused(409)),
    "tables_api.restore": Operation({200: shapes.Table}, refusals=refused(402, 422)),
    "tables_api.duplicate": Operation({201: shapes.Table}, tables.Copy, refusals=refused(402, 409)),
    "tables_api.answer_call": Operation({200: shapes.Table}),
    "tables_api.code_svg": Operation({200: None}, query=tables.Kept, gives=("image/svg+xml",)),
    "tables_api.code_png": Operation({200: None}, query=tables.Kept, gives=("image/png",)),
    "table_codes_api.pdf": Operation({200: None}, tables.Codes, gives=("application/pdf",), refusals=refused(404)),
    "tables_api.renew_code": Operation({200: shapes.Table}),
    "tables_api.renew_codes": Operation({200: shapes.Listed[shapes.Table]}, tables.Codes, refusals=refused(404)),
    "usage_api.plan_limits": Operation({200: shapes.PlanLimits}, cached=True),
}
