import { absence } from '../reply/absence.ts';
import { listPage } from '../reply/paging.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../reply/failure.ts';
import { noCable } from '../desk/facts.ts';
import { shownInChannel } from '../desk/policy.ts';
import { parseQuery } from '../query/query.ts';
import type { Action, Item, Reply } from '../reply/reply.ts';
import { isForOneself, recordFields, waitForIndex } from '../search/search.ts';
import { notice } from '../team/pages/tag-page.ts';
import { done, person } from '../team/pages/lines.ts';
import { join, own, plural, quoted, said, strong, time, type Text, ours, oneOr } from '../reply/text.ts';
import { watchFrequencies } from '../desk/kinds.ts';
import { keepWatched, watchedBy, watchesOf, watchOf, type Watch, type WatchValue } from './watches.ts';
import { runWatchQuery, watchTime } from './watcher.ts';
import { lastDueDay } from '../language/zones.ts';
import { inLanguage } from '../reply/language.ts';
import { press } from '../reply/actions.ts';

/** What /searches watch does: a standing query is set up, ended, listed. */

const perPage = 5;

const mostOfOne = 100;

const mostOfDesk = 1000;

type Asked = { query: string; hook?: string; where?: 'me' | 'channel'; when?: (typeof watchFrequencies)[number] };

/** Sets up a standing query. What it finds already is no news. Throws a DeskError when the query has a fault or there are too many watches. */
export async function addWatch(desk: Desk, caller: Caller, { query: typed, where = 'me', when = 'at once', hook }: Asked): Promise<Reply> {
  const query = typed.trim();
  const [fault] = parseQuery(query, recordFields(desk)).faults;
  if (fault !== undefined)
    throw new DeskError(said`The search has an error, so it is not watched: ${own(fault.message)}`, {
      kind: 'usage',
      hint: said`Try it with ${strong('/search')} first.`,
    });
  // Stars are watched for nobody; a set that is not shared, for its owner alone.
  const isTold = where === 'channel' || hook !== undefined;
  if (isForOneself(desk, isTold ? caller : { desk: caller.desk, member: '' }, { query }))
    throw new DeskError(said`What you starred is not watched, and a set that you have not shared is not for others.`, {
      kind: 'usage',
      hint: said`${strong('/search')} finds them.`,
    });
  const { place } = caller;
  if (where === 'channel' && place === undefined)
    throw new DeskError(said`There is no channel here.`, { kind: 'usage', hint: said`Run this in the channel where you want to be told.` });
  if (hook !== undefined) refuseUnknownHook(desk, hook);
  refuseTooMany(desk, caller, { query, channel: where === 'channel' ? place?.id : undefined });
  await waitForIndex(desk);
  // What matches already is no news.
  // What is stored is in the desk's language, whoever asks.
  const { rows, trouble } = await inLanguage(desk.language, () => runWatchQuery(desk, caller.desk, caller.member, query));
  const { size } = rows;
  const schedule = watchTime(desk, caller.desk);
  const value: WatchValue = {
    query,
    when,
    ...(hook === undefined ? {} : { hook }),
    ...(place === undefined
      ? {}
      : where === 'channel'
        ? { channel: place.id, listed: place.listed, open: place.open }
        : { place: place.id }),
    ...(when === 'daily' ? { floor: lastDueDay(schedule.zone, schedule.time, desk.now()) } : {}),
  };
  const act = desk.act(caller, { act: 'watch add' }, ({ act: number, put, db }) => {
    put('watch', noCable, String(number), value);
    keepWatched(db, caller.desk, String(number), { seen: rows, trouble });
    return number;
  });
  const counts = where === 'channel' && place !== undefined && !shownInChannel(desk.exposure, place).metadata;
  return done(
    said`Watch ${own(String(act))}: ${quoted(query)}. ${absence(said`${plural(size, 'cable')} ${oneOr(size, 'matches', 'match')} already`, size === 0 ? ours('Not found so far') : ours`${size} so far`)}; I’ll tell ${where === 'channel' ? (counts ? said`this channel how many new ones match` : said`this channel about each new match once`) : said`you about each new match once`}, ${when === 'daily' ? said`every day at ${own(schedule.time)} (${own(schedule.zone)})` : said`as soon as it matches`}.${trouble === '' ? said`` : said` For now: ${own(trouble)} The watch will wait.`}${hook === undefined ? said`` : said` The webhook ${quoted(hook)} is told, too.`}`,
    act,
    { actions: [press(said`Watches`, 'searches watch list', {})] },
  );
}

