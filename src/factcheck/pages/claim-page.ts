import { listPage } from '../../reply/paging.ts';
import { headLine, passageText, shortened } from '../../cables/cards.ts';
import { supportOf } from '../support.ts';
import { responseForm, responseTexts, supportText } from './claim-lines.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { citeOf } from '../claim-sheet.ts';
import { isUnchanged } from '../support.ts';
import { DeskError } from '../../reply/failure.ts';
import { claimOf, claimsOf, isOwn, longestClaim, type Claim, type ClaimStatus } from '../claims.ts';
import { excerptLimit, shownToCaller } from '../../desk/policy.ts';
import type { Action, Block, Reply } from '../../reply/reply.ts';
import { cableFor, person } from '../../team/pages/lines.ts';
import { join, own, plural, quoted, ref, said, strong, time, type Part, type Text, ours, english } from '../../reply/text.ts';
import { form, press, type RunAction } from '../../reply/actions.ts';

/** What /check fact shows: the ledger, and one claim with its sources verbatim. */

const perPage = 6;

/** The claim with this number. Throws a DeskError when the caller can see none. */
export function requireClaim(desk: Desk, caller: Caller, number: number): Claim {
  const claim = claimOf(desk.facts, caller.desk, number);
  if (claim === undefined)
    throw new DeskError(said`There is no claim ${own(String(number))}.`, { hint: said`${strong('/check fact list')} lists them all.` });
  return claim;
}

export const claimName = (number: number): Part => own(ours`Claim ${number}`);
export const citesOf = (desk: Desk, { sources }: Claim): Text =>
  join(
    sources.map((source) => [quoted(citeOf(desk, source))]),
    ', ',
  );

export const statusMark: Readonly<Record<ClaimStatus, string>> = english({ open: 'open', verified: 'verified ✓', disputed: 'disputed' });

export function summary(claims: readonly Claim[]): Text {
  const of = (status: ClaimStatus): number => claims.filter((one) => one.status === status).length;
  return said`${of('verified')} verified, ${of('open')} open, ${of('disputed')} disputed.`;
}

export function listClaims(desk: Desk, caller: Caller, status: ClaimStatus | undefined, wanted: string | undefined, page: number): Reply {
  const cable = wanted === undefined ? undefined : cableFor(desk, wanted);
  const all = claimsOf(desk.facts, caller.desk);
  const claims = all.filter(
    (one) =>
      (status === undefined || one.status === status) && (cable === undefined || one.sources.some((source) => source.cable === cable.row)),
  );
  if (claims.length === 0)
    return {
      tone: 'notice',
      blocks: [
        {
          kind: 'text',
          text: all.length === 0 ? said`There are no claims in the ledger yet.` : said`None of ${plural(all.length, 'claim')} matches.`,
        },
      ],
      actions: [[addForm({ cite: cable === undefined ? undefined : `${cable.ref}¶` })]],
    };
  return listPage({
    title: said`${plural(claims.length, 'claim')}${status === undefined ? said`` : said`, ${own(status)}`}`,
    before: [{ kind: 'text', text: summary(claims) }],
    rows: claims,
    perPage,
    page,
    item: (claim) => ({
      head: said`${strong(`${claim.number}`)} · ${own(statusMark[claim.status])} · ${person(desk, caller.desk, claim.author)}`,
      lines: [[quoted(shortened(claim.claim, 220))], citesOf(desk, claim)],
      actions: [showAction(claim.number)],
    }),
    turn: ['check fact list', { status, ref: cable?.ref }],
    beside: [addForm({}), press(said`Checklist`, 'check story', {}), press(said`Fact-check sheet`, 'check fact export', {})],
  });
}

