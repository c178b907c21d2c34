import { passageText, shortened } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { passageLimit } from '../../desk/policy.ts';
import { absence } from '../../reply/absence.ts';
import { form, press } from '../../reply/actions.ts';
import { listPage } from '../../reply/paging.ts';
import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { join, ours, own, plural, quoted, ref, said, strong, time, type Text } from '../../reply/text.ts';
import { person } from '../../team/pages/lines.ts';
import { changedSince, lastSigned, markOf } from '../signing.ts';
import { addForm, showAction, statusMark } from './claim-page.ts';
import { longestListed, responseForm, responseTexts, supportText } from './claim-lines.ts';
import { keepLooked, lacksOf, type Lack, type Story, type StoryClaim } from './story.ts';

/** What /check story shows: each claim with what it lacks, the names without a claim, and the checklist that an editor signs. */

const perPage = 5;
/** Names without a claim that a message shows. */
const shownNames = 20;

/** A point of the checklist: for how many of how many it holds. */
export type Point = { met: number; of: number; words: Text };

/** The checklist of a story. */
export function checklistOf({ claims, names, counted }: Story): Point[] {
  const without = (...kinds: Lack[]): number => claims.filter((one) => !lacksOf(one).some((lack) => kinds.includes(lack))).length;
  const of = claims.length;
  const draft = names === undefined ? counted : { met: names.of - names.missing.length, of: names.of };
  const ofClaims: Point[] = [
    { met: without('unconfirmed', 'disputed'), of, words: said`confirmed by a second person` },
    { met: without('changed'), of, words: said`sources unchanged since` },
    { met: without('one source'), of, words: said`from more than one mission` },
    { met: without('hearsay'), of, words: said`more than hearsay` },
    { met: claims.filter(({ otherwise }) => otherwise === undefined).length, of, words: noOtherFigures() },
    { met: without('unasked', 'unanswered'), of, words: said`response asked for and there` },
  ];
  return [
    ...(of === 0 ? [] : ofClaims),
    ...(draft === undefined ? [] : [{ ...draft, words: said`names found in the draft that a claim has` }]),
  ];
}

export const openPoints = (points: readonly Point[]): number => points.filter(({ met, of }) => met < of).length;

const pointText = ({ met, of, words }: Point): Text => said`${own(met === of ? '☑' : '☐')} ${words}: ${met} of ${of}`;

export function storyPage(desk: Desk, caller: Caller, story: Story, page: number | undefined): Reply {
  const { claims, names, counted } = story;
  const points = checklistOf(story);
  const sorted = claims.toSorted((a, b) => lacksOf(b).length - lacksOf(a).length || a.number - b.number);
  return listPage({
    title: said`${plural(claims.length, 'claim')}: ${openPoints(points)} of ${points.length} points open`,
    before: [...signatureBlocks(desk, caller, claims), { kind: 'text', text: join(points.map(pointText), '\n') }, { kind: 'rule' }],
    rows: sorted,
    perPage,
    page,
    item: (one) => claimItem(desk, caller, one),
    turn: ['check story', claims.length > perPage ? { looked: keepLooked(desk, caller, story) } : {}],
    after: [
      ...(names === undefined ? [] : namesBlocks(names)),
      { kind: 'small', text: said`Rules find hearsay, names and other figures: they miss much. Denials are not looked for.` },
      {
        kind: 'small',
        text:
          names !== undefined
            ? said`Nothing from the draft is kept.`
            : counted === undefined
              ? said`Give the draft (text: or file:) to see which of its names have no claim.`
              : said`Of the draft only these numbers are kept: give it again to see its names.`,
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
  const { otherwise, support } = one;
  if (support.changed > 0) lines.push(said`The text of ${plural(support.changed, 'source')} was changed by an import since`);
  if (support.hearsay.length > 0)
    lines.push(
      said`Only hearsay: ${join(
        [...new Set(support.hearsay)].map((words) => [quoted(`“${words}”`)]),
        ', ',
      )}`,
    );
  if (otherwise === 'not looked for') lines.push(said`Other figures were not looked for`);
  const cable = otherwise === undefined || otherwise === 'not looked for' ? undefined : desk.cables.byRow(otherwise.row);
  if (cable === undefined || otherwise === undefined || otherwise === 'not looked for')
    return {
      head: headOf(one),
      lines: [[quoted(shortened(one.claim, longestListed))], ...lines],
      actions: actionsOf(one),
    };
  const { best, paragraph, figures } = otherwise;
  const text = cable.body.slice(best.start, best.end);
  const most = passageLimit(desk.exposure);
  return {
    head: headOf(one),
    lines: [
      [quoted(shortened(one.claim, longestListed))],
      ...lines,
      said`Other figures in ${ref(cable.ref)}${own(`¶${paragraph}`)}: “${quoted(figures.here)}”, here “${quoted(figures.there)}”`,
    ],
    passage: passageText(text.slice(0, most), [], { before: false, after: text.length > most }, { cable: cable.row, at: best.start }),
    actions: [...actionsOf(one), press(said`Open ${ref(cable.ref)}`, 'cable', { ref: cable.ref })],
  };
}

const noOtherFigures = (): Text => absence(said`no other figures found`, ours('no other figures found so far'));
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
