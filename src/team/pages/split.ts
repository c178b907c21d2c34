import { rolesToShare, splitPeople, splitWeights } from './split-people.ts';
import { listPost } from './list-post.ts';
import { cablesToSplit, findAssignable, skippedText, unitsAmong } from './split-cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Member } from '../../desk/roster.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Reply } from '../../reply/reply.ts';
import { keepPlan, keptPlan, planAmong, planLines } from './share-plan.ts';
import { colleague, done, dueDay, person } from './lines.ts';
import { count, join, own, plural, quoted, said, strong, type Text, ours, english } from '../../reply/text.ts';
import type { priorities } from '../../desk/kinds.ts';
import { workOn, type Work } from '../work.ts';
import { form, press, type FormAction } from '../../reply/actions.ts';

/** Assigns many cables to several people at once: /work split. */

/** Cables that can be shared out at once: one transaction, during which nothing else is written. */
const maxCables = 20_000;

type Asked = {
  query: string;
  among?: string;
  weights?: string;
  due?: string;
  priority?: (typeof priorities)[number];
  why?: string;
  frozen?: string;
};

/** Previews who would get what; the confirmation carries exactly that plan. */
export async function split(desk: Desk, caller: Caller, asked: Asked): Promise<Reply> {
  const due = dueDay(desk, asked.due);
  if (asked.frozen !== undefined) return carryOut(desk, caller, asked, due, asked.frozen);
  const rows = await cablesToSplit(desk, caller, asked.query);
  const { size } = rows;
  if (size === 0) throw new DeskError(said`There is nothing to split: no cable for ${quoted(asked.query)}.`);
  const { free, left } = findAssignable(desk, caller, rows);
  if (free.size === 0)
    throw new DeskError(said`There is nothing to split: of the ${plural(size, 'cable')} found ${skippedText(left)}.`, {
      hint: said`To hand over one cable, use /work transfer; for all of somebody’s work, /work handoff.`,
    });
  if (free.size > maxCables)
    throw new DeskError(said`${plural(free.size, 'cable')} are too many to share out at once: ${own(count(maxCables))} at most.`, {
      kind: 'usage',
      hint: said`Narrow the search, for example by year: ${strong('date:2018')}`,
    });
  if (asked.among === undefined) return askForPeople(desk, caller, asked, free.size);
  const people = splitPeople(desk, caller, asked.among);
  const weights = splitWeights(asked.weights, people);
  const todo = await unitsAmong(desk, caller, free);
  const { plan, loads } = planAmong(desk, caller, people, weights, todo);
  const languageOf = new Map(todo.flatMap(({ rows: together, language }) => together.map((row) => [row, language])));
  const { frozen: _, ...same } = asked;
  return {
    title: said`Share out ${plural(free.size, 'cable')} among ${people.length}?`,
    blocks: [
      {
        kind: 'text',
        text: said`${quoted(asked.query)} finds ${plural(size, 'cable')}${left.size === 0 ? said`` : said`; ${skippedText(left)}`}.`,
      },
      {
        kind: 'text',
        text: planLines(desk, caller, plan, loads, (share) => languages(share, languageOf)),
      },
      {
        kind: 'small',
        text: said`Nobody gets what somebody else has. Near-copies, and cables that cite one another, stay together. Exactly this is assigned when you confirm, except any cable taken before then. One press undoes it.`,
      },
    ],
    actions: [
      [
        press(
          said`Share out ${plural(free.size, 'cable')}`,
          'work split',
          { ...same, frozen: keepPlan(desk, caller, plan) },
          { as: 'replace', style: 'main' },
        ),
        peopleForm(said`Change people`, same, people),
        press(said`Open the list first`, 'search', { query: asked.query }),
      ],
    ],
  };
}

