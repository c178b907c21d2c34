import { z } from 'zod';
import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { cablesCsv } from '../export.ts';
import { DeskError } from '../../reply/failure.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { mayHaveFile } from '../../desk/policy.ts';
import type { Block, Choice, Item, Post, Reply, ReplyFile } from '../../reply/reply.ts';
import type { Member } from '../../desk/roster.ts';
import { findAll, runSearch } from '../../search/search.ts';
import { shareOut, type Unit } from '../share-out.ts';
import { colleague, done, dueDay, openAction, person, todayOf } from './lines.ts';
import { join, own, plural, quoted, said, strong, type Text } from '../../reply/text.ts';
import { allWork, isOpenWork, noWork, workOn, type priorities, type Work } from '../work.ts';

/** Many cables to several people at one go: /split, and what it shares with /handoff. */

/** More is no reading that people share out in one go. */
const mostCables = 1000;
const mostPeople = 20;
/** Entries of a message, each with a button to open it: what a message has room for. */
const listed = 8;

type Asked = {
  query: string;
  among: string;
  weights?: string;
  due?: string;
  priority?: (typeof priorities)[number];
  why?: string;
  frozen?: string;
};

const frozenShape = z.array(z.tuple([z.string(), z.array(z.number())]));
type Plan = z.infer<typeof frozenShape>;

/** First says who would get what; the confirmation carries exactly that plan. */
export async function split(desk: Desk, caller: Caller, asked: Asked): Promise<Reply> {
  const due = dueDay(desk, asked.due);
  if (asked.frozen !== undefined) return carryOut(desk, caller, asked, due, asked.frozen);
  const people = peopleIn(desk, caller, asked.among);
  const weights = weightsIn(asked.weights, people);
  const { rows, units } = await unitsFor(desk, caller, asked.query);
  if (rows.length === 0) throw new DeskError(said`There is nothing to split: no cable for ${quoted(asked.query)}.`);
  const { free, left } = apart(desk, caller, rows);
  if (free.size === 0)
    throw new DeskError(said`There is nothing to split: of the ${plural(rows.length, 'cable')} found ${leftText(left)}.`, {
      hint: said`What somebody has goes to a colleague by /transfer, all of it by /handoff.`,
    });
  if (free.size > mostCables)
    throw new DeskError(said`${plural(free.size, 'cable')} are too many to share out at one go: ${mostCables} at most.`, {
      kind: 'usage',
      hint: said`Narrow the search, for example by month: ${strong('date:2018-07')}`,
    });
  const work = [...allWork(desk.facts, caller.desk).values()].filter(isOpenWork);
  const loads = people.map(({ id }) => work.filter(({ assignee }) => assignee === id).length);
  const todo = units.flatMap(({ rows: together, language }): Unit[] => {
    const now = together.filter((row) => free.has(row));
    return now.length === 0 ? [] : [{ rows: now, language }];
  });
  const shares = shareOut(
    people.map(({ id }, i) => ({ id, weight: weights[i] ?? 1, load: loads[i] ?? 0 })),
    todo,
  );
  const plan: Plan = people.map(({ id }, i) => [id, shares[i] ?? []]);
  const languageOf = new Map(todo.flatMap(({ rows: together, language }) => together.map((row) => [row, language])));
  const { frozen: _, ...same } = asked;
  return {
    title: said`Share out ${plural(free.size, 'cable')} among ${people.length}?`,
    blocks: [
      {
        kind: 'text',
        text: said`${quoted(asked.query)} finds ${plural(rows.length, 'cable')}${left.size === 0 ? said`` : said`; ${leftText(left)}`}.`,
      },
      {
        kind: 'text',
        text: join(
          plan.map(([id, share], i) => {
            const open = loads[i] ?? 0;
            return said`${person(desk, caller.desk, id)}: ${strong(String(share.length))}${languages(share, languageOf)}${open === 0 ? said`` : said`, with ${open} open already`}`;
          }),
          '\n',
        ),
      },
      {
        kind: 'small',
        text: said`Nobody gets what another one has; near-copies stay together. Exactly this is given out when you confirm, but for what is taken meanwhile. One press takes it back.`,
      },
    ],
    actions: [
      [
        {
          kind: 'run',
          label: said`Share out ${plural(free.size, 'cable')}`,
          command: 'split',
          options: { ...given(same), frozen: desk.views.keep(caller.desk, JSON.stringify(plan)) },
          as: 'replace',
          style: 'main',
        },
        { kind: 'run', label: said`Look at them first`, command: 'search', options: { query: asked.query }, as: 'reply' },
      ],
    ],
  };
}

