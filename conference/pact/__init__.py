"""The technology pact: its timeline, partners, council and goals.

Others call `service`: they list milestones, areas and partners, find the partner that a text means, settle a
milestone's day (`fix_milestone`), say that one is done (`mark_done`), and load the facts (`load`). `when` and
`timeline` are pure: honest dates, and their picture.

Decided: what subscribers see of a milestone is one value, `rules.MilestoneFacts`. Every edit goes through
it, so one that shows nothing new moves no sequence, and no time of any feed. All edits hold the timeline's
row first; they are rare, and so they never wait in a circle. What a milestone says comes from the file or
from an editor; whether it is done is the organisers' alone, so a file never says it.
"""
