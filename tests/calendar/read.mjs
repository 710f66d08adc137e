// Reads a calendar on stdin as ical.js understands it, with the zones of the file alone, and prints it as JSON.
// Arguments are wall times, answered by the instants that the file's zone gives them.
import { readFileSync } from "node:fs";
import ICAL from "../../node_modules/ical.js/dist/ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone"));
ICAL.TimezoneService.register(zone);

const instant = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();
const told = (time) => (time.isDate ? time.toString() : instant(time));

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    location: event.location,
    starts: told(event.startDate),
    ends: told(event.endDate),
    status: component.getFirstPropertyValue("status"),
    transp: component.getFirstPropertyValue("transp"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
    attendees: event.attendees.map((attendee) => attendee.getParameter("cn")),
  };
});

const instants = process.argv.slice(2).map((wall) => {
  const time = ICAL.Time.fromDateTimeString(wall);
  time.zone = zone;
  return instant(time);
});

console.log(JSON.stringify({
  name: calendar.getFirstPropertyValue("x-wr-calname"),
  method: calendar.getFirstPropertyValue("method"),
  properties: calendar.getAllProperties().map((property) => property.name),
  events,
  instants,
}));
