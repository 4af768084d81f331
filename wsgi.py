"""What a web server loads."""

import os

from tracker.config import Settings
from views.app import create_app

app = create_app(Settings.from_env(os.environ))
