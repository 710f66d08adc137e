"""What other rooms may call of the programme."""

from conference.programme.plan import get_room as get_room
from conference.programme.plan import get_session as get_session
from conference.programme.plan import get_slot as get_slot
from conference.programme.plan import hold_programme as hold_programme
from conference.programme.plan import list_rooms as list_rooms
from conference.programme.plan import list_sessions as list_sessions
from conference.programme.plan import list_slots as list_slots
from conference.programme.plan import read_programme as read_programme
from conference.programme.releases import latest as latest
from conference.programme.releases import release as release
