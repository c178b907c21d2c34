import { type Command, InvalidArgumentError, Option } from 'commander';
import type { State } from './perform.ts';
import { data, type Shared } from './shared-options.ts';

/** Verbs that measure how well cables are found and names are read. */
export function addMeasuring(cabledesk: Command, state: State): void {
  cabledesk
    .command('search')
    .description('answer a file of plain questions, for measuring relevance')
    .requiredOption('--queries <file>', 'lines of {"id": "1", "text": "what is asked"}')
    .option('--top <n>', 'hits for each question', wholeNumber, 100)
    .addOption(data())
    .action(async ({ data: folder, ...args }: Shared) => (await import('./perform.ts')).perform(state, folder, 'search', args));
  const texts = () => new Option('--texts <file>', 'lines of {"id": "1", "text": "what is to be read"}');
  const out = (text: string) => void process.stdout.write(text);
  const err = (text: string) => console.error(text);
  cabledesk
    .command('entities')
    .description('find the names in each cable, or in each text of a file, for measuring')
    .addOption(texts())
    .addOption(data())
    .option('--shown', 'only those that pages and lists would show')
    .addOption(new Option('--reader <reader>', 'second: those that the second reader alone finds').choices(['second']).conflicts('shown'))
    .action(
      async ({ texts: file, data: named, shown = false, reader }: Shared & { texts?: string; shown?: boolean; reader?: 'second' }) => {
        const [{ printCableEntities, printEntities }, { placeNamed }, { readSettings }] = await loaded();
        const what = { shown, reader: reader ?? ('ours' as const) };
        state.code =
          file === undefined
            ? printCableEntities(placeNamed(readSettings(state), { verb: 'entities', named }), what, out)
            : await printEntities(file, what, { out, err });
      },
    );
  cabledesk
    .command('countries')
    .description('say which countries each cable, or each text of a file, is about, for measuring')
    .addOption(texts())
    .addOption(data())
    .action(async ({ texts: file, data: named }: Shared & { texts?: string }) => {
      const [, { placeNamed, printCountries }, { readSettings }] = await loaded();
      // A file alone needs no desk.
      const place = file !== undefined && named === undefined ? undefined : placeNamed(readSettings(state), { verb: 'countries', named });
      state.code = await printCountries(file, place, { out, err });
    });
}

const loaded = () => Promise.all([import('./measure-names.ts'), import('./measure-countries.ts'), import('./perform.ts')]);

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('a whole number of 1 or more is needed');
  return Number(text);
}
