import { noCable } from '../../desk/facts.ts';
import { listPage } from '../../reply/paging.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, Reply } from '../../reply/reply.ts';
import { refuseWhileBlind } from './review-page.ts';
import { currentTag, nearTags, replaceTag, normaliseTag, tagsOf } from '../tags.ts';
import { hash, notice } from './tag-page.ts';
import { exportMenu } from './export-menu.ts';
import { done, lineOf, openAction, person, touch } from './lines.ts';
import { join, plural, quoted, ref, said, strong, time, type Text } from '../../reply/text.ts';
import { press, choose } from '../../reply/actions.ts';

/** What /tag does but many at once (tag-page.ts): put on, rename, merge, list, show. */

const perPage = 8;

/** Puts a tag on a cable; a new one that is like a known one is asked about first, unless `isNew`. */
export function addTag(desk: Desk, caller: Caller, cable: Cable, typed: string, isNew: boolean): Reply {
  refuseWhileBlind(desk, caller, cable.row, [typed]);
  const name = currentTag(desk.facts, caller.desk, normaliseTag(typed));
  const known = tagsOf(desk.facts, caller.desk).map((tag) => tag.name);
  const near = known.includes(name) || isNew ? [] : nearTags(name, known);
  const addAction = (tag: string, label: Text, more: object = {}): Action =>
    press(label, 'tag add', { ref: cable.ref, tag, ...more }, { as: 'replace' });
  if (near.length > 0)
    return notice(said`There is ${join(near.slice(0, 3).map(hash), ', ')} already. Nothing was tagged yet.`, [
      ...near.slice(0, 3).map((tag) => addAction(tag, said`Use ${hash(tag)}`)),
      addAction(name, said`New tag ${hash(name)}`, { new: true }),
    ]);
  const before = desk.facts.get(caller.desk, 'tag', cable.row, name);
  if (before !== undefined && before.act > 0)
    return notice(
      said`${ref(cable.ref)} has ${hash(name)} already: ${person(desk, caller.desk, before.member)}, ${time(before.at, 'relative')}.`,
    );
  const act = desk.act(caller, { act: 'tag', cable: cable.ref, detail: { tag: name } }, ({ act: number, put }) => {
    put('tag', cable.row, name, {});
    touch(desk, caller, put, cable.row);
    return number;
  });
  return done(said`${hash(name)} is on ${ref(cable.ref)}.`, act, {
    actions: [press(said`Another tag`, 'tag add', { ref: cable.ref }, { as: 'replace' })],
  });
}

/** The two tags of a rename or merge, in their normal form. Throws a DeskError when the first is unknown, or both are one. */
export function tagPair(desk: Desk, caller: Caller, typed: string, target: string): { from: string; to: string } {
  const from = normaliseTag(typed);
  const to = normaliseTag(target);
  if (!tagsOf(desk.facts, caller.desk).some(({ name }) => name === from)) throw unknownTag(desk, caller, from);
  if (from === to) throw new DeskError(said`${hash(from)} is that same tag.`, { kind: 'usage' });
  return { from, to };
}

function unknownTag(desk: Desk, caller: Caller, name: string): DeskError {
  const near = nearTags(
    name,
    tagsOf(desk.facts, caller.desk).map((tag) => tag.name),
  );
  return new DeskError(said`There is no tag ${hash(name)}.`, {
    hint: near.length === 0 ? said`/tag list shows all tags.` : said`Did you mean ${join(near.slice(0, 3).map(hash), ', ')}?`,
  });
}

/** Renames or merges a tag on all its cables. */
export function renameTag(desk: Desk, caller: Caller, what: 'rename' | 'merge', from: string, to: string): Reply {
  const { act, cables } = desk.act(caller, { act: what, detail: { tag: from, to } }, (tools) => {
    const seen = desk.facts.all(caller.desk, 'tag', from).length;
    // On withdrawn cables, too: it would come back with them.
    replaceTag(desk.whole.facts, tools, caller.desk, from, to);
    return { act: tools.act, cables: seen };
  });
  return done(said`${hash(from)} is ${hash(to)} now, on ${plural(cables, 'cable')}.`, act);
}

/** One page of all tags with their cables and meanings. */
export function listTags(desk: Desk, caller: Caller, page: number | undefined): Reply {
  const tags = tagsOf(desk.facts, caller.desk);
  if (tags.length === 0) return notice(said`There are no tags yet. The Tag button on a cable adds the first one.`);
  return listPage({
    title: said`${plural(tags.length, 'tag')}`,
    rows: tags,
    perPage,
    page,
    item: ({ name, cables, definition }) => ({
      head: said`${strong(String(cables))} ${hash(name)}${definition === '' ? said`` : said` ${quoted(definition)}`}`,
    }),
    menus: (shown) => [
      [
        choose(
          said`Open a tag`,
          'tag list',
          'tag',
          shown.map(({ name }) => ({ label: `#${name}`, value: name })),
          { as: 'replace' },
        ),
      ],
    ],
    turn: ['tag list', {}],
  });
}

/** One tag: its meaning and, page by page, who put it where. Throws a DeskError with near ones when there is none. */
export function showTag(desk: Desk, caller: Caller, typed: string, page: number | undefined): Reply {
  const name = currentTag(desk.facts, caller.desk, normaliseTag(typed));
  const tag = tagsOf(desk.facts, caller.desk).find((known) => known.name === name);
  if (tag === undefined) throw unknownTag(desk, caller, name);
  const tagged = desk.facts.all(caller.desk, 'tag', name).toSorted((a, b) => b.at - a.at);
  return listPage({
    title: said`${hash(name)}: ${plural(tagged.length, 'cable')}`,
    before: tag.definition === '' ? [] : [{ kind: 'text', text: [quoted(tag.definition)] }],
    rows: tagged,
    perPage: 5,
    page,
    item: ({ cable, member, at }) =>
      desk.cables.heads([cable]).map((head) => {
        const { head: line, lines } = lineOf(desk, caller.desk, head);
        return {
          head: line,
          lines: [...lines, said`tagged by ${person(desk, caller.desk, member)}, ${time(at, 'relative')}`],
          actions: [openAction(head.ref)],
        };
      }),
    turn: ['tag list', { tag: name }],
    beside: [press(said`Search these`, 'search', { query: `tag:${name}` }, { as: 'replace' })],
    menus: () => (tagged.length === 0 ? [] : [exportMenu(desk, caller, { tag: name })]),
  });
}

/** Takes a tag off a cable. */
export function removeTag(desk: Desk, caller: Caller, cable: Cable, typed: string): Reply {
  refuseWhileBlind(desk, caller, cable.row);
  const name = normaliseTag(typed);
  const { act, was } = desk.act(caller, { act: 'untag', cable: cable.ref, detail: { tag: name } }, ({ act: number, drop, put }) => {
    touch(desk, caller, put, cable.row);
    return { act: number, was: drop('tag', cable.row, name) };
  });
  return was
    ? done(said`${hash(name)} is removed from ${ref(cable.ref)}.`, act)
    : notice(said`${ref(cable.ref)} does not have ${hash(name)}.`);
}

/** Says what a tag means. */
export function defineTag(desk: Desk, caller: Caller, typed: string, meaning: string): Reply {
  const name = currentTag(desk.facts, caller.desk, normaliseTag(typed));
  const act = desk.act(caller, { act: 'define', detail: { tag: name } }, ({ act: number, put }) => {
    put('label', noCable, name, { definition: meaning });
    return number;
  });
  return done(said`${hash(name)}: ${quoted(meaning)}`, act);
}
