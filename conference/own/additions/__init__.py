"""What organisers add to the letters of a conference: written, seen in the letter, tried."""
