import { analysisKinds, measures } from '../src/analysis/analysis.ts';
import { entityAbout, narrowed, rowsFound, queryCompletion } from '../src/analysis/pages/analysed-cables.ts';
import { analysisReply, menuReply } from '../src/analysis/pages/analysis-page.ts';
import { measuresOf } from '../src/analysis/pages/analysis-request.ts';
import { asOfOption, command, optionSpecs, type Values } from '../src/bot/command.ts';
import { excerptLimit, mayHaveFile } from '../src/desk/policy.ts';
import { entityCompletion } from '../src/names/pages/section.ts';
import { parseQuery } from '../src/query/query.ts';
import { DeskError } from '../src/reply/failure.ts';
import { join, own, said, strong, ours } from '../src/reply/text.ts';
import { recordFields, requestText, type SearchRequest } from '../src/search/search.ts';
import { noteAsked, total } from '../src/reply/absence.ts';
import { commandLink } from '../src/reply/actions.ts';

const analysisOptions = optionSpecs({
  kind: { type: 'choice', description: 'Which analysis; leave empty for a menu', choices: analysisKinds },
  query: {
    type: 'text',
    description: 'Which cables, as in /search (default: all)',
    max: 4000,
    ...queryCompletion,
  },
  with: {
    type: 'text',
    description: 'A second search, to compare with the first',
    max: 512,
    ...queryCompletion,
  },
  about: {
    type: 'text',
    description: 'A name: subject of a timeline or comparison, centre of a network, event between before and after',
    max: 300,
    ...entityCompletion(),
  },
  by: { type: 'choice', description: 'Count by (timeline, coverage, rows of a matrix)', choices: measures },
  across: { type: 'choice', description: 'Columns of a matrix', choices: measures },
  since: { type: 'date', description: 'Sent on or after: 2018-07-16, 2018-07 or 2018' },
  until: { type: 'date', description: 'Sent on or before this day, month or year' },
  asof: asOfOption,
  split: { type: 'date', description: 'Trends: where the second period starts' },
  page: { type: 'number', description: 'Page of the lines of a timeline', min: 1 },
  theme: { type: 'choice', description: 'Colours of the picture (default: dark)', choices: ['dark', 'light'] },
  origin: { type: 'text', description: 'Sender', hidden: true, max: 200 },
  match: { type: 'choice', description: 'All words, or any', choices: ['all', 'any'], hidden: true },
  filters: { type: 'text', description: 'Filters already applied', hidden: true, max: 4000 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    analysis: Values<typeof analysisOptions>;
  }
}

export default command({
  name: 'analysis',
  topic: 'told',
  description: 'Trends, networks, gaps and comparisons, as pictures with the cables behind them',
  who: 'reader',
  looksBack: true,
  examples: [
    '/analysis',
    '/analysis kind:timeline query:iran with:ukraine',
    '/analysis kind:timeline about:Vicini',
    '/analysis kind:gaps',
    '/analysis kind:compare about:"Ohrid conference"',
    '/analysis kind:matrix by:tag across:month',
  ],
  options: analysisOptions,
  async run({ options, desk, caller }) {
    const { query = '', since, until, origin, match, filters, kind, page, ...request } = options;
    const search: SearchRequest = { query: query.trim(), since, until, origin, match, filters };
    if (kind === undefined) return menuReply(search, request);
    const fits = measuresOf[kind];
    if (request.by !== undefined && fits !== undefined && !fits.includes(request.by))
      throw new DeskError(said`${strong(kind)} cannot be counted by ${own(request.by)}.`, {
        kind: 'usage',
        hint: said`It can be by ${join(
          fits.map((one) => own(one)),
          ', ',
        )}.`,
      });
    if (desk.cables.count() === 0)
      throw new DeskError(said`There are no cables yet.`, { hint: said`${commandLink('about')} says what has been imported.` });
    await desk.names.settledSoon();
    noteAsked('names', desk.names.isWhole());
    const about = request.about === undefined ? undefined : await entityAbout(desk, caller, search, { ...request, kind });
    const first = narrowed(search);
    const second = request.with === undefined || request.with.trim() === '' ? undefined : { ...search, query: request.with.trim() };
    const [found, others] = [await rowsFound(desk, caller, first, request), await rowsFound(desk, caller, second, request)];
    const drawn = await desk.analyst.ask({
      kind,
      withoutPicture: (page ?? 1) > 1,
      desk: caller.desk,
      rows: found.rows,
      others: others.rows,
      question: {
        label: first === undefined ? ours('all cables') : requestText(first),
        otherLabel: second === undefined ? '' : requestText(second),
        words: first === undefined ? [] : parseQuery(first.query, recordFields(desk)).words(),
        isAll: first === undefined,
        searches: first === undefined ? desk.searches.counts(caller.desk, caller.member) : undefined,
        by: request.by,
        across: request.across,
        about: about?.id,
        aboutName: about?.name,
        split: request.split,
      },
      theme: request.theme ?? 'dark',
    });
    return analysisReply(
      kind,
      {
        ...drawn,
        title: total(drawn.title),
        notes: [...[...new Set([...found.remarks, ...others.remarks])].map((one) => said`${own(one)}`), ...drawn.notes],
      },
      search,
      { ...request, kind },
      { first, second },
      {
        desk,
        excerpts: excerptLimit(desk.exposure),
        files: mayHaveFile(desk.exposure, caller),
        page,
      },
    );
  },
});
