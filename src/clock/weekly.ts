import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { CableHead } from '../cables/cables.ts';
import { clockCaller } from '../desk/caller.ts';
import { doneSince, stopIfRefused, type Looked } from './digest.ts';
import { dueNow, lastDays, markDay, scheduleOf, weeklyKey, type Due } from './once-a-day.ts';
import type { Desk } from '../desk/desk.ts';
import { claimsOf } from '../factcheck/claims.ts';
import { hiddenFrom } from '../desk/withdrawn.ts';
import type { Block, Reply } from '../reply/reply.ts';
import { doublesOf, reviewsOf } from '../team/reviews.ts';
import { runSearch } from '../search/search.ts';
import { person } from '../team/pages/lines.ts';
import { count, join, own, plural, quoted, ref, said, strong, time, type Text } from '../reply/text.ts';
import { isStopWord, tokenise } from '../language/tokens.ts';
import { allWork } from '../team/work.ts';

/**
 * The weekly letter: what the week's work was about, how far the trove is read, what was asked and not answered, and
 * what waits for a second pair of eyes. Due once for each week, by the same table as the digest.
 */

const week = 7 * 24 * 60 * 60_000;
/** Cables of the week that are looked at for its words, the last ones; and as many others that they are held against. */
const mostCables = 300;
const mostOthers = 300;
const mostLetters = 60_000;
/** Candidates that are counted over the whole trove. */
const mostCandidates = 40;
const shown = 8;
const linesShown = 5;

const totalsShape = z.object({ cables: z.number(), opened: z.number(), tagged: z.number(), verified: z.number() });
type Totals = z.infer<typeof totalsShape>;

type Letter = { reply: Reply; detail: { totals: Totals }; isEmpty: boolean };

/** The letter as it stands now: exactly what would be posted. Writes nothing. */
export async function collectLetter(desk: Desk, due?: Pick<Due, 'moment' | 'isLate' | 'covered'>): Promise<Letter> {
  const home = desk.home();
  const [before] = lastDays(desk, home, weeklyKey, 1);
  const since = before?.madeAt ?? desk.now() - week;
  const earlier = before === undefined ? undefined : z.object({ totals: totalsShape }).safeParse(before.detail).data?.totals;
  const hidden = hiddenFrom(desk.facts, { desk: home, role: 'reader' });
  const totals = totalsOf(desk, home, hidden);
  const rows = worked(desk, home, since, hidden);
  const done = doneSince(desk, home, since);
  const isSealed = desk.exposure === 'sealed';
  const blocks: Block[] = [];
  if (due?.isLate === true)
    blocks.push({
      kind: 'small',
      text: said`Late: it was due ${time(due.moment)}${due.covered.length === 0 ? said`` : said`, and stands for ${plural(due.covered.length, 'earlier week')} too`}.`,
    });
  blocks.push(
    { kind: 'text', text: coverageText(totals, earlier) },
    {
      kind: 'text',
      text:
        done.length === 0
          ? said`Nothing was changed since ${time(since, 'date')}.`
          : said`Since ${time(since, 'date')}: ${join(done, ', ')}; ${plural(rows.length, 'cable')} worked on.`,
    },
  );
  if (!isSealed) blocks.push(...(await wordBlocks(desk, rows, hidden)), ...(await nameBlocks(desk, rows, hidden)));
  const questions = questionsOf(desk, home, hidden);
  const second = secondOf(desk, home, hidden);
  blocks.push(...listBlocks(desk, 'Open questions', questions), ...listBlocks(desk, 'Second readings due', second));
  const claims = claimsOf(desk.facts, home, hidden).filter(({ status }) => status !== 'verified');
  if (claims.length > 0)
    blocks.push({
      kind: 'text',
      text: said`${strong('Claims to be confirmed')}: ${claims.length}, ${claims.filter(({ status }) => status === 'disputed').length} of them disputed`,
    });
  const open = (label: Text, command: string, options: Record<string, string> = {}) => ({
    kind: 'run' as const,
    label,
    command,
    options,
    as: 'reply' as const,
  });
  return {
    reply: {
      title: said`The desk’s week`,
      blocks,
      actions: [[open(said`Second readings`, 'review list'), open(said`Claims`, 'fact list'), open(said`Board`, 'board')]],
      visibility: 'channel',
    },
    detail: { totals },
    isEmpty: done.length === 0 && questions.length + second.length + claims.length === 0,
  };
}

