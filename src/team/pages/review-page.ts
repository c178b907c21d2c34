import { listPage } from '../../reply/paging.ts';
import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { verdicts } from '../../desk/kinds.ts';
import {
  agreementOf,
  disagreements,
  doubleOf,
  doublesOf,
  enoughCables,
  kappa,
  kappaWord,
  readsBlind,
  reviewsOf,
  type Double,
  type Review,
} from '../reviews.ts';
import { person } from './lines.ts';
import { join, own, plural, quoted, ref, said, strong, time, type Part, type Text, ours, plain } from '../../reply/text.ts';
import { choose, press, form, type FormAction } from '../../reply/actions.ts';

/** What /check review shows: pending second readings, two blind readings side by side, and how far readers agree. */

const maxShown = 8;
const hash = (tag: string): Part => quoted(`#${tag}`);
const tagsText = (tags: readonly string[]): Text =>
  tags.length === 0
    ? said`none`
    : join(
        tags.map((tag) => hash(tag)),
        ' ',
      );

export function verdictForm(wanted: string, label: Text = said`Verdict`): Action {
  return form(
    label,
    'check review verdict',
    { ref: wanted },
    {
      title: said`Second reading of ${quoted(wanted)}`,
      fields: [
        {
          option: 'verdict',
          label: ours('Verdict on the first reading'),
          kind: 'choice',
          required: true,
          choices: verdicts.map((value) => ({ label: value, value })),
        },
        { option: 'note', label: ours('Note'), description: ours('What you found; the first reader is told'), long: true, max: 1000 },
      ],
    },
  );
}

export function marksForm(wanted: string, tags: readonly string[]): FormAction {
  return form(
    said`My tags`,
    'check review mark',
    { ref: wanted },
    {
      as: 'replace',
      title: said`Your tags for ${quoted(wanted)}`,
      fields: [
        {
          option: 'tags',
          label: ours('Tags'),
          description: ours('Separated by spaces or commas; nobody else sees them yet'),
          max: 600,
          ...(tags.length === 0 ? {} : { value: tags.join(' ') }),
        },
      ],
    },
  );
}

/** Throws a DeskError when the caller reads this cable blind: a tag put on it or taken off would unblind the other reader. */
export function refuseWhileBlind(desk: Desk, caller: Caller, row: number, tags: readonly string[] = []): void {
  const [cable] = readsBlind(desk.facts, caller.desk, row, caller.member) ? desk.cables.heads([row]) : [];
  if (cable !== undefined)
    throw new DeskError(said`You read ${ref(cable.ref)} blind: a tag on it would give yours away.`, {
      actions: [marksForm(cable.ref, tags)],
    });
}

/** Pending second readings and unsettled blind readings; the caller's own first. */
export function listReviews(desk: Desk, caller: Caller, page: number | undefined): Reply {
  const open = reviewsOf(desk.facts, caller.desk).filter(({ verdict }) => verdict === undefined);
  const doubles = doublesOf(desk.facts, caller.desk).filter((double) => double.isOpen || openDisagreements(double).length > 0);
  if (open.length === 0 && doubles.length === 0)
    return { tone: 'notice', blocks: [{ kind: 'text', text: said`No cable is waiting for a second reader.` }] };
  const mine = (one: Review): boolean => one.to === caller.member || (one.to === undefined && one.first !== caller.member);
  const sorted = open.toSorted((a, b) => Number(mine(b)) - Number(mine(a)) || (a.due ?? '9').localeCompare(b.due ?? '9') || a.at - b.at);
  const isMine = ({ a, b }: Double): boolean => [a, b].some(({ member, finished }) => member === caller.member && finished === undefined);
  const items = [
    ...doubles.toSorted((a, b) => Number(isMine(b)) - Number(isMine(a)) || a.at - b.at).map((one) => doubleItem(desk, caller, one)),
    ...sorted.map((one) => reviewItem(desk, caller, one)),
  ];
  return listPage({
    title: said`${plural(open.length, 'cable is', 'cables are')} waiting for a second reader, ${plural(doubles.length, 'blind reading')}`,
    rows: items,
    perPage: 6,
    page,
    item: (one) => one,
    turn: ['check review list', {}],
  });
}

