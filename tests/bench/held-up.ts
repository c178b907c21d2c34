/**
 * `npm run bench -- held-up FOLDER`: how long each command takes on the desk in a data folder, and for how much of that it holds everybody
 * else up, because the thread that answers is busy. It claims and tags a cable there: use a copy.
 */
import { createBot } from '../../src/bot/bot.ts';
import { parseCommandLine } from '../../src/chat/terminal/command-line.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { ask, quiet, someone } from '../helpers/desk.ts';

const [, folder = ''] = process.argv.slice(2);
const rounds = 7;

const desk = openDesk({ folder, exposure: 'desk' });
const bot = await createBot(desk, quiet);
await desk.index.ready();
const [head] = desk.cables.complete('', 1);
const [word = ''] = head?.subject.match(/\p{L}{4,}/u) ?? [];
const ref = head?.ref ?? '';

const middle = (values: readonly number[]): string => (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(0);

console.log(
  `${desk.cables.count()} cables; ms in all, and of them on the thread that answers: the first time, and the middle of ${rounds} more`,
);
for (const line of [
  `/search query:${word}`,
  `/search query:"${word} is:unread"`,
  `/cable ref:${ref}`,
  '/cable ref:NOSUCH/1',
  `/tag add ref:${ref} tag:bench`,
  `/work claim ref:${ref}`,
  '/work mine',
  '/work board',
  '/work random',
  `/history ref:${ref}`,
  `/ask question:"who said ${word}?"`,
  `/export query:${word}`,
  '/about',
  '/digest preview',
]) {
  const { command, options } = parseCommandLine(line, bot.commands);
  const taken: { all: number; busy: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = performance.eventLoopUtilization();
    const started = performance.now();
    await ask(bot, command, options, someone('lead', { desk: desk.home() }));
    taken.push({ all: performance.now() - started, busy: performance.eventLoopUtilization(before).active });
  }
  const [first, ...others] = taken;
  const typical = `${middle(others.map(({ all }) => all))} / ${middle(others.map(({ busy }) => busy))}`;
  console.log(`${line.padEnd(44)} ${`${first?.all.toFixed(0)} / ${first?.busy.toFixed(0)}`.padStart(14)} ${typical.padStart(14)}`);
}
console.log(
  `memory at the end: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB, at most ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB`,
);
await desk.close();
process.exit();
