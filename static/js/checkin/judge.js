// What the phone by itself says to a ticket, by the list that it keeps. The server's rules are those of rules.py.

/** The same phone reading the same ticket within this time has counted it already. */
export const JUST_NOW = 60_000;

/**
 * The key of what is said (saying.js), and `said`: the verdict that the server is told, undefined where the person
 * was let in. `found` is what list.find tells, `device` this phone's name, `now` the present moment by our clock.
 */
export function judge({ type, override, isLetIn }, found, { device, now }) {
  const key = keyOf({ type, override, isLetIn }, found, { device, now });
  if (key === "stored") return { key, said: "unknown" };
  return ["admitted", "again", "exited"].includes(key) ? { key } : { key, said: key };
}

function keyOf({ type, override, isLetIn }, { person, isElsewhere, arrival }, { device, now }) {
  if (override || isLetIn) return "admitted";
  if (!person) return "stored";
  if (type === "exit") return "exited";
  if (person.state === "replaced" || person.state === "cancelled") return person.state;
  if (person.state !== "confirmed") return "waiting";
  if (isElsewhere) return "wrong_list";
  if (!arrival) return "admitted";
  const isAgain = arrival.device === device && now - Date.parse(arrival.at) <= JUST_NOW;
  return isAgain ? "again" : "duplicate";
}
