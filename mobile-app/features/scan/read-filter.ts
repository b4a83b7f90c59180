/** A camera reports the code in front of it dozens of times a second. */
export const sameCodePauseMs = 1_200;

/** Lets a code through once, and again only after it was out of sight for `pauseMs`. */
export const createReadFilter = (pauseMs = sameCodePauseMs): ((code: string, timeMs: number) => boolean) => {
  let lastCode = '';
  let lastSeenMs = Number.NEGATIVE_INFINITY;
  return (code, timeMs) => {
    const repeated = code === lastCode && timeMs - lastSeenMs < pauseMs;
    lastCode = code;
    lastSeenMs = timeMs;
    return !repeated;
  };
};
