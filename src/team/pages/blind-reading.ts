import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Tools } from '../../desk/act.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, Reply } from '../../reply/reply.ts';
import { compareDouble, requireDouble, marksForm } from './review-page.ts';
import { disagreements, doubleOf, type Double } from '../reviews.ts';
import { currentTag, normaliseTag } from '../tags.ts';
import { done, person } from './lines.ts';
import { own, plural, quoted, ref, said } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

/** The actions of /check review on a cable that two people read blind. */

/** Tags per reader and cable. */
const maxTags = 20;

const lookAction = (cable: Cable): Action => press(said`Compare`, 'check review compare', { ref: cable.ref }, { as: 'replace' });

/** Starts a blind reading by two people. Throws a DeskError when the readers are the same or one was started before. */
export function readByTwo(desk: Desk, caller: Caller, cable: Cable, readers: [string, string]): Reply {
  if (readers[0] === readers[1])
    throw new DeskError(said`A blind reading needs two people; both are ${person(desk, caller.desk, readers[0])}.`, { kind: 'usage' });
  const act = desk.act(caller, { act: 'double', cable: cable.ref }, (tools) => {
    const before = doubleOf(desk.facts, caller.desk, cable.row);
    if (before?.isOpen === true)
      throw new DeskError(
        said`${ref(cable.ref)} is being read blind already, by ${person(desk, caller.desk, before.a.member)} and ${person(desk, caller.desk, before.b.member)}.`,
        { actions: [lookAction(cable)] },
      );
    if (before !== undefined) throw new DeskError(said`${ref(cable.ref)} was read blind by two already.`, { actions: [lookAction(cable)] });
    tools.put('double', cable.row, '', { readers, by: caller.member, at: desk.now(), settled: {} });
    // Clears tags left over from an earlier reading that was undone.
    for (const member of readers) tools.put('double', cable.row, member, { tags: [] });
    for (const member of readers)
      if (member !== caller.member)
        tools.post(() => ({
          to: { member },
          shows: 'metadata',
          about: cable.row,
          reply: {
            title: said`${person(desk, caller.desk, caller.member)} asked you to read a cable blind`,
            blocks: [
              { kind: 'text', text: headLine(cable) },
              { kind: 'text', text: subjectLine(cable) },
              {
                kind: 'small',
                text: said`Somebody else reads it too. Press *My tags* to give your tags; neither of you sees the other’s until both have finished.`,
              },
            ],
            actions: [[press(said`Open`, 'cable', { ref: cable.ref }), { ...marksForm(cable.ref, []), as: 'reply' }]],
          },
        }));
    return tools.act;
  });
  return done(
    said`${person(desk, caller.desk, readers[0])} and ${person(desk, caller.desk, readers[1])} read ${ref(cable.ref)} blind.`,
    act,
    {
      actions: [lookAction(cable)],
    },
  );
}

/** The caller's part in an unfinished blind reading. Throws a DeskError when there is none. */
function myPart(desk: Desk, caller: Caller, cable: Cable): { double: Double; me: Double['a'] } {
  const found = requireDouble(desk, caller, cable);
  const me = [found.a, found.b].find(({ member }) => member === caller.member);
  if (me === undefined)
    throw new DeskError(
      said`${person(desk, caller.desk, found.a.member)} and ${person(desk, caller.desk, found.b.member)} read ${ref(cable.ref)} blind, not you.`,
    );
  if (me.finished !== undefined)
    throw new DeskError(said`You have finished reading ${ref(cable.ref)}.`, {
      hint: said`Your tags stay as they are: that keeps the reading blind.`,
      actions: [lookAction(cable)],
    });
  return { double: found, me };
}

