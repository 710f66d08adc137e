"""A mail worker that is there again at once when it dies: the app is loaded once, and forked for each."""

import os

from conference import create_app
from conference.db import db
from conference.mail.worker import Worker


def main() -> None:
    """Go on until killed; each worker's number is a line."""
    app = create_app()
    with app.app_context():
        db.engine.dispose()  # no connection is taken along
    while True:
        number = os.fork()
        if not number:
            Worker(app).work()
            os._exit(0)
        print(number, flush=True)
        os.waitpid(number, 0)


if __name__ == "__main__":
    main()
