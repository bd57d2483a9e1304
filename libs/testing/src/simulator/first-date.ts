/** The received date of the oldest item, seconds since 1970. */
export const firstDate = 1_600_000_000;