/** The first answer when nobody is named yet: how many cables there are, and whom to choose. */
function askForPeople(desk: Desk, caller: Caller, asked: Asked, found: number): Reply {
  const known = rolesToShare(desk, caller);
  return {
    title: said`Share out ${plural(found, 'cable')}: to which people?`,
    blocks: [
      {
        kind: 'small',
        text: said`Discord does not tell a bot who has a role, so ${strong('@reporters')} are those who used me or were named here. Pick anybody who is missing: from then on I know them.`,
      },
    ],
    actions: [
      [
        peopleForm(said`Pick people`, asked),
        ...known.map(({ word, known: many }) =>
          press(said`${own(`@${word}`)} (${many})`, 'work split', { ...asked, among: `@${word}` }, { as: 'replace', disabled: many < 2 }),
        ),
      ],
    ],
  };
}

/** A form with the platform's own list of people, those who never used the bot included. */
const peopleForm = (label: Text, { query, due, priority, why }: Asked, people: readonly Member[] = []): FormAction =>
  form(
    label,
    'work split',
    {
      query,
      ...(due === undefined ? {} : { due }),
      ...(priority === undefined ? {} : { priority }),
      ...(why === undefined ? {} : { why }),
    },
    {
      as: 'replace',
      title: said`Who should read them?`,
      fields: [
        {
          option: 'among',
          label: ours('People'),
          description: ours('Two or more'),
          kind: 'members',
          required: true,
          value: people.map(({ id }) => id).join(','),
        },
      ],
    },
  );

const languageNames: Readonly<Record<string, string>> = english({ fr: 'French', de: 'German', '': 'other' });

/** ` (8 French, 4 other)`; empty where all cables share one language. */
function languages(share: readonly number[], languageOf: ReadonlyMap<number, string>): Text {
  if (new Set(languageOf.values()).size < 2 || share.length === 0) return said``;
  const counts = Map.groupBy(share, (row) => languageOf.get(row) ?? '');
  return said` (${own(
    [...counts]
      .toSorted(([a], [b]) => b.localeCompare(a))
      .map(([language, rows]) => `${rows.length} ${ours(languageNames[language] ?? language)}`)
      .join(', '),
  )})`;
}

function carryOut(desk: Desk, caller: Caller, { priority, why }: Asked, due: string | undefined, frozen: string): Reply {
  const plan = keptPlan(desk, caller, frozen);
  const people = plan.map(([id]) => colleague(desk, caller, id));
  const { cables } = desk.as({ desk: caller.desk, role: 'reader' });
  const total = plan.reduce((sum, [, rows]) => sum + cables.existing(rows).length, 0);
  const { act, gave } = desk.act(caller, { act: 'split' }, ({ act: number, put, post }) => {
    const counts: [string, number][] = [];
    for (const { id } of people) {
      const share = plan.find(([whose]) => whose === id)?.[1] ?? [];
      // Check again inside the transaction: what was taken or withdrawn since the preview is skipped.
      const { free } = findAssignable(desk, caller, cables.existing(share));
      const isMe = id === caller.member;
      for (const row of free)
        put('work', row, '', {
          ...urgencyOf(workOn(desk.facts, caller.desk, row)),
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
      post(() =>
        listPost(desk, caller, id, [...free], {
          title: isMe ? said`Your share: ${plural(free.size, 'cable')}` : said`${from} assigned you ${plural(free.size, 'cable')} to read`,
          more: [
            ...(why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]),
            ...(due === undefined && priority === undefined
              ? []
              : [
                  {
                    kind: 'text' as const,
                    text: join(
                      [
                        ...(due === undefined ? [] : [said`due ${own(due)}`]),
                        ...(priority === undefined ? [] : [said`${own(priority)} priority`]),
                      ],
                      ', ',
                    ),
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
    { actions: [press(said`Board`, 'work board', {})] },
  );
}

/** What is kept of unassigned work: due date and priority. */
const urgencyOf = ({ due, priority }: Work): Partial<Work> => ({
  ...(due === undefined ? {} : { due }),
  ...(priority === undefined ? {} : { priority }),
});
