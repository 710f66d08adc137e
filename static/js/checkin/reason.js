// Why a call to the server came to nothing, in words for the person at the door.

import * as api from "./api.js";
import { words } from "./words.js";

/** The reason in words. Throws what is no failure of a call. */
export function reasonOf(error) {
  if (error instanceof api.Refusal) return error.message;
  if (error instanceof api.NotPaired) return words.unpaired_advice;
  if (error instanceof api.Unreachable) return words.no_network;
  throw error;
}
