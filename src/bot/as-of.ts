import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { countActs } from '../desk/history.ts';
import type { Past } from '../desk/past/pasts.ts';
import { addDays } from '../language/zones.ts';
import { partialDate } from '../language/partial-date.ts';
import { parseQuery } from '../query/query.ts';
import { press } from '../reply/actions.ts';
import { mapTexts } from '../reply/map-texts.ts';
import { stretchesOf } from '../reply/stretches.ts';
import type { ActionOptions, Block, Reply, TextPiece } from '../reply/reply.ts';
import { asTyped, join, own, plural, said, type Part, type Text } from '../reply/text.ts';
import type { RunnableCommand } from './command.ts';
import { mapActions, optionsOf } from './offered.ts';
import { usage } from './options.ts';

/**
 * Answers as of a day. A call that names one (`asof:` among its options, or in a search) is answered by the desk as it was then;
 * the answer says so, its buttons stay on that day, and those that would change something are left out.
 */

/** The options that hold searches, by their names in every command. */
const searchOptions = ['query', 'with', 'filters', 'add', 'question'] as const;
const inSearch = /(?:^|[\s(+-])asof:/i;

/** The day that a call asks about, as it was typed; undefined: as it is now. Throws a DeskError (usage) for two. */
function dayAsked(options: ActionOptions): string | undefined {
  const searches = searchOptions.map((name) => String(options[name] ?? '')).filter((text) => inSearch.test(text));
  const typed = searches.map((text) => parseQuery(text).asOf ?? '');
  const days = new Set(
    [...(options['asof'] === undefined ? [] : [String(options['asof'])]), ...typed].map((day) => partialDate(day) ?? day),
  );
  const [day] = days;
  if (days.size > 1) throw usage(said`An answer can be as of one day only.`, said`Leave all but one asof: out.`);
  if (day === '') throw usage(said`asof: needs a day right behind it.`, said`For example ${asTyped('asof:2026-08-01')}.`);
  return day;
}

const looksBack = ({ looksBack: looks }: RunnableCommand, options: ActionOptions): boolean =>
  typeof looks === 'function' ? looks(options) : looks === true;

/** The desk that a call asks: as it is now, or as it was. Throws a DeskError (usage) where there is no such day, and for what changes the desk. */
export async function deskAsked(desk: Desk, runnable: RunnableCommand, options: ActionOptions): Promise<Desk> {
  const day = dayAsked(options);
  if (day === undefined) return desk;
  if (!looksBack(runnable, options))
    throw usage(said`${asTyped(`/${runnable.name}`)} works on the desk as it is now, so it takes no asof:.`, said`Leave asof: out.`);
  return desk.asOf(day);
}

/** What a desk of the past answered, as it is shown. `live`: the desk as the caller sees it now. */
export function asOfThen(
  reply: Reply,
  past: Past,
  live: Desk,
  caller: Caller,
  find: (command: string) => RunnableCommand | undefined,
): Reply {
  const then = ofVersions(keptOn(reply, past.day, find), past.changed);
  const isOther = stretchesOf(then).some(({ cable, version }) => version !== undefined && past.changed.get(cable) === version);
  const blocks: Block[] = [
    ...then.blocks,
    ...(isOther ? [{ kind: 'small' as const, text: said`An import has since changed a text shown here.` }] : []),
    ...remarks(past, live, caller),
  ];
  const rows = (then.actions ?? []).filter((row) => row.length > 0);
  const since = [
    press(said`Changes since`, 'work activity', { since: addDays(past.day, 1) }),
    press(said`New cables since`, 'search', { query: `came:>${past.day}`, sort: 'newest' }),
  ];
  return {
    ...then,
    ...(then.title === undefined ? {} : { title: said`As of ${own(past.day)}: ${then.title}` }),
    blocks: then.title === undefined ? [{ kind: 'text', text: said`As of ${own(past.day)}:` }, ...blocks] : blocks,
    actions: [...rows, since],
    // A file is passed on without the answer that it came with.
    ...(then.files === undefined ? {} : { files: then.files.map((file) => ({ ...file, name: `as-of-${past.day}-${file.name}` })) }),
  };
}

/** What happened since then, and what cannot be shown as it was. */
function remarks(past: Past, live: Desk, caller: Caller): Block[] {
  const came = live.db.prepare<[number], number>('SELECT count(*) FROM cables WHERE imported_at > ?').pluck().get(past.at) ?? 0;
  const changed = live.cables.existing([...past.changed.keys()]).length;
  const acts = countActs(live.db, caller.desk, past.at + 1).filter(({ one }) => one !== 'cable imported');
  const all: (Part | Text)[] = [
    ...(came === 0 ? [] : [said`${plural(came, 'cable')} came`]),
    ...(changed === 0 ? [] : [said`the text of ${plural(changed, 'cable')} changed`]),
    ...acts.map(({ one, many, count }) => plural(count, one, many)),
  ];
  const since = all.length === 0 ? said`Nothing has changed since.` : said`Since then: ${join(all, ', ')}.`;
  const removed = said` ${plural(past.removed, 'cable')} of that day cannot be shown: a trove was removed since.`;
  return [
    { kind: 'small', text: since },
    {
      kind: 'small',
      text: said`At the end of that day (${own(past.zone)}): cables, texts, notes, work and decisions of then. What is withdrawn now stays withdrawn; people’s names and roles are today’s.${past.removed === 0 ? said`` : removed}`,
    },
  ];
}

/** The answer with its buttons on the same day, and without those that change something. */
function keptOn(reply: Reply, day: string, find: (command: string) => RunnableCommand | undefined): Reply {
  const inQuery = (query: string): string => (inSearch.test(query) ? query : `${query.trim()} asof:${day}`.trim());
  return mapActions(reply, (action) => {
    if (action.kind === 'link') return action;
    const runnable = find(action.command);
    if (runnable === undefined || !looksBack(runnable, optionsOf(action))) return undefined;
    const { options = {} } = runnable;
    if (options['asof'] !== undefined) return { ...action, options: { ...action.options, asof: day } };
    if (action.kind === 'form')
      return {
        ...action,
        fields: action.fields.map((field) => (field.option === 'query' ? { ...field, value: inQuery(field.value ?? '') } : field)),
      };
    if (action.kind === 'choose' && action.option === 'query')
      return { ...action, choices: action.choices.map((choice) => ({ ...choice, value: inQuery(choice.value) })) };
    return { ...action, options: { ...action.options, query: inQuery(String(action.options['query'] ?? '')) } };
  });
}

/** The answer with the pieces of cables in it that have another text now marked as of the version that they are of. */
function ofVersions(reply: Reply, changed: Past['changed']): Reply {
  if (changed.size === 0) return reply;
  const of = <P extends { cable: number; version?: number | undefined }>(piece: P): P => {
    const version = piece.version ?? changed.get(piece.cable);
    return version === undefined ? piece : { ...piece, version };
  };
  const pieces = (held: readonly TextPiece[] = []): TextPiece[] => held.map(of);
  const then = mapTexts(reply, (text) =>
    text.map((part) =>
      (part.kind === 'quoted' || part.kind === 'mark') && part.from !== undefined ? { ...part, from: of(part.from) } : part,
    ),
  );
  return {
    ...then,
    ...(then.holds === undefined ? {} : { holds: pieces(then.holds) }),
    ...(then.files === undefined
      ? {}
      : { files: then.files.map((file) => (file.holds === undefined ? file : { ...file, holds: pieces(file.holds) })) }),
  };
}
