"""A mail worker that is there again at once when it dies: the app is loaded once, and forked for each."""

import os

from conference.mail.worker import Worker
from wsgi import app


def main() -> None:
    """Go on until killed."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith("mail/")):
        app.jinja_env.get_template(name)  # read before the fork: else each worker's first letter waits
    while True:
        number = os.fork()
        if not number:
            Worker(app).work()
        os.waitpid(number, 0)


if __name__ == "__main__":
    main()
