"""What every client here does besides using its library: say which page to open, and report at the end."""

import json
import os
import sys

ID = os.environ["CLIENT_ID"]
SECRET = os.environ["CLIENT_SECRET"]
REDIRECT_URI = os.environ["REDIRECT_URI"]


def open_page(url):
    """Opens a page in the user's browser, and returns where the browser ended up."""
    print("open", url, flush=True)
    return sys.stdin.readline().strip()


def report(client):
    """Runs the client and prints what it found, or its error."""
    try:
        found = client()
    except Exception as error:
        found = {"error": str(error)}
    print(json.dumps(found), flush=True)
