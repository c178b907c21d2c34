import { entityKinds } from '../resolve/entity.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { mayHaveFile, fileRefusal } from '../../desk/policy.ts';
import { DeskError } from '../../reply/failure.ts';
import { readList, textOf, type AttachedFile } from '../../bot/attachment.ts';
import { shortName } from './entity-page.ts';
import type { Action, Choice, Item, Reply } from '../../reply/reply.ts';
import { join, own, plural, quoted, said, type Part, ours, english, plain } from '../../reply/text.ts';
import { crossTable, entriesOf, kindOfOutcome, outcomes, type EntryOutcome, type OutcomeKind } from './xref.ts';
import { keepNear } from './xref-review.ts';
import { absence, total } from '../../reply/absence.ts';
import { choose, press, form } from '../../reply/actions.ts';

/** How the outcomes of a list of names are shown. */

const mostNames = 5000;

/** Names that a message shows; the table has them all. */
const shown = 15;

const heads = ['name', 'names', 'person', 'people', 'full name', 'fullname', 'entity', 'organization', 'organisation', 'company'];

const words: Readonly<Record<OutcomeKind, string>> = english({
  exact: 'exact',
  alias: 'by an alias',
  near: 'near',
  text: 'in the texts only',
  none: 'not found',
});

const howWords = english({ exact: 'exact', alias: 'alias', near: 'near' });

const rank = (one: EntryOutcome): number => outcomes.indexOf(kindOfOutcome(one));

/** Asks for the list, with a form to paste it into. */
export const askForNames = (): Reply => ({
  tone: 'notice',
  blocks: [
    {
      kind: 'text',
      text: said`Paste or attach a list of names: each is checked against the names in the cables and their texts.`,
    },
  ],
  actions: [
    [
      form(
        said`Paste or attach a list`,
        'names lookup',
        {},
        {
          as: 'replace',
          title: said`Names against the trove`,
          fields: [
            { option: 'names', label: ours('Names, one per line'), long: true, max: 4000 },
            {
              option: 'file',
              label: ours('Or a file'),
              description: ours('Text with one name per line, or a CSV'),
              kind: 'file',
              endings: ['.txt', '.csv', '.tsv', '.tab', '.md'],
            },
            {
              option: 'kind',
              label: ours('Only names of this type'),
              kind: 'choice',
              choices: entityKinds.map((value) => ({ label: ours(value), value })),
            },
          ],
          style: 'main',
        },
      ),
    ],
  ],
});

/** One name a line; a list in one line is parted by bars or semicolons. */
const linesOf = (text: string): string[] => text.split(text.includes('\n') ? '\n' : /[|;]/);

/** `Viccini -> Caroline Vicini · near: one letter off · 1 cable`. */
function itemOf({ entry, matches, texts }: EntryOutcome): Item {
  const [first] = matches;
  const asked = quoted(shortName(entry));
  const inText = texts?.rows.length ?? 0;
  if (first === undefined)
    return {
      head:
        inText > 0
          ? said`${asked} · in the texts, not recognised as a name · ${plural(inText, 'cable')}`
          : said`${asked} · ${absence(said`not found`, ours('not found so far'))}`,
    };
  const why = first.confirmed
    ? ours('alias, confirmed')
    : first.how === 'near' && first.why.length > 0
      ? ours`near: ${first.why.join(', ')}`
      : howWords[first.how];
  const more = matches.length > 1 ? said` · or ${matches.length - 1} more` : said``;
  return { head: said`${asked} → ${strongName(first.name)} · ${own(why)} · ${plural(first.cables, 'cable')}${more}` };
}

const strongName = (name: string): Part => ({ kind: 'mark', text: shortName(name) });

