/** From when on somebody should look at it: what health and the doctor go by. Milliseconds and bytes. */
export const limits = {
  /** Discord answers a heartbeat about every 41 seconds: by then three were left without an answer. */
  silence: 3 * 60_000,
  /** A post waits for seconds, or for Discord to be there again. */
  post: 15 * 60_000,
  /** Nightly backups may miss one night, and so may the nightly verify. */
  backup: 50 * 60 * 60_000,
  verify: 50 * 60 * 60_000,
  /** Free on the disk of the data. */
  room: 1024 ** 3,
} as const;
