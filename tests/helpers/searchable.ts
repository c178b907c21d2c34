import type { Searchable } from '../../src/query/text-fields.ts';

/** A cable as a query looks at it. */
export const testCable = (more: Partial<Searchable>): Searchable => ({
  ref: 'COREU/WAS/0107/18',
  number: '',
  date: '2018-03-07',
  origin: 'EU Delegation Washington',
  originPlace: '',
  destination: 'COREU Brussels',
  info: ['EU Delegation Beijing'],
  subject: 'Weekly report',
  title: '',
  marking: 'LIMITE',
  subjectCodes: ['PREL', 'US'],
  refs: [],
  type: 'weekly report',
  lang: 'en',
  language: '',
  trove: 'sample',
  extra: {},
  body: 'The mission reported sanctions on Iran. A hot zone was named, and the U.N. met.',
  ...more,
});
