"""What a web server loads."""

import os

from tracker.config import Settings
from views.app import create_app
from views.page_cache import init_page_cache

app = create_app(Settings.from_env(os.environ))
init_page_cache(app)