function reviewItem(desk: Desk, caller: Caller, review: Review & { cable: number }): Item {
  const cable = desk.cables.byRow(review.cable);
  const wanted = cable?.ref ?? '';
  const mayJudge = review.first !== caller.member && (review.to === undefined || review.to === caller.member || caller.role === 'lead');
  return {
    head: cable === undefined ? said`a cable` : headLine(cable),
    lines: [
      ...(cable === undefined ? [] : [subjectLine(cable)]),
      said`read first by ${person(desk, caller.desk, review.first)}; ${review.to === undefined ? said`open to anybody else` : said`waiting for ${person(desk, caller.desk, review.to)}`}${review.due === undefined ? said`` : said`, due ${own(review.due)}`}`,
      ...(review.why === undefined ? [] : [[quoted(review.why)]]),
    ],
    actions: [...(mayJudge ? [verdictForm(wanted)] : []), press(said`Open`, 'cable', { ref: wanted })],
  };
}

function doubleItem(desk: Desk, caller: Caller, double: Double): Item {
  const cable = desk.cables.byRow(double.cable);
  const wanted = cable?.ref ?? '';
  const state = ({ member, finished }: Double['a']): Text =>
    said`${person(desk, caller.desk, member)} ${finished === undefined ? said`reads` : said`has finished`}`;
  const left = openDisagreements(double).length;
  return {
    head: cable === undefined ? said`a cable` : headLine(cable),
    lines: [
      ...(cable === undefined ? [] : [subjectLine(cable)]),
      double.isOpen
        ? said`read blind: ${state(double.a)}, ${state(double.b)}`
        : said`read blind by both: ${plural(left, 'disagreement')} to settle`,
    ],
    actions: [press(said`Compare`, 'check review compare', { ref: wanted })],
  };
}

const openDisagreements = (double: Double): { tag: string; by: 'a' | 'b' }[] =>
  disagreements(double).filter(({ tag }) => double.settled[tag] === undefined);

/** The blind reading of a cable. Throws a DeskError when there is none. */
export function requireDouble(desk: Desk, caller: Caller, cable: Cable): Double {
  const double = doubleOf(desk.facts, caller.desk, cable.row);
  if (double === undefined)
    throw new DeskError(said`${ref(cable.ref)} has no blind reading.`, {
      hint: said`${strong(`/check review double`)} asks two people for one.`,
    });
  return double;
}

/** Until both have finished, only the caller's own tags; then both side by side. */
export function compareDouble(desk: Desk, caller: Caller, cable: Cable): Reply {
  const double = requireDouble(desk, caller, cable);
  const { a, b, isOpen } = double;
  const name = (member: string): Part => person(desk, caller.desk, member);
  const title = said`${ref(cable.ref)}, read blind by ${name(a.member)} and ${name(b.member)}`;
  if (isOpen) {
    const me = [a, b].find(({ member }) => member === caller.member);
    const state = [a, b].map(
      ({ member, finished }): Text => said`${name(member)}: ${finished === undefined ? said`is still reading` : said`has finished`}`,
    );
    return {
      title,
      blocks: [
        { kind: 'text', text: subjectLine(cable) },
        { kind: 'text', text: join(state, ' · ') },
        ...(me === undefined ? [] : [{ kind: 'text' as const, text: said`Your tags: ${tagsText(me.tags)}` }]),
        { kind: 'small', text: said`Neither of you sees the other’s tags before both have finished.` },
      ],
      actions: [
        [
          ...(me === undefined || me.finished !== undefined
            ? []
            : [
                marksForm(cable.ref, me.tags),
                press(said`Finish`, 'check review finish', { ref: cable.ref }, { as: 'replace', style: 'main' as const }),
              ]),
          press(said`Open the cable`, 'cable', { ref: cable.ref }),
        ],
      ],
    };
  }
  const agreed = a.tags.filter((tag) => b.tags.includes(tag));
  const differing = disagreements(double);
  const accept = (who: 'a' | 'b' | 'both', label: Text, tag?: string): Action =>
    press(label, 'check review accept', { ref: cable.ref, who, ...(tag === undefined ? {} : { tag }) }, { as: 'replace' });
  const left = openDisagreements(double);
  const blocks: Block[] = [
    { kind: 'text', text: subjectLine(cable) },
    { kind: 'text', text: said`${strong('A')} ${name(a.member)}: ${tagsText(a.tags)}` },
    { kind: 'text', text: said`${strong('B')} ${name(b.member)}: ${tagsText(b.tags)}` },
    { kind: 'text', text: said`${strong('Agreed')}: ${tagsText(agreed)}` },
  ];
  if (differing.length === 0) blocks.push({ kind: 'text', text: said`They agree on every tag.` });
  else
    blocks.push({
      kind: 'items',
      items: differing.slice(0, maxShown).map(({ tag, by }) => {
        const settled = double.settled[tag];
        return {
          head: said`${hash(tag)} only ${strong(by === 'a' ? 'A' : 'B')}${settled === undefined ? said`` : said`, ${own(settled === 'both' || settled === by ? 'added' : 'left off')}`}`,
          actions: settled === undefined ? [accept(by, said`Add it`, tag), accept(by === 'a' ? 'b' : 'a', said`Leave it off`, tag)] : [],
        };
      }),
    });
  const isAgreedMissing = agreed.some((tag) => desk.facts.get(caller.desk, 'tag', cable.row, tag) === undefined);
  const actions: Action[] =
    left.length > 0
      ? [accept('a', said`Accept A`), accept('b', said`Accept B`), accept('both', said`Accept both`)]
      : isAgreedMissing
        ? [accept('both', said`Add the agreed tags`)]
        : [];
  return { title, blocks, actions: [[...actions, press(said`Open the cable`, 'cable', { ref: cable.ref })]] };
}

