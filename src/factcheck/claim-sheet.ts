import { headLine } from '../cables/cards.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { stringifyTable } from '../reply/table-file.ts';
import type { Claim, ClaimSource } from './claims.ts';
import { lastSigned } from './signing.ts';
import { isUnchanged, type Support } from './support.ts';
import type { TextPiece } from '../reply/reply.ts';
import { plain } from '../reply/text.ts';

/** The fact-check sheet: every claim with its sources verbatim, and who confirmed or disputed it. */

type Numbered = Claim & { number: number; support: Support };

/** What a claim rests on, in a few words. */
const supportWords = ({ kind, cables, missions, hearsay }: Support): string =>
  `${{ none: 'no source that is there', 'one cable': 'one cable', 'one mission': `${cables} cables of one mission`, missions: `${missions.length} missions`, several: `${cables} cables, not all with a sender` }[kind]}${hearsay.length > 0 ? ', only hearsay' : ''}`;

const responseLines = (claim: Claim, name: (id: string) => string): string[] =>
  (claim.asked ?? []).map(({ of, by, at, answer }) =>
    answer === undefined
      ? `${of}: asked by ${name(by)}, ${day(at)}; no answer yet`
      : `${of}: ${answer.text.replaceAll(/\s+/g, ' ')} (${name(answer.by)}, ${day(answer.at)})`,
  );

const columns = [
  'number',
  'claim',
  'status',
  'source',
  'date',
  'from',
  'words',
  'text changed',
  'written by',
  'confirmed by',
  'confirmed',
  'disputed by',
  'why disputed',
  'note',
  'support',
  'responses',
];

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** `REF¶2`. */
export const citeOf = (desk: Desk, { cable, paragraph }: ClaimSource): string =>
  `${desk.cables.byRow(cable)?.ref ?? String(cable)}¶${paragraph}`;

/** The text of cables that a sheet of these claims holds. */
export const heldBy = (claims: readonly Claim[]): TextPiece[] =>
  claims.flatMap(({ sources }) => sources.map(({ cable, start, words }) => ({ cable, at: start, length: words.length })));

/** The sheet as CSV, one row per source. */
export function sheetCsv(desk: Desk, caller: Caller, claims: readonly Numbered[]): Uint8Array {
  const name = namer(desk, caller);
  return stringifyTable(
    columns,
    claims.flatMap((one) =>
      one.sources.map((source) => {
        const { number, claim, status, author, confirmed, disputed } = one;
        const cable = desk.cables.byRow(source.cable);
        return [
          String(number),
          claim,
          status,
          citeOf(desk, source),
          cable?.date ?? '',
          cable?.origin ?? '',
          source.words.replaceAll(/\s+/g, ' '),
          isUnchanged(desk, source) ? '' : 'yes',
          name(author),
          confirmed.map(({ by }) => name(by)).join('; '),
          confirmed.map(({ at }) => day(at)).join('; '),
          disputed === undefined ? '' : name(disputed.by),
          disputed?.note ?? '',
          confirmed.flatMap(({ note }) => (note === undefined ? [] : [note])).join('; '),
          supportWords(one.support),
          responseLines(one, name).join('; '),
        ];
      }),
    ),
  );
}

/** The sheet as plain text for printing. */
export function sheetText(desk: Desk, caller: Caller, claims: readonly Numbered[]): Uint8Array {
  const name = namer(desk, caller);
  const entries = claims.map((one) => {
    const { number, claim, status, sources, author, at, confirmed, disputed } = one;
    return [
      `[${status === 'verified' ? 'x' : ' '}] ${number}. ${claim.replaceAll(/\s+/g, ' ')}`,
      `    ${status.toUpperCase()}; written by ${name(author)}, ${day(at)}`,
      ...confirmed.map(
        ({ by, at: when, note }) =>
          `    confirmed by ${name(by)}, ${day(when)}${note === undefined ? '' : `: ${note.replaceAll(/\s+/g, ' ')}`}`,
      ),
      ...(disputed === undefined
        ? []
        : [
            `    ${status === 'disputed' ? 'disputed' : 'was disputed'} by ${name(disputed.by)}, ${day(disputed.at)}: ${(disputed.note ?? '').replaceAll(/\s+/g, ' ')}`,
          ]),
      `    rests on: ${supportWords(one.support)}`,
      ...responseLines(one, name).map((line) => `    response of ${line}`),
      ...sources.flatMap((source) => {
        const cable = desk.cables.byRow(source.cable);
        return [
          `    ${citeOf(desk, source)}${cable === undefined ? '' : `  (${plain(headLine(cable))})`}${isUnchanged(desk, source) ? '' : '  THE CABLE’S TEXT HAS CHANGED SINCE'}`,
          ...wrapped(source.words).map((line) => `      | ${line}`),
        ];
      }),
    ].join('\n');
  });
  const signed = lastSigned(desk.facts, caller.desk);
  const signature =
    signed === undefined
      ? 'not signed'
      : `signed by ${name(signed.by)}, ${day(signed.at)}, with ${signed.open} ${signed.open === 1 ? 'point' : 'points'} open${signed.note === undefined ? '' : `: ${signed.note.replaceAll(/\s+/g, ' ')}`}`;
  const verified = claims.filter(({ status }) => status === 'verified').length;
  return new TextEncoder().encode(
    `Fact-check sheet${desk.past === undefined ? '' : ` as of ${desk.past.day}`}: ${claims.length} claims, ${verified} verified; ${signature}\n\n${entries.join('\n\n')}\n`,
  );
}

const namer =
  (desk: Desk, caller: Caller) =>
  (id: string): string =>
    desk.roster.get(caller.desk, id)?.name ?? id;

/** Wraps a text at 100 characters, keeping words whole. */
function wrapped(text: string): string[] {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      .match(/.{1,100}(?:\s|$)|\S{100}/gu)
      ?.map((line) => line.trim()) ?? []
  );
}