/** Sets the caller's own tags, which nobody else may see yet. */
export function markBlind(desk: Desk, caller: Caller, cable: Cable, typed: string): Reply {
  const tags = [
    ...new Set(
      typed
        .split(/[\s,;]+/)
        .filter((one) => one !== '')
        .map((one) => currentTag(desk.facts, caller.desk, normaliseTag(one))),
    ),
  ].toSorted();
  if (tags.length > maxTags) throw new DeskError(said`${maxTags} tags at most for one cable; you gave ${tags.length}.`, { kind: 'usage' });
  // The tags must not appear in the log or a history.
  desk.act(caller, { act: 'mark', cable: cable.ref }, (tools) => {
    myPart(desk, caller, cable);
    tools.put('double', cable.row, caller.member, { tags });
    return null;
  });
  return compareDouble(desk, caller, cable);
}

/** Finishes the caller's part; once both have finished, their tags are shown. */
export function finishBlind(desk: Desk, caller: Caller, cable: Cable): Reply {
  desk.act(caller, { act: 'finish', cable: cable.ref }, (tools) => {
    const { double: two, me } = myPart(desk, caller, cable);
    tools.put('double', cable.row, caller.member, { tags: me.tags, finished: desk.now() });
    const other = two.a.member === caller.member ? two.b : two.a;
    if (other.finished === undefined) return null;
    for (const member of new Set([other.member, two.by]))
      if (member !== caller.member)
        tools.post(() => ({
          to: { member },
          shows: 'metadata',
          about: cable.row,
          reply: {
            blocks: [{ kind: 'text', text: said`Both have finished reading ${ref(cable.ref)} blind.` }],
            actions: [[press(said`Compare`, 'check review compare', { ref: cable.ref })]],
          },
        }));
    return null;
  });
  return compareDouble(desk, caller, cable);
}

/** Settles disagreements in favour of one or both readers: puts their tags, and the agreed ones, on the cable. */
export function acceptTags(desk: Desk, caller: Caller, cable: Cable, who: 'a' | 'b' | 'both', only: string | undefined): Reply {
  const wanted = only === undefined ? undefined : normaliseTag(only);
  const { act, put } = desk.act(caller, { act: 'settle', cable: cable.ref, detail: { who } }, (tools) => {
    const two = requireDouble(desk, caller, cable);
    if (two.isOpen)
      throw new DeskError(said`${ref(cable.ref)} is still being read.`, {
        hint: said`There is nothing to accept before both have finished.`,
      });
    const differing = disagreements(two).filter(({ tag }) => (wanted === undefined ? two.settled[tag] === undefined : tag === wanted));
    if (wanted !== undefined && differing.length === 0) throw new DeskError(said`They do not differ on ${quoted(`#${wanted}`)}.`);
    const agreed = wanted === undefined ? two.a.tags.filter((tag) => two.b.tags.includes(tag)) : [];
    const taken = [...agreed, ...differing.filter(({ by }) => who === 'both' || by === who).map(({ tag }) => tag)];
    return {
      act: tools.act,
      put: settle(
        desk,
        caller,
        tools,
        two,
        differing.map(({ tag }) => tag),
        taken,
        who,
      ),
    };
  });
  return done(
    said`${who === 'both' ? said`Both are accepted` : said`${own(who.toUpperCase())} is accepted`}: ${plural(put, 'tag')} added to ${ref(cable.ref)}.`,
    act,
    {
      actions: [press(said`Back`, 'check review compare', { ref: cable.ref }, { as: 'replace' })],
    },
  );
}

/** Puts the tags on the cable and records each decision. Returns the number of tags that were not on it before. */
function settle(
  desk: Desk,
  caller: Caller,
  tools: Tools,
  two: Double,
  decided: readonly string[],
  taken: readonly string[],
  who: 'a' | 'b' | 'both',
): number {
  const settled = { ...two.settled, ...Object.fromEntries(decided.map((tag) => [tag, who])) };
  tools.put('double', two.cable, '', { readers: [two.a.member, two.b.member], by: two.by, at: two.at, settled });
  return taken.filter((tag) => tools.put('tag', two.cable, currentTag(desk.facts, caller.desk, tag), {})).length;
}