export async function showClaim(desk: Desk, caller: Caller, number: number): Promise<Reply> {
  const claim = requireClaim(desk, caller, number);
  const { sources, status, author, at, confirmed, disputed } = claim;
  const max = shownToCaller(desk.exposure).text ? 900 : excerptLimit(desk.exposure);
  const each = Math.max(160, Math.floor(Math.min(max, 2000 / sources.length)));
  const blocks: Block[] = [
    { kind: 'text', text: [quoted(claim.claim)] },
    { kind: 'text', text: said`${strong(statusMark[status])}; written by ${person(desk, caller.desk, author)}, ${time(at, 'relative')}` },
    ...confirmed.map((one): Block => ({ kind: 'text', text: said`Confirmed by ${signed(desk, caller, one)}` })),
    ...(disputed === undefined
      ? []
      : [
          {
            kind: 'text' as const,
            text:
              status === 'disputed'
                ? said`Disputed by ${signed(desk, caller, disputed)}`
                : said`Was disputed by ${signed(desk, caller, disputed)}`,
          },
        ]),
    { kind: 'text', text: join([supportText(await supportOf(desk, claim)), ...responseTexts(desk, caller, claim.asked)], '\n') },
    { kind: 'rule' },
  ];
  for (const source of sources) {
    const cable = desk.cables.byRow(source.cable);
    if (cable === undefined) continue;
    blocks.push({ kind: 'text', text: said`${strong(`¶${source.paragraph}`)} of ${headLine(cable)}` });
    if (!isUnchanged(desk, source))
      blocks.push({ kind: 'text', text: said`The cable’s text was changed by an import since; this is what it said:` });
    blocks.push({
      kind: 'passage',
      text: passageText(
        source.words.slice(0, each),
        [],
        { before: false, after: source.words.length > each },
        { cable: source.cable, at: source.start },
      ),
    });
  }
  const options = { number };
  const isMine = isOwn(claim, caller.member);
  const actions: Action[] = [
    press(
      said`Confirm`,
      'check fact confirm',
      { number, seen: sources.length },
      { as: 'replace', style: 'main', disabled: isMine || confirmed.some(({ by }) => by === caller.member) },
    ),
    form(said`Dispute`, 'check fact dispute', options, {
      as: 'replace',
      title: said`What is wrong with claim ${own(String(number))}?`,
      fields: [{ option: 'why', label: ours('What is wrong'), long: true, required: true, max: 500 }],
    }),
    form(said`Add a source`, 'check fact add', options, {
      as: 'replace',
      title: said`One more source`,
      fields: [
        { option: 'cite', label: ours('Cable and paragraph'), description: ours('REF¶2'), required: true, max: 300 },
        { option: 'quote', label: ours('Its words'), description: ours('Leave empty for the whole paragraph'), long: true, max: 2000 },
      ],
    }),
  ];
  actions.push(responseForm(number));
  const opened = [...new Set(sources.map(({ cable }) => cable))].slice(0, 5).flatMap((row): Action[] => {
    const cable = desk.cables.byRow(row);
    return cable === undefined ? [] : [press(said`Open ${ref(cable.ref)}`, 'cable', { ref: cable.ref })];
  });
  return { title: [claimName(number)], blocks, actions: [actions, opened].filter((row) => row.length > 0) };
}

const signed = (desk: Desk, caller: Caller, { by, at, note }: { by: string; at: number; note?: string | undefined }): Text =>
  said`${person(desk, caller.desk, by)}, ${time(at, 'relative')}${note === undefined ? said`` : said`: ${quoted(note)}`}`;

export const showAction = (number: number): RunAction => press(said`Show`, 'check fact show', { number }, { as: 'replace' });

export function addForm({
  claim,
  cite,
  quote,
  label = said`New claim`,
}: {
  claim?: string | undefined;
  cite?: string | undefined;
  quote?: string | undefined;
  label?: Text;
}): Action {
  const value = (text: string | undefined): { value?: string } => (text === undefined ? {} : { value: text });
  return form(
    label,
    'check fact add',
    {},
    {
      title: said`A claim of the story`,
      fields: [
        { option: 'claim', label: ours('The sentence'), long: true, required: true, max: longestClaim, ...value(claim) },
        {
          option: 'cite',
          label: ours('Cable and paragraph'),
          description: ours('REF¶2; separate several with ;'),
          required: true,
          max: 600,
          ...value(cite),
        },
        {
          option: 'quote',
          label: ours('Its words'),
          description: ours('Word for word; leave empty for the whole paragraph'),
          long: true,
          max: 2000,
          ...value(quote),
        },
      ],
    },
  );
}