const given = (asked: Omit<Asked, 'frozen'>): Record<string, string> =>
  Object.fromEntries(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined));

const languageNames: Readonly<Record<string, string>> = { fr: 'French', de: 'German', '': 'other' };

/** ` (8 French, 4 other)`; nothing where there is one language only. */
function languages(share: readonly number[], languageOf: ReadonlyMap<number, string>): Text {
  if (new Set(languageOf.values()).size < 2 || share.length === 0) return said``;
  const counts = Map.groupBy(share, (row) => languageOf.get(row) ?? '');
  return said` (${own(
    [...counts]
      .toSorted(([a], [b]) => b.localeCompare(a))
      .map(([language, rows]) => `${rows.length} ${languageNames[language] ?? language}`)
      .join(', '),
  )})`;
}

/** Two or more members, parted by commas. Throws a DeskError for who is unknown, named twice, or alone. */
function peopleIn(desk: Desk, caller: Caller, typed: string): Member[] {
  const pieces = typed
    .replaceAll(/<@!?(\d+)>/g, ',$1,')
    .split(/[,;\n]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const names = pieces.flatMap((piece) => (desk.roster.named(caller.desk, piece) === undefined ? apartBy(desk, caller, piece) : [piece]));
  const people = names.map((name) => colleague(desk, caller, name));
  const twice = people.find(({ id }, i) => people.findIndex((other) => other.id === id) < i);
  if (twice !== undefined)
    throw new DeskError(said`${person(desk, caller.desk, twice.id)} is named twice.`, {
      kind: 'usage',
      hint: said`To give somebody more, use weights: ${strong('weights:2,1')}`,
    });
  const [only] = people;
  if (only === undefined)
    throw new DeskError(said`Name at least two members.`, { kind: 'usage', hint: said`For example ${strong('among:Anna, Ben')}` });
  if (people.length === 1)
    throw new DeskError(said`${person(desk, caller.desk, only.id)} alone: there is nobody to share with.`, {
      kind: 'usage',
      hint: said`Name at least two, parted by commas. One cable is given by /assign.`,
    });
  if (people.length > mostPeople)
    throw new DeskError(said`${people.length} people are too many: ${mostPeople} at most.`, { kind: 'usage' });
  return people;
}

/** `@Anna @Ben` without a comma, when each word is somebody. */
function apartBy(desk: Desk, caller: Caller, piece: string): string[] {
  const words = piece.split(/\s+/).filter((word) => !/^(?:and|&)$/i.test(word));
  return words.length > 1 && words.every((word) => desk.roster.named(caller.desk, word) !== undefined) ? words : [piece];
}

/** One weight for each; all alike without. Throws a DeskError that names the one that is wrong. */
function weightsIn(typed: string | undefined, people: readonly Member[]): number[] {
  if (typed === undefined) return people.map(() => 1);
  const pieces = typed
    .split(/[,;:/\s]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const example = people.map((_, i) => (i === 0 ? 2 : 1)).join(',');
  for (const piece of pieces) {
    if (!/^\d{1,4}(?:\.\d{1,3})?$/.test(piece))
      throw new DeskError(said`The weight ${quoted(piece)} is not a number.`, {
        kind: 'usage',
        hint: said`One number for each: ${strong(`weights:${example}`)}`,
      });
    if (Number(piece) === 0)
      throw new DeskError(said`A weight of 0 gives somebody nothing.`, {
        kind: 'usage',
        hint: said`Leave them out of ${strong('among')}.`,
      });
  }
  if (pieces.length !== people.length)
    throw new DeskError(said`There are ${plural(pieces.length, 'weight')} for ${people.length} people.`, {
      kind: 'usage',
      hint: said`One number for each, in the same order: ${strong(`weights:${example}`)}`,
    });
  return pieces.map(Number);
}

/** What a search finds, near-copies together. Withdrawn cables are for nobody to read, whoever asks. */
async function unitsFor(desk: Desk, caller: Caller, query: string): Promise<{ rows: number[]; units: Unit[] }> {
  const reader: Caller = { ...caller, role: 'reader' };
  const { query: read } = await findAll(desk, reader, { query });
  const [fault] = read.faults;
  if (fault !== undefined)
    throw new DeskError(said`The search has a fault, so nothing is shared out: ${own(fault.message)}`, {
      kind: 'usage',
      hint: said`Try it with ${strong('/search')} first.`,
    });
  const { found } = await runSearch(desk, reader, { query, sort: 'oldest' }, 0, Number.MAX_SAFE_INTEGER);
  const together = found.hits.map(({ row, copies = [] }) => [row, ...copies]);
  const rows = together.flat();
  const languageOf = new Map(
    desk.db
      .prepare<[string], { row: number; language: string }>(
        'SELECT row, language FROM cables WHERE row IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(rows))
      .map(({ row, language }) => [row, language]),
  );
  return { rows, units: together.map((one) => ({ rows: one, language: languageOf.get(one[0] ?? 0) ?? '' })) };
}

/** Why a cable is not shared out. */
const reasons = ['taken', 'verified', 'read through', 'set aside'] as const;
type Reason = (typeof reasons)[number];

function reasonOf({ status, assignee }: Work, isSetAside: boolean): Reason | undefined {
  if (status === 'verified') return 'verified';
  if (status === 'irrelevant' || isSetAside) return 'set aside';
  if (status === 'read') return 'read through';
  return assignee === undefined ? undefined : 'taken';
}

function apart(desk: Desk, caller: Caller, rows: readonly number[]): { free: Set<number>; left: Map<Reason, number> } {
  const work = allWork(desk.facts, caller.desk);
  const aside = new Set(
    desk.facts.all(caller.desk, 'reading').flatMap(({ cable, value }) => (value['irrelevant'] === undefined ? [] : [cable])),
  );
  const free = new Set<number>();
  const left = new Map<Reason, number>();
  for (const row of rows) {
    const reason = reasonOf(work.get(row) ?? noWork, aside.has(row));
    if (reason === undefined) free.add(row);
    else left.set(reason, (left.get(reason) ?? 0) + 1);
  }
  return { free, left };
}

/** `3 are taken, 1 is verified`. */
const leftText = (left: ReadonlyMap<Reason, number>): Text =>
  join(
    reasons.flatMap((reason) => {
      const count = left.get(reason) ?? 0;
      return count === 0 ? [] : [said`${count} ${own(count === 1 ? 'is' : 'are')} ${own(reason)}`];
    }),
    ', ',
  );

function carryOut(desk: Desk, caller: Caller, { priority, why }: Asked, due: string | undefined, frozen: string): Reply {
  const plan = frozenPlan(desk, caller, frozen);
  const people = plan.map(([id]) => colleague(desk, caller, id));
  const hidden = hiddenFrom(desk.facts, { desk: caller.desk, role: 'reader' });
  const total = plan.reduce((sum, [, rows]) => sum + rows.filter((row) => !hidden.has(row)).length, 0);
  const { act, gave } = desk.act(caller, { act: 'split' }, ({ act: number, put, post }) => {
    const counts: [string, number][] = [];
    for (const { id } of people) {
      const share = plan.find(([whose]) => whose === id)?.[1] ?? [];
      // Asked again inside: what was taken or withdrawn since the preview stays as it is.
      const { free } = apart(
        desk,
        caller,
        share.filter((row) => !hidden.has(row)),
      );
      const isMe = id === caller.member;
      for (const row of free)
        put('work', row, '', {
          ...keptOf(workOn(desk.facts, caller.desk, row)),
          status: isMe ? 'claimed' : 'new',
          assignee: id,
          by: caller.member,
          ...(due === undefined ? {} : { due }),
          ...(priority === undefined ? {} : { priority }),
          ...(why === undefined ? {} : { why }),
          since: desk.now(),
          touched: desk.now(),
        } satisfies Work);
      counts.push([id, free.size]);
      if (free.size === 0) continue;
      const from = person(desk, caller.desk, caller.member);
      post(
        listPost(desk, caller, id, [...free], {
          title: isMe ? said`Your share: ${plural(free.size, 'cable')}` : said`${from} gives you ${plural(free.size, 'cable')} to read`,
          more: [
            ...(why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]),
            ...(due === undefined && priority === undefined
              ? []
              : [
                  {
                    kind: 'text' as const,
                    text: said`${own([due === undefined ? '' : `due ${due}`, priority === undefined ? '' : `${priority} priority`].filter((part) => part !== '').join(', '))}`,
                  },
                ]),
          ],
        }),
      );
    }
    if (counts.every(([, count]) => count === 0))
      throw new DeskError(said`Nothing is left to share out: all of it was taken or finished since the preview.`);
    return { act: number, gave: counts };
  });
  const sum = gave.reduce((all, [, count]) => all + count, 0);
  return done(
    said`${plural(sum, 'cable')} shared out: ${join(
      gave.map(([id, count]) => said`${person(desk, caller.desk, id)} ${count}`),
      ', ',
    )}. Each gets one message.${total === sum ? said`` : said` ${total - sum} taken or finished since the preview stayed as they are.`}`,
    act,
    { actions: [{ kind: 'run', label: said`Board`, command: 'board', options: {}, as: 'reply' }] },
  );
}

/** Of work that nobody has: what was said of its urgency. */
const keptOf = ({ due, priority }: Work): Partial<Work> => ({
  ...(due === undefined ? {} : { due }),
  ...(priority === undefined ? {} : { priority }),
});

function frozenPlan(desk: Desk, caller: Caller, key: string): Plan {
  const kept = desk.views.find(caller.desk, key);
  const plan = kept === undefined ? undefined : frozenShape.safeParse(JSON.parse(kept));
  if (plan?.success !== true) throw new DeskError(said`That preview is no longer kept here.`, { hint: said`Ask for it again.` });
  return plan.data;
}

/** The cables that a preview counted. Throws a DeskError when they are no longer kept. */
export function frozenRows(desk: Desk, caller: Caller, key: string): number[] {
  const kept = desk.views.find(caller.desk, key);
  const rows = kept === undefined ? undefined : z.array(z.number()).safeParse(JSON.parse(kept));
  if (rows?.success !== true) throw new DeskError(said`That preview is no longer kept here.`, { hint: said`Ask for it again.` });
  return rows.data;
}

/** A message with a list of cables; with a table of them for whoever may have files. */
export function listPost(
  desk: Desk,
  caller: Caller,
  member: string,
  rows: readonly number[],
  { title, more = [], file }: { title: Text; more?: Block[]; file?: string },
): Post {
  // A message stays with whoever gets it: what is withdrawn is in none.
  const hidden = hiddenFrom(desk.facts, { desk: caller.desk, role: 'reader' });
  const seen = rows.filter((row) => !hidden.has(row));
  const heads = new Map(desk.cables.heads(seen.slice(0, listed)).map((head) => [head.row, head]));
  const items = seen.slice(0, listed).flatMap((row): Item[] => {
    const head = heads.get(row);
    if (head === undefined) return [];
    const open = { ...openAction(head.ref), as: 'reply' as const };
    return [{ head: headLine(head), lines: [subjectLine(head)], actions: [open], about: row }];
  });
  const role = desk.roster.get(caller.desk, member)?.role;
  const files: ReplyFile[] =
    file !== undefined && mayHaveFile(desk.exposure, role)
      ? [{ name: `${file}-${todayOf(desk)}.csv`, bytes: cablesCsv(desk, caller, seen), about: seen }]
      : [];
  return {
    to: { member },
    shows: 'metadata',
    reply: {
      title,
      blocks: [
        ...more,
        { kind: 'items', items },
        ...(seen.length > listed ? [{ kind: 'small' as const, text: said`${seen.length - listed} more: /mine` }] : []),
      ],
      actions: [[{ kind: 'run', label: said`All my work`, command: 'mine', options: {}, as: 'reply' }]],
      ...(files.length === 0 ? {} : { files }),
    },
  };
}

/** Completes the last of several names. */
export function completePeople(desk: Desk, caller: Caller, typed: string): Choice[] {
  const parts = typed.split(',');
  const last = (parts.at(-1) ?? '').trim().replace(/^@/, '').toLowerCase();
  const before = parts
    .slice(0, -1)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const named = new Set(before.map((part) => desk.roster.named(caller.desk, part)?.id));
  return desk.roster
    .all(caller.desk)
    .filter(({ id, name }) => !named.has(id) && name.toLowerCase().includes(last))
    .slice(0, 25)
    .map(({ name }) => [...before, name].join(', '))
    .filter((value) => value.length <= 100)
    .map((value) => ({ label: value, value }));
}