function actionsFor(all: readonly EntryOutcome[], near: { key: string; entries: number } | undefined): Action[][] {
  const choices = all
    .flatMap(({ entry, matches }) => matches.slice(0, 1).map((match) => ({ entry, match })))
    .filter(({ match }, i, list) => list.findIndex((one) => one.match.entity === match.entity) === i)
    .slice(0, 25)
    .map(({ entry, match }): Choice => ({
      label: shortName(match.name),
      value: `${match.kind}:${match.known}`.slice(0, 90),
      description: plain(said`${quoted(entry.slice(0, 40))}: ${own(howWords[match.how])}, ${plural(match.cables, 'cable')}`),
    }));
  const rows: Action[][] = [];
  if (near !== undefined)
    rows.push([
      press(
        said`Review ${plural(near.entries, 'possible match', 'possible matches')}`,
        'names lookup',
        { near: near.key },
        { style: 'main' },
      ),
    ]);
  if (choices.length > 0) rows.push([choose(said`Open one`, 'names show', 'name', choices)]);
  return rows;
}

/** The names of a list that was typed or sent as a file. Throws a DeskError (usage) when there are none, or too many. */
export async function namesGiven(names: string | undefined, file: AttachedFile | undefined): Promise<string[]> {
  const given = file === undefined ? [] : readList(file.name, await textOf(file), heads);
  const entries = entriesOf([...linesOf(names ?? ''), ...given]);
  if (entries.length === 0)
    throw new DeskError(said`There are no names${file === undefined ? said`` : said` in ${quoted(file.name)}`}.`, {
      kind: 'usage',
      hint: said`One name per line. In a CSV, the column ${quoted('name')} is read, else the first one.`,
    });
  if (entries.length > mostNames)
    throw new DeskError(said`${plural(entries.length, 'name')} are too many for one list: ${mostNames} at most.`, {
      kind: 'usage',
      hint: said`Split the list.`,
    });
  return entries;
}

/** What was found of a list: those found first, the rest in a table. */
export async function outcomesReply(desk: Desk, caller: Caller, entries: readonly string[], all: readonly EntryOutcome[]): Promise<Reply> {
  const counts = new Map(outcomes.map((one) => [one, all.filter((outcome) => kindOfOutcome(outcome) === one).length]));
  desk.act(caller, { act: 'xref', detail: { names: all.length, ...Object.fromEntries(counts) } }, () => null);
  const mayTake = mayHaveFile(desk.exposure, caller);
  const isOneLine = all.length === 1 && (entries[0]?.split(',').length ?? 0) > 2 && (all[0]?.matches[0]?.how ?? 'near') === 'near';
  const toReview = keepNear(desk, caller, all);
  const isAll = all.length <= shown;
  // What was found is what people look for; the rest is in the table.
  const rows = isAll ? all : all.toSorted((a, b) => rank(a) - rank(b)).slice(0, shown);
  return {
    title: said`${plural(all.length, 'name')}: ${join(
      outcomes.flatMap((one) =>
        (counts.get(one) ?? 0) === 0
          ? []
          : [one === 'none' ? total(said`${counts.get(one) ?? 0} ${own(words[one])}`) : said`${counts.get(one) ?? 0} ${own(words[one])}`],
      ),
      ', ',
    )}`,
    blocks: [
      ...(isOneLine
        ? [
            {
              kind: 'text' as const,
              text: said`That was read as one name. Separate names with ${own('|')} or line breaks, because a name can contain a comma.`,
            },
          ]
        : []),
      { kind: 'items', items: rows.map(itemOf) },
      ...(isAll
        ? []
        : [
            {
              kind: 'small' as const,
              text: said`${all.length - shown} more in the table${mayTake ? said`` : said`, which you can’t get at this desk`}`,
            },
          ]),
      ...(mayTake || !isAll ? [] : [{ kind: 'small' as const, text: fileRefusal(desk.exposure, caller) }]),
    ],
    actions: actionsFor(all, toReview),
    ...(mayTake ? { files: [{ name: 'xref.csv', bytes: await crossTable(desk, caller, all) }] } : {}),
  };
}