/** Agreement of two readers by tag, over the cables both read blind. */
export function showAgreement(desk: Desk, caller: Caller, wanted: string | undefined): Reply {
  const doubles = doublesOf(desk.facts, caller.desk).filter(({ isOpen }) => !isOpen);
  const pairs = new Map<string, { pair: [string, string]; cables: number }>();
  for (const { a, b } of doubles) {
    const pair = [a.member, b.member].toSorted() as [string, string];
    const known = pairs.get(pair.join(' ')) ?? { pair, cables: 0 };
    pairs.set(pair.join(' '), { ...known, cables: known.cables + 1 });
  }
  const sorted = [...pairs.values()].toSorted((x, y) => y.cables - x.cables);
  const chosen = wanted === undefined ? sorted[0] : pairs.get(wanted);
  if (chosen === undefined)
    return { tone: 'notice', blocks: [{ kind: 'text', text: said`No cable has been read blind by two people yet.` }] };
  const { pair, cables } = chosen;
  const rows = agreementOf(doubles, pair);
  const isFew = cables < enoughCables;
  const plainName = (member: string): string => desk.roster.get(caller.desk, member)?.name ?? member;
  return {
    title: said`How far ${person(desk, caller.desk, pair[0])} and ${person(desk, caller.desk, pair[1])} agree: ${plural(cables, 'cable')} read blind`,
    blocks: [
      ...(isFew
        ? [
            {
              kind: 'text' as const,
              text: said`${strong('Few cables:')} with fewer than ${enoughCables} a kappa may be chance; check the counts.`,
            },
          ]
        : []),
      ...(rows.length === 0
        ? [{ kind: 'text' as const, text: said`Neither gave a tag.` }]
        : [
            {
              kind: 'table' as const,
              columns: [ours('Tag'), ours('both'), 'A', 'B', ours('none'), ours('kappa')],
              rows: rows.slice(0, 25).map((row): (Text | Part)[] => {
                const value = kappa(row);
                return [
                  hash(row.tag),
                  own(String(row.both)),
                  own(String(row.onlyA)),
                  own(String(row.onlyB)),
                  own(String(row.neither)),
                  value === undefined ? own('–') : own(`${value.toFixed(2)}${isFew ? '' : ` ${ours(kappaWord(value))}`}`),
                ];
              }),
            },
          ]),
      {
        kind: 'small',
        text: said`A is ${person(desk, caller.desk, pair[0])}, B ${person(desk, caller.desk, pair[1])}: cables to which both, one alone or neither gave the tag.`,
      },
      {
        kind: 'small',
        text: said`Kappa: 1 they always agree, 0 no more than by chance, below 0 less than that; – where both always did the same, so chance cannot be ruled out. Cohen 1960 (doi 10.1177/001316446002000104); the words after Landis and Koch 1977, who call them arbitrary. A tag that is rare or on everything has a low kappa though they agree: read it with the counts.`,
      },
    ],
    actions:
      sorted.length < 2
        ? []
        : [
            [
              choose(
                said`Another pair`,
                'check review agreement',
                'pair',
                sorted.slice(0, 25).map(({ pair: [x, y], cables: n }) => ({
                  label: ours`${plainName(x)} and ${plainName(y)}`,
                  value: `${x} ${y}`,
                  description: plain([plural(n, 'cable')]),
                  selected: x === pair[0] && y === pair[1],
                })),
                { as: 'replace' },
              ),
            ],
          ],
  };
}

export const askedText = (desk: Desk, caller: Caller, { by, at }: Review): Text =>
  said`${person(desk, caller.desk, by)} asked for it ${time(at, 'relative')}`;
