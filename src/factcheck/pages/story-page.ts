import { passageText, shortened } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { passageLimit } from '../../desk/policy.ts';
import type { Contradiction } from '../../language/contradiction.ts';
import { absence } from '../../reply/absence.ts';
import { form, press } from '../../reply/actions.ts';
import { listPage } from '../../reply/paging.ts';
import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { english, join, ours, own, plural, quoted, ref, said, strong, time, type Text } from '../../reply/text.ts';
import { person } from '../../team/pages/lines.ts';
import { changedSince, lastSigned, markOf } from '../signing.ts';
import { addForm, showAction, statusMark } from './claim-page.ts';
import { longestListed, responseForm, responseTexts, supportText } from './claim-lines.ts';
import { lacksOf, type Lack, type Story, type StoryClaim } from './story.ts';

/** What /check story shows: each claim with what it lacks, the names without a claim, and the checklist that an editor signs. */

const perPage = 5;
/** Names without a claim that a message shows. */
const shownNames = 20;

const whyAgainst: Readonly<Record<Contradiction, string>> = english({
  negation: 'it denies what the claim says, or the other way round',
  number: 'it counts otherwise',
});

/** A point of the checklist: for how many of how many it holds. */
export type Point = { met: number; of: number; words: Text };

/** The checklist of a story. */
export function checklistOf({ claims, names }: Story): Point[] {
  const without = (...kinds: Lack[]): number => claims.filter((one) => !lacksOf(one).some((lack) => kinds.includes(lack))).length;
  const of = claims.length;
  const ofClaims: Point[] = [
    { met: without('unconfirmed', 'disputed'), of, words: said`confirmed by a second person` },
    { met: without('changed'), of, words: said`sources unchanged since` },
    { met: without('one source'), of, words: said`from more than one mission` },
    { met: without('hearsay'), of, words: said`more than hearsay` },
    { met: claims.filter(({ against }) => against === undefined).length, of, words: nothingAgainst() },
    { met: without('unasked', 'unanswered'), of, words: said`response asked for and there` },
  ];
  return [
    ...(of === 0 ? [] : ofClaims),
    ...(names === undefined
      ? []
      : [{ met: names.of - names.missing.length, of: names.of, words: said`names found in the draft that a claim has` }]),
  ];
}

export const openPoints = (points: readonly Point[]): number => points.filter(({ met, of }) => met < of).length;

const pointText = ({ met, of, words }: Point): Text => said`${own(met === of ? '☑' : '☐')} ${words}: ${met} of ${of}`;

export function storyPage(desk: Desk, caller: Caller, story: Story, page: number | undefined): Reply {
  const { claims, names } = story;
  const points = checklistOf(story);
  const sorted = claims.toSorted((a, b) => lacksOf(b).length - lacksOf(a).length || a.number - b.number);
  return listPage({
    title: said`${plural(claims.length, 'claim')}: ${openPoints(points)} of ${points.length} points open`,
    before: [...signatureBlocks(desk, caller, claims), { kind: 'text', text: join(points.map(pointText), '\n') }, { kind: 'rule' }],
    rows: sorted,
    perPage,
    page,
    item: (one) => claimItem(desk, caller, one),
    turn: ['check story', {}],
    after: [
      ...(names === undefined ? [] : namesBlocks(names)),
      { kind: 'small', text: said`Rules find hearsay, names and what speaks against a claim: they miss much.` },
      {
        kind: 'small',
        text:
          names === undefined
            ? said`Give the draft (text: or file:) to see which of its names have no claim.`
            : said`Nothing from the draft is kept.`,
      },
    ],
    beside: [
      ...(claims.length === 0 ? [] : [signForm(markOf(claims, openPoints(checklistOf({ claims }))))]),
      addForm({}),
      ...(claims.length === 0 ? [] : [press(said`Fact-check sheet`, 'check fact export', {})]),
    ],
  });
}

