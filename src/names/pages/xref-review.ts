import { z } from 'zod';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { entityKinds } from '../resolve/entity.ts';
import { listedKey } from '../compare/listed-name.ts';
import { openEntity, shortName } from './entity-page.ts';
import { entityNamed } from './section.ts';
import { placesOf } from './sayings.ts';
import { listPage } from '../../reply/paging.ts';
import { passageText } from '../../cables/cards.ts';
import { DeskError } from '../../reply/failure.ts';
import { judge, keyOfEntity, rulingsOf } from '../../team/judgments.ts';
import type { Counted } from '../lookup.ts';
import { excerptLimit, mayRun } from '../../desk/policy.ts';
import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { own, plural, quoted, ref, said, strong, type Text } from '../../reply/text.ts';
import type { EntryOutcome } from './xref.ts';
import { press } from '../../reply/actions.ts';

/** The near matches of a list under review, kept as a view for its buttons. `why` is in our own words. */
const nearList = z.object({
  near: z.array(z.object({ entry: z.string(), kind: z.enum(entityKinds), known: z.string(), why: z.string() })).min(1),
});
type Near = z.infer<typeof nearList>['near'][number];

/** Near matches per page: what fits a message with three buttons each. */
const perPage = 4;

/** Stores the near matches among these outcomes; returns their key for `reviewPage`, or undefined when there are none. */
export function keepNear(desk: Desk, caller: Caller, all: readonly EntryOutcome[]): { key: string; entries: number } | undefined {
  const near = all.flatMap(({ entry, matches }): Near[] =>
    matches.flatMap(({ how, kind, known, why }) => (how === 'near' ? [{ entry, kind, known, why: why.join(', ') }] : [])),
  );
  if (near.length === 0) return undefined;
  return { key: desk.views.keep(caller.desk, JSON.stringify({ near })), entries: new Set(near.map(({ entry }) => entry)).size };
}

function storedNear(desk: Desk, caller: Caller, key: string): Near[] {
  const text = desk.views.find(caller.desk, key);
  const read = text === undefined ? undefined : nearList.safeParse(JSON.parse(text)).data;
  if (read === undefined)
    throw new DeskError(said`That list is not kept here any more.`, { hint: said`Ask again with ${strong('/names lookup')}.` });
  return read.near;
}

/** Near matches without a decision, of entities that the caller may see. */
function undecided(desk: Desk, caller: Caller, near: readonly Near[]): { near: Near; entity: Counted }[] {
  const rulings = rulingsOf(desk.facts, caller.desk);
  const same = new Set(rulings.filter(({ verb }) => verb === 'same').map(({ name }) => name));
  const pairs = new Set(rulings.map(({ kind, name, to }) => `${kind}|${name}|${to}`));
  return near.flatMap((one) => {
    if (same.has(listedKey(one.entry))) return [];
    const entity = desk.names.named(one.known, one.kind)[0];
    if (entity === undefined || pairs.has(`${entity.kind}|${listedKey(one.entry)}|${keyOfEntity(entity)}`)) return [];
    return [{ near: one, entity }];
  });
}

export type MatchVerdict = 'same' | 'other';

/** Records whether a list entry is this entity. Throws a DeskError when it is decided already. */
export async function decideListed(
  desk: Desk,
  caller: Caller,
  { entry, entity: named, verdict }: { entry: string; entity: string; verdict: MatchVerdict },
): Promise<{ act: number; text: Text }> {
  const entity = await entityNamed(desk, caller, named);
  const name = listedKey(entry);
  if (name === '') throw new DeskError(said`A name needs at least one letter.`, { kind: 'usage' });
  const act = desk.act(
    caller,
    { act: `entity ${verdict}`, detail: { verb: verdict, kind: entity.kind, name, to: keyOfEntity(entity) } },
    (tools) => {
      if (!judge(tools, { verb: verdict, kind: entity.kind, name, to: keyOfEntity(entity) }))
        throw new DeskError(said`That has been decided already.`, { hint: said`${strong('/names decisions')} says who decided it.` });
      return tools.act;
    },
  );
  return {
    act,
    text:
      verdict === 'same'
        ? said`${quoted(entry)} is ${quoted(entity.name)}. Future lists follow it too.`
        : said`${quoted(entry)} is not ${quoted(entity.name)}. Future lists follow it too.`,
  };
}

/** One page of a list's near matches, each with what the cables say and buttons to confirm or reject it. */
export function reviewPage(desk: Desk, caller: Caller, key: string, wanted: number, done?: { act: number; text: Text }): Reply {
  const near = storedNear(desk, caller, key);
  const open = undecided(desk, caller, near);
  const isEditor = mayRun(caller, 'editor').allowed;
  const undo: Action[] = done === undefined ? [] : [press(said`Undo`, 'undo', { act: done.act })];
  const blocks: Block[] = done === undefined ? [] : [{ kind: 'text', text: done.text }];
  if (open.length === 0)
    return {
      title: said`No possible matches are open`,
      blocks: [
        ...blocks,
        { kind: 'text', text: said`All ${plural(near.length, 'possible match', 'possible matches')} on that list are decided.` },
      ],
      actions: undo.length === 0 ? [] : [undo],
    };
  return listPage({
    title: said`${plural(open.length, 'possible match', 'possible matches')} to decide`,
    before: [...blocks, ...(isEditor ? [] : [{ kind: 'small' as const, text: said`Only editors confirm or reject them.` }])],
    rows: open,
    perPage,
    page: wanted,
    item: ({ near: one, entity }) => item(desk, one, entity, { key, page: wanted }),
    turn: ['names lookup', { near: key }],
    beside: undo,
  });
}

function item(desk: Desk, { entry, why, kind, known }: Near, entity: Counted, { key, page }: { key: string; page: number }): Item {
  const mentions = desk.names.mentions(entity.id);
  const place = placesOf(desk, mentions.filter(({ part }) => part === 'body').slice(0, 5)).find(
    ({ sentence }) => sentence !== undefined && sentence.end - sentence.start <= excerptLimit(desk.exposure),
  );
  const verdict = (one: MatchVerdict, label: Text): Action =>
    press(
      label,
      'names lookup',
      { near: key, page, entry, entity: `${kind}:${known}`, verdict: one },
      { as: 'replace', ...(one === 'same' ? { style: 'main' as const } : {}) },
    );
  return {
    head: said`${quoted(shortName(entry))} → ${{ kind: 'mark', text: shortName(entity.name) }}`,
    lines: [
      said`${own(entity.kind)} · ${plural(entity.cables, 'cable')}${entity.first === '' ? said`` : said`, ${quoted(entity.first)}${entity.first === entity.last ? said`` : said` to ${quoted(entity.last)}`}`} · near: ${own(why)}`,
    ],
    ...(place?.sentence === undefined
      ? {}
      : {
          passage: [
            ...passageText(
              place.cable.body.slice(place.sentence.start, place.sentence.end),
              [[place.mention.start - place.sentence.start, place.mention.end - place.sentence.start]],
              { before: false, after: false },
              { cable: place.cable.row, at: place.sentence.start },
            ),
            own(' '),
            ref(place.cable.ref),
          ],
        }),
    actions: [verdict('same', said`Same`), verdict('other', said`Not the same`), openEntity(entity, said`Open`)],
  };
}