/** The operator alone says where anything is sent: nobody names an address in the chat. */
function refuseUnknownHook(desk: Desk, hook: string): void {
  if (desk.webhooks.has(hook)) return;
  const known = [...desk.webhooks.keys()];
  throw new DeskError(said`There is no webhook ${quoted(hook)}.`, {
    kind: 'usage',
    hint: known.length === 0 ? said`The operator can name some: CABLEDESK_WEBHOOKS.` : said`There are ${join(known.map(quoted), ', ')}.`,
  });
}

function refuseTooMany(desk: Desk, caller: Caller, { query, channel }: { query: string; channel: string | undefined }): void {
  const all = watchesOf(desk.facts, caller.desk);
  const mine = all.filter(({ owner }) => owner === caller.member);
  const same = mine.find((one) => one.query === query && one.channel === channel);
  if (same !== undefined)
    throw new DeskError(said`You watch ${quoted(query)} already: watch ${own(same.key)}.`, {
      actions: [press(said`Watches`, 'searches watch list', {})],
    });
  if (mine.length >= mostOfOne || all.length >= mostOfDesk)
    throw new DeskError(
      mine.length >= mostOfOne
        ? said`You have ${plural(mine.length, 'watch', 'watches')}; ${mostOfOne} are allowed.`
        : said`The desk has ${plural(all.length, 'watch', 'watches')}; ${mostOfDesk} are allowed.`,
      { hint: said`Join some with OR, or end the ones that report too often: /searches watch list` },
    );
}

/** Those that a member is told of, or could be: their own, and those of channels. */
const watchesFor = (desk: Desk, caller: Caller): Watch[] =>
  watchesOf(desk.facts, caller.desk).filter(({ owner, channel }) => owner === caller.member || channel !== undefined);

/** The caller's watches, and those told in channels. */
export function listWatches(desk: Desk, caller: Caller, page: number): Reply {
  const watches = watchesFor(desk, caller);
  if (watches.length === 0) return notice(said`There are no watches yet. ${strong('/searches watch add')} adds one.`);
  return listPage({
    title: said`${plural(watches.length, 'watch', 'watches')}`,
    rows: watches,
    perPage,
    page,
    item: (watch) => itemOf(desk, caller, watch),
    turn: ['searches watch list', {}],
  });
}

function itemOf(desk: Desk, caller: Caller, watch: Watch): Item {
  const { key, query, when, channel, owner, since, hook } = watch;
  const [fault] = parseQuery(query, recordFields(desk)).faults;
  const trouble = fault?.message ?? watchedBy(desk.db, caller.desk, key)?.trouble ?? '';
  const where: Text =
    channel === undefined
      ? said`tells you`
      : said`posts in ${{ kind: 'channel', id: channel, name: channel }}, set up by ${person(desk, caller.desk, owner)}`;
  const actions: Action[] = [press(said`Search`, 'search', { query, sort: 'newest' })];
  if (mayEnd(caller, watch)) actions.push(press(said`End`, 'searches watch remove', { watch: Number(key) }));
  return {
    head: said`${own(key)}. ${quoted(query)}`,
    lines: [
      said`${where}, ${own(when)}, since ${time(since, 'relative')}`,
      ...(hook === undefined ? [] : [said`Sends to the webhook ${quoted(hook)}, too.`]),
      ...(trouble === '' ? [] : [said`${strong('Not working as intended:')} ${own(trouble)} It is kept.`]),
    ],
    actions,
  };
}

const mayEnd = (caller: Caller, { owner, channel }: Watch): boolean =>
  owner === caller.member || (channel !== undefined && caller.role === 'lead');

/** Ends a watch, if this caller may. Throws a DeskError otherwise. */
export function removeWatch(desk: Desk, caller: Caller, number: number): Reply {
  const key = String(number);
  const { act, query } = desk.act(caller, { act: 'watch remove' }, ({ act: made, drop }) => {
    const watch = watchOf(desk.facts, caller.desk, key);
    if (watch === undefined || (watch.owner !== caller.member && watch.channel === undefined))
      throw new DeskError(said`You have no watch ${own(key)}.`, { hint: said`/searches watch list shows your watches.` });
    if (!mayEnd(caller, watch))
      throw new DeskError(said`That watch is ${person(desk, caller.desk, watch.owner)}'s; only they and leads can end it.`);
    drop('watch', noCable, key);
    return { act: made, query: watch.query };
  });
  return done(said`${quoted(query)} is no longer watched.`, act);
}
