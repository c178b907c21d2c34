import type { SourceValues } from './fields.ts';

/** One record as read, before it becomes a cable. Absent = the source does not say. */
export type Draft = Partial<Omit<SourceValues, 'body'>> & {
  /** Where it stands in its file: 1-based line of the record's first line. */
  line: number;
  body: string;
  /** What it is called if it has neither ref nor id: the name of its file, where that holds nothing else. */
  name?: string;
};
