"""What each kind of session is called, its shape, and what a room offers: the same on every page."""

from flask_babel import lazy_gettext as _

from conference.programme.models import Feature, Kind

KINDS = {
    Kind.COUNCIL: _("The Council"),
    Kind.AMBASSADOR: _("Technology ambassador"),
    Kind.PROJECT: _("Project"),
    Kind.PLENARY: _("Plenary"),
    Kind.WORKSHOP: _("Workshop"),
    Kind.BREAK: _("Break"),
}
#: Beside the colour, for who does not see it; council and presenters as on badges.
SHAPES = {
    Kind.COUNCIL: "◆",
    Kind.AMBASSADOR: "▲",
    Kind.PROJECT: "△",
    Kind.PLENARY: "◎",
    Kind.WORKSHOP: "▣",
    Kind.BREAK: "‖",
}
FEATURES = {
    Feature.PROJECTOR: _("projector"),
    Feature.SOUND: _("sound"),
    Feature.MICROPHONE: _("microphone"),
    Feature.POWER: _("power sockets"),
    Feature.LIVE_STREAM: _("live stream"),
    Feature.HEARING_LOOP: _("hearing loop"),
    Feature.STEP_FREE_STAGE: _("step-free stage"),
}
