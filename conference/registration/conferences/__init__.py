"""The conferences themselves: made, copied, previewed, published, moved, called off, put away, counted.

Decided, November 2026:
- Calling off ends nobody's place: who had a seat had one, and the statistics say so. What has no sense any
  more (offers, the queue, new registrations, the ticket's entry in a calendar) ends by itself, since it asks
  whether the conference is called off.
- Offers that run when a conference is called off become waiting again; when it is moved they run on by the
  table of the new day, and never shorter than promised.
- Rooms above hand in what happens to what is theirs (`followers`), and tell the preview about it.
- A new conference is seen by organisers alone, and settles its milestone only when it is published: the
  timeline is public.
"""
