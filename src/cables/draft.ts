/** One record as read, before it becomes a cable. Absent = the source does not say. All text as printed, untouched. */
export type Draft = {
  /** Where it stands in its file: 1-based line of the record's first line. */
  line: number;
  /** The record's own id (JSON `id`, or the stem of the file's name). */
  id?: string;
  /** The cable's own number as people cite it. */
  ref?: string;
  /** The number as printed on the document, where it differs from `ref`. */
  number?: string;
  /** `YYYY-MM-DD`, or partial `YYYY-MM` / `YYYY`; already checked to be possible. */
  date?: string;
  /** Date-time group or ISO time, as printed. */
  datetime?: string;
  /** Sender exactly as printed. */
  origin?: string;
  /** Addressees exactly as printed, `; ` between several. */
  destination?: string;
  info?: string[];
  subject?: string;
  /** Classification as printed. */
  marking?: string;
  /** The cable's own TAGS line (never the desk's tags). */
  subjectCodes?: string[];
  /** References as printed. */
  refs?: string[];
  /** telegram, note, weekly report ... */
  type?: string;
  /** ISO 639-1 where the source says. */
  lang?: string;
  title?: string;
  /** The header block as printed, where there is one. */
  header?: string;
  body: string;
  /** Everything else the source says, by its own names. */
  extra?: Record<string, unknown>;
};
