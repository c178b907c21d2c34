/**
 * Figures, never asserted: `npm run bench -- xref [cables.jsonl] [--names 5000]`. How many misspelt names of people in a
 * trove are found again, how many invented ones are taken for somebody, and what a long list costs. The names are made
 * from what was recognised in the trove itself, by a generator with a fixed seed.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Caller } from '../../src/desk/caller.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { crossReference, crossTable, kindOfOutcome, type EntryOutcome } from '../../src/names/pages/xref.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const given = process.argv.slice(3);
const at = given.indexOf('--names');
const wanted = at < 0 ? 5000 : Number(given[at + 1]);
const path = given[0] === undefined || given[0].startsWith('--') ? join(import.meta.dirname, '../../data/sample') : given[0];
const folder = tempFolder();
const desk = openDesk({ folder, exposure: 'desk' });
await importFiles({ desk, paths: [path], by: 'bench' });
await Promise.all([desk.index.ready(), desk.names.settled()]);

const random = randomFrom(20_181_219);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const none: ReadonlySet<number> = new Set();
const people = desk.names
  .list('individual', { sort: 'name', offset: 0, limit: 100_000, without: none })
  .rows.filter(({ name, ambiguous }) => !ambiguous && /^\p{L}[\p{L}'’-]{2,}( \p{L}[\p{L}.'’-]*)? \p{L}[\p{L}'’-]{3,}$/u.test(name));
const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
const surnameOf = (name: string): string => name.slice(name.lastIndexOf(' ') + 1);
const restOf = (name: string): string => name.slice(0, name.lastIndexOf(' '));
function slip(word: string): string {
  const i = 1 + Math.floor(random() * (word.length - 2));
  switch (Math.floor(random() * 4)) {
    case 0:
      return word.slice(0, i) + word.slice(i + 1);
    case 1:
      return word.slice(0, i) + pick(letters) + word.slice(i);
    case 2:
      return word.slice(0, i) + pick(letters) + word.slice(i + 1);
    default:
      return word.slice(0, i) + (word[i + 1] ?? '') + (word[i] ?? '') + word.slice(i + 2);
  }
}
/** Each makes a variant of a name, or '' where it does not apply. */
const changes: Record<string, (name: string) => string> = {
  'as it is': (name) => name,
  'Surname, Given': (name) => `${surnameOf(name)}, ${restOf(name)}`,
  'SURNAME Given': (name) => `${surnameOf(name).toUpperCase()} ${restOf(name)}`,
  'with a title': (name) => `${pick(['Mr.', 'Dr', 'Ambassador', 'Gen.'])} ${name}`,
  'all capitals': (name) => name.toUpperCase(),
  'with accents': (name) => name.replaceAll(/[aeou](?=\p{Ll})/gu, (letter) => `${letter}\u0301`).normalize('NFC'),
  'initial for the given name': (name) => `${name.slice(0, 1)}. ${surnameOf(name)}`,
  'Surname Given, no comma': (name) => `${surnameOf(name)} ${restOf(name)}`,
  'one slip in the surname (5+ letters)': (name) => (surnameOf(name).length < 5 ? '' : `${restOf(name)} ${slip(surnameOf(name))}`),
  'two slips in the surname (8+)': (name) => (surnameOf(name).length < 8 ? '' : `${restOf(name)} ${slip(slip(surnameOf(name)))}`),
  'one slip in the given name (5+)': (name) => {
    const [first = '', ...rest] = name.split(' ');
    return first.length < 5 ? '' : [slip(first), ...rest].join(' ');
  },
  'another transliteration': (name) => {
    const other = name
      .replaceAll('sh', 'sch')
      .replaceAll('ch', 'tch')
      .replaceAll('k', 'ck')
      .replaceAll('v', 'w')
      .replaceAll('y', 'j')
      .replaceAll('u', 'ou');
    return other === name ? '' : other;
  },
};
const caller: Caller = {
  desk: 'bench',
  member: 'bench',
  name: 'bench',
  role: 'lead',
  via: 'terminal',
  interaction: 'bench',
  place: undefined,
};
const quiet = (): void => {};

console.log(`${desk.cables.count()} cables, ${people.length} people with given and surname\n`);
console.log(
  `${'change'.padEnd(40)}${['names', 'right', 'exact', 'alias', 'near', 'wrong', 'none'].map((head) => head.padStart(8)).join('')}`,
);
for (const [what, change] of Object.entries(changes)) {
  const tried = people.map((person) => ({ person, entry: change(person.name) })).filter(({ entry }) => entry !== '');
  const found = await crossReference(desk, caller, { entries: tried.map(({ entry }) => entry), kind: 'individual' }, quiet);
  const right = found.map(({ matches }, i) => matches.findIndex(({ entity }) => entity === tried[i]?.person.id));
  const by = (how: string): number => found.filter(({ matches }, i) => matches[right[i] ?? -1]?.how === how).length;
  const wrong = found.filter(({ matches }, i) => matches.length > 0 && right[i] === -1).length;
  const cells = [
    tried.length,
    right.filter((place) => place >= 0).length,
    by('exact'),
    by('alias'),
    by('near'),
    wrong,
    found.filter(({ matches }) => matches.length === 0).length,
  ];
  console.log(`${what.padEnd(40)}${cells.map((cell) => String(cell).padStart(8)).join('')}`);
}
const syllables = ['ba', 'dro', 'kel', 'mi', 'nor', 'pa', 'ris', 'ste', 'tu', 'vik', 'zan', 'lo', 'gre', 'han', 'sul'];
const invent = (): string => {
  const name = `${pick(people).name.split(' ')[0] ?? ''} ${pick(syllables)}${pick(syllables)}${pick(syllables)}`;
  return name.replace(/ \p{Ll}/u, (start) => start.toUpperCase());
};
const absent = Array.from({ length: 1000 }, invent);
const taken = await crossReference(desk, caller, { entries: absent, kind: 'individual' }, quiet);
const share = (kind: ReturnType<typeof kindOfOutcome>): number => taken.filter((one) => kindOfOutcome(one) === kind).length;
console.log(
  `\nof 1,000 invented names: ${share('exact')} exact, ${share('alias')} alias, ${share('near')} near, ${share('text')} in a text, ${share('none')} not found`,
);

// The long list: half of it from the trove, changed in some way, half invented.
const makers = Object.values(changes);
const long = Array.from({ length: wanted }, (_, i) => (i % 2 === 0 ? pick(makers)(pick(people).name) || invent() : `${invent()} ${i}`));
const loop = monitorEventLoopDelay({ resolution: 5 });
const stages: [string, number][] = [];
let since = performance.now();
loop.enable();
let stage = '';
const outcomes: EntryOutcome[] = await crossReference(desk, caller, { entries: long, kind: undefined }, (_done, _total, what) => {
  if (what !== stage && stage !== '') {
    stages.push([stage, performance.now() - since]);
    since = performance.now();
  }
  stage = what;
});
stages.push([stage, performance.now() - since]);
since = performance.now();
const table = await crossTable(desk, caller, outcomes);
stages.push(['table', performance.now() - since]);
loop.disable();
console.log(
  `\n${long.length} names in ${(stages.reduce((sum, [, ms]) => sum + ms, 0) / 1000).toFixed(1)} s (${stages.map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}), table ${(table.byteLength / 1e6).toFixed(1)} MB`,
);
console.log(`longest hold-up of the bot meanwhile: ${(loop.max / 1e6).toFixed(0)} ms (p99 ${(loop.percentile(99) / 1e6).toFixed(0)} ms)`);
await desk.close();
