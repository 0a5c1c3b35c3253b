from urllib.parse import urlsplit

import django
from client import ID, REDIRECT_URI, SECRET, open_page, report
from django.conf import settings
from django.core.management import call_command

settings.configure(
    ACCOUNT_EMAIL_VERIFICATION="none",
    ALLOWED_HOSTS=["*"],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.sites",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.amazon",
    ],
    LOGIN_REDIRECT_URL="/",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    ROOT_URLCONF="allauth.urls",
    SECRET_KEY="for this run alone",
    SITE_ID=1,
    SOCIALACCOUNT_LOGIN_ON_GET=True,
    SOCIALACCOUNT_PROVIDERS={"amazon": {"APP": {"client_id": ID, "secret": SECRET, "key": ""}}},
    SOCIALACCOUNT_STORE_TOKENS=True,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USE_TZ=True,
)
try:
    import allauth.account.middleware
except ImportError:
    # Releases before 0.56 have none.
    settings.MIDDLEWARE.pop()
django.setup()
call_command("migrate", verbosity=0)


def login():
    from allauth.socialaccount.models import SocialAccount
    from django.test import Client

    browser = Client(HTTP_HOST=urlsplit(REDIRECT_URI).netloc)
    location = browser.get("/amazon/login/").headers["Location"]
    callback = urlsplit(open_page(location))
    page = browser.get(callback.path + "?" + callback.query, follow=True)
    account = SocialAccount.objects.filter(provider="amazon").first()
    if account is None:
        return {"error": page.content.decode()}
    return {"id": account.uid, "name": str(account.get_provider_account()), "email": account.user.email}


report(login)
