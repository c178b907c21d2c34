import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { mayTouch } from '../../desk/policy.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { askedText, verdictForm } from './review-page.ts';
import { doubleOf, reviewOf, type Review, type Verdict } from '../reviews.ts';
import { readingsOf } from '../readings.ts';
import { colleague, done, dueDay, excerptOf, openAction, person } from './lines.ts';
import { own, quoted, ref, said, strong, type Text } from '../../reply/text.ts';
import { workOn } from '../work.ts';
import { press } from '../../reply/actions.ts';

/** What /check review does about second readings: one is asked for, a verdict given, a request cancelled. */

/** Who read a cable first: whoever works on it, else whoever marked it read first, else whoever asks. */
function firstReader(desk: Desk, caller: Caller, cable: Cable): string {
  const { assignee } = workOn(desk.facts, caller.desk, cable.row);
  if (assignee !== undefined) return assignee;
  const [first] = readingsOf(desk.facts, caller.desk, cable.row)
    .flatMap(([member, { read }]) => (read === undefined ? [] : [{ member, read }]))
    .toSorted((a, b) => a.read - b.read);
  return first?.member ?? caller.member;
}

type Wish = { to?: string | undefined; due?: string | undefined; why?: string | undefined };

/**
 * Asks for a second reading, of somebody or of anybody. Throws a DeskError when
 * the first reader is asked, or one that somebody else asked for is waited for.
 */
export function requestReview(desk: Desk, caller: Caller, cable: Cable, { to: typed, due: day, why }: Wish): Reply {
  const to = typed === undefined ? undefined : colleague(desk, caller, typed).id;
  const due = dueDay(desk, day);
  const act = desk.act(caller, { act: 'review', cable: cable.ref, detail: to === undefined ? {} : { to } }, (tools) => {
    const first = firstReader(desk, caller, cable);
    if (to === first) throw isFirst(desk, caller, cable, first);
    const before = reviewOf(desk.facts, caller.desk, cable.row);
    if (before !== undefined && before.verdict === undefined && !mayTouch(caller, before.by))
      throw new DeskError(said`${ref(cable.ref)} is already waiting for a second reader: ${askedText(desk, caller, before)}.`);
    const value: Review = {
      first,
      by: caller.member,
      at: desk.now(),
      ...(to === undefined ? {} : { to }),
      ...(due === undefined ? {} : { due }),
      ...(why === undefined ? {} : { why }),
    };
    tools.put('review', cable.row, '', value);
    if (to !== undefined && to !== caller.member) tools.post(() => asked(desk, caller, cable, value, to));
    return tools.act;
  });
  return done(
    to === undefined
      ? said`${ref(cable.ref)} is waiting for a second reader: anybody but ${person(desk, caller.desk, firstReader(desk, caller, cable))} can take it, from ${strong('/check review list')}.`
      : said`${person(desk, caller.desk, to)} is asked to read ${ref(cable.ref)} a second time.`,
    act,
  );
}

const isFirst = (desk: Desk, caller: Caller, cable: Cable, first: string): DeskError =>
  new DeskError(said`${person(desk, caller.desk, first)} read ${ref(cable.ref)} first; a second reading needs somebody else.`, {
    hint: said`Name another colleague, or leave it empty: then anybody else can take it.`,
  });

/** What the second reader gets: the cable, as much of it as may leave the desk, and why. */
function asked(desk: Desk, caller: Caller, cable: Cable, { why, due }: Review, to: string): Post {
  return {
    to: { member: to },
    shows: 'excerpt',
    about: cable.row,
    reply: {
      title: said`${person(desk, caller.desk, caller.member)} asked you for a second reading`,
      blocks: [
        ...(why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]),
        ...(due === undefined ? [] : [{ kind: 'text' as const, text: said`due ${own(due)}` }]),
        { kind: 'text', text: headLine(cable) },
        { kind: 'text', text: subjectLine(cable) },
        excerptOf(desk, cable),
      ],
      actions: [[press(said`Open`, 'cable', { ref: cable.ref }), verdictForm(cable.ref)]],
    },
  };
}

/** Gives a verdict on the first reading, which its reader is told. Throws a DeskError to the first reader, and when none is waited for. */
export function giveVerdict(desk: Desk, caller: Caller, cable: Cable, verdict: Verdict, note: string | undefined): Reply {
  const act = desk.act(caller, { act: 'verdict', cable: cable.ref, detail: { verdict } }, (tools) => {
    const review = reviewOf(desk.facts, caller.desk, cable.row);
    if (review === undefined || review.verdict !== undefined)
      throw new DeskError(said`${ref(cable.ref)} is not waiting for a second reader.`, {
        hint: said`${strong('/check review request')} asks for one.`,
      });
    if (review.first === caller.member) throw isFirst(desk, caller, cable, caller.member);
    if (!mayTouch(caller, review.to))
      throw new DeskError(said`${person(desk, caller.desk, review.to ?? '')} was asked for it; only they and leads can give the verdict.`);
    tools.put('review', cable.row, '', {
      ...review,
      verdict: { by: caller.member, at: desk.now(), what: verdict, ...(note === undefined ? {} : { note }) },
    });
    for (const member of new Set([review.first, review.by]))
      if (member !== caller.member)
        tools.post(() => ({
          to: { member },
          shows: 'metadata',
          about: cable.row,
          reply: {
            blocks: [
              {
                kind: 'text',
                text: said`${person(desk, caller.desk, caller.member)} read ${ref(cable.ref)} a second time and ${verdictText(verdict)}.`,
              },
              ...(note === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(note)] }]),
            ],
            actions: [[press(said`Open`, 'cable', { ref: cable.ref })]],
          },
        }));
    return tools.act;
  });
  return done(said`Your verdict on ${ref(cable.ref)}: ${person(desk, caller.desk, caller.member)} ${verdictText(verdict)}.`, act, {
    actions: [
      openAction(cable.ref),
      ...(verdict === 'agrees' && mayTouch(caller, workOn(desk.facts, caller.desk, cable.row).assignee)
        ? [press(said`Set to verified`, 'work status', { ref: cable.ref, status: 'verified' })]
        : []),
    ],
  });
}

const verdictText = (verdict: Verdict): Text =>
  verdict === 'unsure' ? said`is ${strong('unsure')} of the first reading` : said`${strong(verdict)} with the first reading`;

/**
 * Ends what waits for a second or a blind reader. Throws a DeskError when nothing does, or
 * somebody else asked for it.
 */
export function cancelReview(desk: Desk, caller: Caller, cable: Cable): Reply {
  const act = desk.act(caller, { act: 'cancel', cable: cable.ref }, (tools) => {
    const review = reviewOf(desk.facts, caller.desk, cable.row);
    const two = doubleOf(desk.facts, caller.desk, cable.row);
    const open = [...(review !== undefined && review.verdict === undefined ? [review.by] : []), ...(two?.isOpen === true ? [two.by] : [])];
    if (open.length === 0) throw new DeskError(said`No second or blind reading of ${ref(cable.ref)} is under way.`);
    const other = open.find((by) => !mayTouch(caller, by));
    if (other !== undefined)
      throw new DeskError(said`${person(desk, caller.desk, other)} asked for it; only they and leads can cancel it.`);
    if (review !== undefined && review.verdict === undefined) tools.drop('review', cable.row, '');
    if (two?.isOpen === true) for (const key of ['', two.a.member, two.b.member]) tools.drop('double', cable.row, key);
    return tools.act;
  });
  return done(said`${ref(cable.ref)} is no longer waiting for a second reader.`, act);
}