function namesBlocks({ missing, of, isCut }: NonNullable<Story['names']>): Block[] {
  const some = missing.slice(0, shownNames).map((name) => [quoted(name)]);
  const more = missing.length - some.length;
  return [
    {
      kind: 'text',
      text:
        missing.length === 0
          ? said`Each of the ${plural(of, 'name')} found in the draft has a claim.`
          : said`${strong(ours('Names in the draft without a claim'))}: ${join(some, ', ')}${more > 0 ? said` and ${more} more` : said``}`,
    },
    ...(isCut ? [{ kind: 'small' as const, text: said`The draft is long: only its first 400,000 characters were read.` }] : []),
  ];
}

/** Who signed last, over how many open points, and what is not as it was signed. */
function signatureBlocks(desk: Desk, caller: Caller, claims: Story['claims']): Block[] {
  const signed = lastSigned(desk.facts, caller.desk);
  if (signed === undefined) return [{ kind: 'small', text: said`Not signed yet.` }];
  const { changed, added } = changedSince(signed, claims);
  const list = (numbers: readonly number[]): Text =>
    join(
      numbers.map((one) => [own(String(one))]),
      ', ',
    );
  const since = [
    ...(changed.length === 0 ? [] : [said`changed since: claim ${list(changed)}`]),
    ...(added.length === 0 ? [] : [said`new since: claim ${list(added)}`]),
  ];
  return [
    {
      kind: 'text',
      text: said`Signed by ${person(desk, caller.desk, signed.by)}, ${time(signed.at, 'relative')}, with ${plural(signed.open, 'point')} open${signed.note === undefined ? said`` : said`: ${quoted(signed.note)}`}`,
    },
    since.length === 0
      ? { kind: 'small', text: said`No claim was changed or added since.` }
      : { kind: 'text', text: said`${strong(ours('Sign again'))}: ${join(since, '; ')}` },
  ];
}

function claimItem(desk: Desk, caller: Caller, one: StoryClaim): Item {
  const lines: Text[] = [supportText(one.support), ...responseTexts(desk, caller, one.asked)];
  const { against, support } = one;
  if (support.changed > 0) lines.push(said`The text of ${plural(support.changed, 'source')} was changed by an import since`);
  if (support.hearsay.length > 0)
    lines.push(
      said`Only hearsay: ${join(
        [...new Set(support.hearsay)].map((words) => [quoted(`“${words}”`)]),
        ', ',
      )}`,
    );
  if (against === 'not looked for') lines.push(said`What speaks against it was not looked for`);
  const cable = against === undefined || against === 'not looked for' ? undefined : desk.cables.byRow(against.row);
  if (cable === undefined || against === undefined || against === 'not looked for')
    return {
      head: headOf(one),
      lines: [[quoted(shortened(one.claim, longestListed))], ...lines],
      actions: actionsOf(one),
    };
  const text = cable.body.slice(against.best.start, against.best.end);
  const most = passageLimit(desk.exposure);
  return {
    head: headOf(one),
    lines: [
      [quoted(shortened(one.claim, longestListed))],
      ...lines,
      said`May speak against it, ${ref(cable.ref)}${own(`¶${against.paragraph}`)}: ${own(whyAgainst[against.why])}`,
    ],
    passage: passageText(
      text.slice(0, most),
      [],
      { before: false, after: text.length > most },
      { cable: cable.row, at: against.best.start },
    ),
    actions: [...actionsOf(one), press(said`Open ${ref(cable.ref)}`, 'cable', { ref: cable.ref })],
  };
}

const nothingAgainst = (): Text => absence(said`nothing found against it`, ours('nothing found against it so far'));
const headOf = (one: StoryClaim): Text => said`${strong(`${one.number}`)} · ${own(statusMark[one.status])}`;
const actionsOf = ({ number }: StoryClaim): Action[] => [showAction(number), responseForm(number)];

const signForm = (seen: string): Action =>
  form(
    said`Sign`,
    'check sign',
    { seen },
    {
      as: 'replace',
      title: said`Sign the checklist`,
      fields: [
        {
          option: 'note',
          label: ours('What is open, and why it can go to print'),
          description: ours('Leave empty if nothing is open'),
          long: true,
          max: longestReason,
        },
      ],
    },
  );
/** Characters of a note beside a signature. */
export const longestReason = 500;
