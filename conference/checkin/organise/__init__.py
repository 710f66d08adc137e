"""The organisers' side of the door: how it goes, what needs a person, lists, phones, prints."""