function totalsOf(desk: Desk, home: string, hidden: ReadonlySet<number>): Totals {
  const cables = (kind: 'reading' | 'tag'): number =>
    new Set(desk.facts.all(home, kind).flatMap(({ cable }) => (hidden.has(cable) ? [] : [cable]))).size;
  return {
    cables: desk.cables.count() - hidden.size,
    opened: cables('reading'),
    tagged: cables('tag'),
    verified: [...allWork(desk.facts, home)].filter(([cable, { status }]) => status === 'verified' && !hidden.has(cable)).length,
  };
}

function coverageText(now: Totals, before: Totals | undefined): Text {
  const part = (name: 'opened' | 'tagged' | 'verified'): Text => {
    const change = before === undefined ? 0 : now[name] - before[name];
    return said`${strong(count(now[name]))} ${own(name)}${change === 0 ? said`` : said` (${own(change > 0 ? '+' : '\u2212')}${Math.abs(change)})`}`;
  };
  const percent = now.cables === 0 ? 0 : Math.floor((100 * now.opened) / now.cables);
  return said`Of ${plural(now.cables, 'cable')}: ${join([part('opened'), part('tagged'), part('verified')], ', ')}; ${percent} % have been looked at.`;
}

/** Cables that somebody did something with since then, the latest first. */
function worked(desk: Desk, home: string, since: number, hidden: ReadonlySet<number>): number[] {
  const last = new Map<number, number>();
  const see = (cable: number, at: number): void => {
    if (at >= since && !hidden.has(cable) && at > (last.get(cable) ?? 0)) last.set(cable, at);
  };
  for (const kind of ['tag', 'note', 'work', 'review', 'reading'] as const)
    for (const { cable, at } of desk.facts.all(home, kind)) see(cable, at);
  return [...last].toSorted(([, a], [, b]) => b - a).map(([cable]) => cable);
}

/**
 * How far something is more frequent here (`a` of `b`) than elsewhere (`c` of `d`): Dunning's log-likelihood ratio G2, 0 where it is
 * not more frequent. T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, Computational
 * Linguistics 19 (1993), 61-74, https://aclanthology.org/J93-1003/
 */
export function keyness(a: number, b: number, c: number, d: number): number {
  if (b === 0 || a / b <= (d === 0 ? 0 : c / d)) return 0;
  const all = b + d;
  const part = (observed: number, row: number, column: number): number =>
    observed === 0 ? 0 : observed * Math.log((observed * all) / (row * column));
  const [held, lacked] = [a + c, all - a - c];
  return 2 * (part(a, held, b) + part(c, held, d) + part(b - a, lacked, b) + part(d - c, lacked, d));
}

/** G2 above which a difference is no chance: 1 in 1,000 (chi-squared with one degree of freedom). */
const telling = 10.83;

