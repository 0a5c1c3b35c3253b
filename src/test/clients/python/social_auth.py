from urllib.parse import parse_qsl, urlsplit

from client import ID, REDIRECT_URI, SECRET, open_page, report
from social_core.backends.amazon import AmazonOAuth2
from social_core.storage import BaseStorage
from social_core.strategy import BaseStrategy


class Strategy(BaseStrategy):
    """What a web framework does for the library: settings, the session, the request, and what to do with the user."""

    def __init__(self):
        super().__init__(BaseStorage)
        self.session = {}
        self.data = {}

    def get_setting(self, name):
        return {"SOCIAL_AUTH_AMAZON_KEY": ID, "SOCIAL_AUTH_AMAZON_SECRET": SECRET}[name]

    def request_data(self, merge=True):
        return self.data

    def build_absolute_uri(self, path=None):
        return path

    def session_get(self, name, default=None):
        return self.session.get(name, default)

    def session_set(self, name, value):
        self.session[name] = value

    def authenticate(self, backend, *args, **kwargs):
        response = kwargs["response"]
        details = backend.get_user_details(response)
        return {
            "id": backend.get_user_id(details, response),
            "name": details["fullname"],
            "email": details["email"],
            "refreshed": backend.refresh_token(response["refresh_token"])["access_token"] != response["access_token"],
        }


def login():
    strategy = Strategy()
    callback = open_page(AmazonOAuth2(strategy, REDIRECT_URI).auth_url())
    strategy.data = dict(parse_qsl(urlsplit(callback).query))
    return AmazonOAuth2(strategy, REDIRECT_URI).complete()


report(login)
