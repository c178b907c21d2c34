import { z } from 'zod';
import type { Cable } from '../../cables/cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, Choice, Reply } from '../../reply/reply.ts';
import { readsBlind } from '../reviews.ts';
import { foundRows } from '../../search/search.ts';
import { currentTag, normaliseTag, tagsOf, tagsOn } from '../tags.ts';
import { done, person } from './lines.ts';
import { asTyped, join, own, plural, quoted, ref, said, strong, time, type Text, ours } from '../../reply/text.ts';
import { press, form, choose } from '../../reply/actions.ts';

/** The tag chooser, and bulk tagging. */

export const hash = (name: string) => quoted(`#${name}`);

export const notice = (text: Text, actions: Action[] = []): Reply => ({
  tone: 'notice',
  blocks: [{ kind: 'text', text }],
  ...(actions.length === 0 ? {} : { actions: [actions] }),
});

/** Tags to put on a cable or take off it, best suggestions first. */
export function chooser(desk: Desk, caller: Caller, cable: Cable): Reply {
  const on = tagsOn(desk.facts, caller.desk, cable.row);
  const choices = suggested(desk, caller, cable, new Set(on.map(({ key }) => key)));
  const options = { ref: cable.ref };
  const actions: Action[][] = [];
  if (choices.length > 0) actions.push([choose(said`Add a tag`, 'tag add', 'tag', choices, { as: 'replace', options })]);
  if (on.length > 0)
    actions.push([
      choose(
        said`Remove a tag`,
        'tag remove',
        'tag',
        on.map(({ key }) => ({ label: `#${key}`, value: key })),
        { as: 'replace', options },
      ),
    ]);
  actions.push([
    form(said`New tag`, 'tag add', options, {
      as: 'replace',
      title: said`A new tag`,
      fields: [{ option: 'tag', label: ours('Tag'), description: ours('Letters, digits, - and _'), required: true, max: 60 }],
    }),
  ]);
  return {
    title: said`Tags of ${ref(cable.ref)}`,
    blocks: [
      {
        kind: 'text',
        text:
          on.length === 0
            ? said`It has no tags yet.`
            : join(
                on.map(({ key, member, at }) => said`${hash(key)} ${person(desk, caller.desk, member)}, ${time(at, 'relative')}`),
                '\n',
              ),
      },
    ],
    actions,
  };
}

/** Suggested tags with reasons: those of cables it cites or is cited by, the caller's recent ones, then all by frequency. */
function suggested(desk: Desk, caller: Caller, cable: Cable, without: ReadonlySet<string>): Choice[] {
  const reasons = new Map<string, string>();
  const suggest = (name: string, reason: string): void => {
    if (!without.has(name) && !reasons.has(name)) reasons.set(name, reason);
  };
  const cited = desk.cables
    .citations(cable.row)
    .flatMap((citation) => (citation.ref === undefined ? [] : [desk.cables.get(citation.ref)?.row ?? 0]));
  for (const row of [...cited, ...desk.cables.citedBy(cable.row).map((head) => head.row)])
    for (const { key } of tagsOn(desk.facts, caller.desk, row)) suggest(key, ours('on a cable that it cites or is cited by'));
  const mine = desk.facts.all(caller.desk, 'tag').filter(({ member }) => member === caller.member);
  for (const { key } of mine.toReversed().slice(0, 50)) if (reasons.size < 12) suggest(key, ours('you used it lately'));
  for (const { name, cables } of tagsOf(desk.facts, caller.desk).toSorted((a, b) => b.cables - a.cables))
    suggest(name, ours`on ${cables} cables`);
  return [...reasons].slice(0, 25).map(([name, description]) => ({ label: `#${name}`, value: name, description }));
}

type Bulk = { query: string; add?: string; remove?: string; frozen?: string };

/** Previews the change; the confirmation carries exactly the cables that were counted. */
export async function bulk(desk: Desk, caller: Caller, { query, add: adding, remove: removing, frozen }: Bulk): Promise<Reply> {
  if ((adding === undefined) === (removing === undefined))
    throw new DeskError(said`Choose one: ${asTyped('add')} or ${asTyped('remove')}.`, { kind: 'usage' });
  const isAdding = adding !== undefined;
  const name = currentTag(desk.facts, caller.desk, normaliseTag(adding ?? removing ?? ''));
  if (frozen !== undefined) {
    const kept = desk.views.find(caller.desk, frozen);
    if (kept === undefined) throw new DeskError(said`That preview is no longer kept here.`, { hint: said`Ask for it again.` });
    if (name !== normaliseTag(adding ?? removing ?? ''))
      throw new DeskError(said`The tag was renamed or merged into ${hash(name)} since the preview.`, {
        hint: said`Ask for the preview again.`,
      });
    const frozenRows = z.array(z.number()).safeParse(JSON.parse(kept));
    if (!frozenRows.success) throw new DeskError(said`I don’t know that preview.`, { hint: said`Ask for it again.` });
    // Skip cables that the caller is reading blind: the tag would unblind the other reader.
    const rows = desk.cables.existing(frozenRows.data).filter((row) => !readsBlind(desk.facts, caller.desk, row, caller.member));
    const { act, count: changed } = desk.act(
      caller,
      { act: isAdding ? 'tag many' : 'untag many', detail: { tag: name, cables: rows.length } },
      ({ act: number, put, drop }) => ({
        act: number,
        count: rows.filter((row) => (isAdding ? put('tag', row, name, {}) : drop('tag', row, name))).length,
      }),
    );
    return done(
      isAdding
        ? said`${hash(name)} is on ${plural(changed, 'more cable')}.`
        : said`${hash(name)} is removed from ${plural(changed, 'cable')}.`,
      act,
    );
  }
  const { query: read, rows } = await foundRows(desk, caller, { query });
  if (read.faults.length > 0)
    throw new DeskError(said`The search has an error, so nothing changed: ${own(read.faults[0]?.message ?? '')}`, {
      kind: 'usage',
      hint: said`Try it with ${strong('/search')} first.`,
    });
  const before = desk.facts.cables(caller.desk, 'tag', name);
  const touched = [...rows].filter((row) => before.has(row) !== isAdding);
  const found = rows.size;
  if (touched.length === 0)
    return notice(
      isAdding
        ? said`${plural(found, 'cable')} found, and all of them have ${hash(name)} already.`
        : said`${plural(found, 'cable')} found, and none of them has ${hash(name)}.`,
    );
  const key = desk.views.keep(caller.desk, JSON.stringify(touched));
  const options = { query, ...(isAdding ? { add: name } : { remove: name }), frozen: key };
  const label = isAdding ? said`Add it to ${plural(touched.length, 'cable')}` : said`Remove it from ${plural(touched.length, 'cable')}`;
  return {
    title: isAdding
      ? said`${hash(name)} on ${plural(touched.length, 'cable')}?`
      : said`${hash(name)} off ${plural(touched.length, 'cable')}?`,
    blocks: [
      {
        kind: 'text',
        text: said`${quoted(query)} finds ${plural(found, 'cable')}; ${found - touched.length} of them ${own(isAdding ? (found - touched.length === 1 ? 'has it already' : 'have it already') : 'without it')}.`,
      },
      {
        kind: 'small',
        text: said`Exactly these cables will change, whatever is imported or tagged before you confirm. One press undoes it.`,
      },
    ],
    actions: [[press(label, 'tag bulk', options, { as: 'replace', style: 'main' }), press(said`Open the list first`, 'search', { query })]],
  };
}