/** Words that the week's cables have more often than the others. */
async function wordBlocks(desk: Desk, all: readonly number[], hidden: ReadonlySet<number>): Promise<Block[]> {
  const rows = all.slice(0, mostCables);
  if (rows.length < 2) return [];
  const ours = new Set(rows);
  const others = desk.cables.rows().filter((row) => !ours.has(row) && !hidden.has(row));
  const sample =
    others.length <= mostOthers
      ? others
      : Array.from({ length: mostOthers }, (_, i) => others[Math.floor((i * others.length) / mostOthers)] ?? 0);
  const [here, there] = [await wordsIn(desk, rows), await wordsIn(desk, sample)];
  const candidates = [...here]
    .filter(([, { cables }]) => cables >= 2)
    .map(([word, { cables, surface }]) => ({
      word,
      surface,
      cables,
      score: keyness(cables, rows.length, there.get(word)?.cables ?? 0, sample.length),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, mostCandidates);
  const caller = { ...clockCaller(desk.home(), ''), role: 'reader' as const };
  const found: { surface: string; cables: number; total: number; score: number }[] = [];
  const visible = others.length + rows.length;
  for (const { surface, cables } of candidates) {
    // The sample chose; what is said is counted over all.
    const { found: hits } = await runSearch(desk, caller, { query: `"${surface}"` }, 0, 1);
    const total = Math.max(hits.total, cables);
    const score = keyness(cables, rows.length, total - cables, visible - rows.length);
    if (score >= telling) found.push({ surface, cables, total, score });
  }
  const best = found.toSorted((a, b) => b.score - a.score).slice(0, shown);
  return best.length === 0
    ? []
    : [
        {
          kind: 'text',
          text: said`${strong('Words of the week')}: ${join(
            best.map(({ surface, cables, total }) => said`${quoted(surface)} (${cables} of ${total})`),
            ', ',
          )}`,
        },
        {
          kind: 'small',
          text: said`Those which the week’s cables have more often than the others (log-likelihood, Dunning 1993): in how many of the week’s, of all that have them.`,
        },
      ];
}

/** In how many of these cables each word stands, with one way of writing it. Lets others work in between. */
async function wordsIn(desk: Desk, rows: readonly number[]): Promise<Map<string, { cables: number; surface: string }>> {
  const words = new Map<string, { cables: number; surface: string }>();
  for (const row of rows) {
    await nextTurn();
    const cable = desk.cables.byRow(row);
    if (cable === undefined) continue;
    const seen = new Set<string>();
    for (const { folded, surface } of tokenise(`${cable.subject}\n${cable.body.slice(0, mostLetters)}`, cable.language)) {
      if (folded.length < 4 || seen.has(folded) || isStopWord(folded) || /\d/.test(folded)) continue;
      seen.add(folded);
      const known = words.get(folded);
      if (known === undefined) words.set(folded, { cables: 1, surface });
      else {
        known.cables += 1;
        // Headings are in capitals; where it is written otherwise, that is how it is spelled.
        if (known.surface === known.surface.toUpperCase()) known.surface = surface;
      }
    }
  }
  return words;
}

/** Who and what the week's cables name more often than the others. */
async function nameBlocks(desk: Desk, all: readonly number[], hidden: ReadonlySet<number>): Promise<Block[]> {
  const rows = all.slice(0, mostCables);
  const { done, total } = desk.names.progress();
  if (rows.length < 2 || done < total) return [];
  const named = new Map<string, { name: string; cables: number }>();
  for (const row of rows) {
    await nextTurn();
    for (const { entity } of desk.names.ofCable(row, hidden)) {
      const known = named.get(entity.id) ?? { name: entity.name, cables: 0 };
      named.set(entity.id, { ...known, cables: known.cables + 1 });
    }
  }
  const visible = desk.cables.count() - hidden.size;
  const candidates = [...named]
    .filter(([, { cables }]) => cables >= 2)
    .toSorted(([, a], [, b]) => b.cables - a.cables)
    .slice(0, 5 * mostCandidates);
  const found: { name: string; cables: number; everywhere: number; score: number }[] = [];
  for (const [id, { name, cables }] of candidates) {
    await nextTurn();
    const everywhere = desk.names.rowsOf([id]).filter((row) => !hidden.has(row)).length;
    const score = keyness(cables, rows.length, everywhere - cables, visible - rows.length);
    if (score >= telling) found.push({ name, cables, everywhere, score });
  }
  const best = found.toSorted((a, b) => b.score - a.score).slice(0, shown);
  return best.length === 0
    ? []
    : [
        {
          kind: 'text',
          text: said`${strong('Named this week')}: ${join(
            best.map(({ name, cables, everywhere }) => said`${quoted(name)} (${cables} of ${everywhere})`),
            ', ',
          )}`,
        },
      ];
}

type Line = { row: number; text: (head: CableHead) => Text };

/** Notes that ask and were not answered, and work that is blocked: where, by whom, since when. The latest last. */
function questionsOf(desk: Desk, home: string, hidden: ReadonlySet<number>): Line[] {
  const notes = desk.facts.all(home, 'note').filter(({ cable }) => !hidden.has(cable));
  const answered = new Set(notes.flatMap(({ cable, value }) => (typeof value['to'] === 'string' ? [`${cable} ${value['to']}`] : [])));
  const asked = notes.filter(
    ({ cable, key, value }) => /\?(?:\s|$|["”’)])/.test(String(value['text'])) && !answered.has(`${cable} ${key}`),
  );
  const blocked = desk.facts.all(home, 'work').filter(({ cable, value }) => value['status'] === 'blocked' && !hidden.has(cable));
  return [
    ...asked.map(({ cable, value, at }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}${typeof value['paragraph'] === 'number' ? own(`¶${value['paragraph']}`) : own('')}, asked by ${person(desk, home, String(value['author']))} ${time(at, 'relative')}`,
    })),
    ...blocked.map(({ cable, value, at }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}, blocked${typeof value['assignee'] === 'string' ? said`, with ${person(desk, home, value['assignee'])}` : said``} since ${time(at, 'relative')}`,
    })),
  ];
}

/** Second readings that are waited for, those due first, and blind ones. */
function secondOf(desk: Desk, home: string, hidden: ReadonlySet<number>): Line[] {
  const reviews = reviewsOf(desk.facts, home, hidden)
    .filter(({ verdict }) => verdict === undefined)
    .toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.at - b.at);
  const doubles = doublesOf(desk.facts, home, hidden).filter(({ isOpen }) => isOpen);
  return [
    ...reviews.map(({ cable, to, due, at }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}, ${to === undefined ? said`anybody’s` : said`with ${person(desk, home, to)}`}, asked for ${time(at, 'relative')}${due === undefined ? said`` : said`, due ${own(due)}`}`,
    })),
    ...doubles.map(({ cable, a, b }): Line => ({
      row: cable,
      text: (head) =>
        said`${ref(head.ref)}, read blind: ${join(
          [a, b].filter(({ finished }) => finished === undefined).map(({ member }) => person(desk, home, member)),
          ' and ',
        )} to finish`,
    })),
  ];
}

function listBlocks(desk: Desk, label: string, lines: readonly Line[]): Block[] {
  if (lines.length === 0) return [];
  const blocks: Block[] = [{ kind: 'text', text: said`${strong(label)}: ${lines.length}` }];
  if (desk.exposure === 'sealed') return blocks;
  for (const { row, text } of lines.slice(0, linesShown)) {
    const [head] = desk.cables.heads([row]);
    if (head !== undefined) blocks.push({ kind: 'text', text: text(head) });
  }
  if (lines.length > linesShown) blocks.push({ kind: 'small', text: said`and ${lines.length - linesShown} more` });
  return blocks;
}

/**
 * Posts the letter of a week that is due, once: as the digest of a day, written down in the transaction that puts it into
 * the outbox.
 */
export async function sendLetter(desk: Desk): Promise<Looked> {
  const home = desk.home();
  const schedule = scheduleOf(desk, home, weeklyKey);
  if (schedule?.channel === undefined) return 'not due';
  if (stopIfRefused(desk, weeklyKey, schedule)) return 'stopped';
  const due = dueNow(desk, home, weeklyKey, schedule);
  if (due === undefined) return 'not due';
  const { reply, detail } = await collectLetter(desk, due);
  const caller = clockCaller(desk.home(), `weekly:${home}:${due.date}`);
  return desk.act(caller, { act: 'weekly letter', detail: { date: due.date, late: due.isLate } }, ({ post }): Looked => {
    // Asked again inside: what was collected took a while.
    if (lastDays(desk, home, weeklyKey, 1)[0]?.date === due.date) return 'not due';
    markDay(desk, home, weeklyKey, due, 'sent', detail, caller.interaction);
    post({
      to: { channel: schedule.channel ?? '' },
      reply,
      silent: true,
      ...(desk.exposure === 'sealed' ? {} : { shows: 'metadata' as const }),
    });
    return 'posted';
  });
}
