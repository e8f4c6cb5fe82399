"""The public site: home, terms, privacy, and signing a house up."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nabancada import access
from nabancada.access import public
from nabancada.errors import DomainError
from nabancada.permissions import Role
from nabancada.plans import queries as plans
from nabancada.site import actions
from nabancada.site.inputs import SignUpForm
from nabancada.web import addresses, forms
from nabancada.web.body import parse
from nabancada.web.limiter import limiter

bp = Blueprint("site", __name__)
sign_up_form = Blueprint("sign_up", __name__)  # what goes wrong in it is said in it

PAGES = ("/", "/sign-up", "/terms", "/privacy")  # those a search engine may know


@bp.get("/")
@public
def home() -> AnyResponse:
    """The home page; who is signed in goes on to their own screen."""
    who = access.identity()
    if who is not None and who.role is not None:
        return redirect(addresses.SCREENS[Role(who.role)], 303)
    return make_response(render_template("site/home.html", plans=plans.on_offer(), here=addresses.absolute("/")))


@bp.get("/terms")
@public
def terms() -> str:
    return render_template("site/terms.html", here=addresses.absolute("/terms"))


@bp.get("/privacy")
@public
def privacy() -> str:
    return render_template("site/privacy.html", here=addresses.absolute("/privacy"))


@bp.get("/robots.txt")
@public
def robots() -> Response:
    lines = ("User-agent: *", "Disallow: /api/", "Disallow: /t/", f"Sitemap: {addresses.absolute('/sitemap.xml')}")
    return Response("\n".join(lines) + "\n", content_type="text/plain")


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    pages = [addresses.absolute(path) for path in PAGES]
    return Response(render_template("site/sitemap.xml", pages=pages), content_type="application/xml")


@bp.get("/sign-up")
@public
def sign_up() -> Response:
    return _form({"plan": request.args.get("plan", "")})


@bp.get("/sign-up/received")
@public
def received() -> str:
    return render_template("site/received.html")


@sign_up_form.post("/sign-up")
@public
@limiter.limit("30/hour")
def register() -> AnyResponse:
    actions.register(parse(SignUpForm).registration())
    return redirect(url_for("site.received"), 303)


@sign_up_form.errorhandler(DomainError)
def _again(error: DomainError) -> Response:
    """A refused sign-up is the same form, with what was typed and why it did not do."""
    return forms.refused(_form(request.form.to_dict(), forms.errors(error)), error)


def _form(typed: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    offered = plans.on_offer()
    return make_response(
        render_template(
            "site/sign_up.html",
            typed=typed,
            errors=errors or {},
            plans=offered,
            chosen=typed.get("plan") or offered[0].slug,
            address=addresses.absolute("/r/"),
        )
    )


bp.register_blueprint(sign_up_form)
