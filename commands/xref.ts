import { readList, textOf } from '../src/bot/attachment.ts';
import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { entityKinds } from '../src/names/resolve/entity.ts';
import { readingNote, shortName } from '../src/names/pages/entity-page.ts';
import { DeskError } from '../src/reply/failure.ts';
import { mayHaveFile } from '../src/desk/policy.ts';
import type { Action, Choice, Item, Reply } from '../src/reply/reply.ts';
import { count, join, own, plural, quoted, said, type Part } from '../src/reply/text.ts';
import {
  crossReference,
  crossTable,
  entriesOf,
  kindOfOutcome,
  outcomes,
  type EntryOutcome,
  type OutcomeKind,
} from '../src/names/pages/xref.ts';
import { decideListed, keepNear, reviewPage } from '../src/names/pages/xref-review.ts';
import { choose, press, form } from '../src/reply/actions.ts';

const mostNames = 5000;
/** Names that a message shows; the table has them all. */
const shown = 15;
const heads = ['name', 'names', 'person', 'people', 'full name', 'fullname', 'entity', 'organization', 'organisation', 'company'];

const words: Readonly<Record<OutcomeKind, string>> = {
  exact: 'exact',
  alias: 'by an alias',
  near: 'near',
  text: 'in the texts only',
  none: 'not found',
};

const xrefOptions = optionSpecs({
  file: { type: 'file', description: 'A text file with a name a line, or a CSV with a column "name"; else its first column' },
  names: { type: 'text', description: 'Names, one a line or parted by | or ;; without them, a form to paste them into', max: 6000 },
  kind: { type: 'choice', description: 'Look among these alone (default: all)', choices: entityKinds },
  near: { type: 'text', description: 'Near ones of a list', hidden: true, max: 60 },
  page: { type: 'number', description: 'Page of the near ones', hidden: true, min: 1 },
  entry: { type: 'text', description: 'A name of a list', hidden: true, max: 300 },
  entity: { type: 'text', description: 'What it may be', hidden: true, max: 400 },
  verdict: { type: 'choice', description: 'Whether it is', hidden: true, choices: ['same', 'other'] },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    xref: Values<typeof xrefOptions>;
  }
}

export default command({
  name: 'xref',
  topic: 'names',
  description: 'A list of names against the trove: who occurs, under which name, in which cables; with a table',
  who: 'reader',
  examples: ['/xref', '/xref names:Rogozin, Dmitri | Caroline Vicini | D. Trump', '/xref names:Gazprom | Rosneft kind:organization'],
  options: xrefOptions,
  async run({ options, desk, caller, progress }): Promise<Reply> {
    const { file, names, kind, near, page, entry, entity, verdict } = options;
    if (near !== undefined) {
      const done =
        entry === undefined || entity === undefined || verdict === undefined
          ? undefined
          : await decideListed(desk, caller, { entry, entity, verdict });
      return reviewPage(desk, caller, near, page ?? 1, done);
    }
    if (file === undefined && names === undefined) return askForNames;
    const given = file === undefined ? [] : readList(file.name, await textOf(file), heads);
    const entries = entriesOf([...linesOf(names ?? ''), ...given]);
    if (entries.length === 0)
      throw new DeskError(said`There is no name to look for${file === undefined ? said`` : said` in ${quoted(file.name)}`}.`, {
        kind: 'usage',
        hint: said`One name a line; of a CSV the column ${quoted('name')} is read, else the first one.`,
      });
    if (entries.length > mostNames)
      throw new DeskError(said`${plural(entries.length, 'name')} are too many for one list: ${mostNames} at most.`, {
        kind: 'usage',
        hint: said`Part the list.`,
      });
    const all = await crossReference(desk, caller, { entries, kind }, progress);
    const counts = new Map(outcomes.map((one) => [one, all.filter((outcome) => kindOfOutcome(outcome) === one).length]));
    desk.act(caller, { act: 'xref', detail: { names: all.length, ...Object.fromEntries(counts) } }, () => null);
    const mayTake = caller.via === 'terminal' || desk.exposure !== 'sealed' || mayHaveFile(desk.exposure, caller.role);
    const isOneLine = all.length === 1 && (entries[0]?.split(',').length ?? 0) > 2 && (all[0]?.matches[0]?.how ?? 'near') === 'near';
    const toReview = keepNear(desk, caller, all);
    const isAll = all.length <= shown;
    // What was found is what people look for; the rest is in the table.
    const rows = isAll ? all : all.toSorted((a, b) => rank(a) - rank(b)).slice(0, shown);
    return {
      title: said`${plural(all.length, 'name')}: ${join(
        outcomes.flatMap((one) => ((counts.get(one) ?? 0) === 0 ? [] : [said`${counts.get(one) ?? 0} ${own(words[one])}`])),
        ', ',
      )}`,
      blocks: [
        ...readingNote(desk),
        ...(isOneLine
          ? [
              {
                kind: 'text' as const,
                text: said`That was taken for one name. Names are parted by ${own('|')} or by lines, since a comma may stand within one.`,
              },
            ]
          : []),
        { kind: 'items', items: rows.map(itemOf) },
        ...(isAll
          ? []
          : [
              {
                kind: 'small' as const,
                text: said`${count_(all.length - shown)} more in the table${mayTake ? said`` : said`, which this desk does not hand out`}`,
              },
            ]),
        ...(mayTake || !isAll ? [] : [{ kind: 'small' as const, text: said`No file leaves this desk (exposure: sealed).` }]),
      ],
      actions: actionsFor(all, toReview),
      ...(mayTake ? { files: [{ name: 'xref.csv', bytes: await crossTable(desk, caller, all) }] } : {}),
    };
  },
});

const count_ = (value: number): Part => own(count(value));
const rank = (one: EntryOutcome): number => outcomes.indexOf(kindOfOutcome(one));

const askForNames: Reply = {
  tone: 'notice',
  blocks: [
    {
      kind: 'text',
      text: said`Paste a list of names, or attach one as a file: each is looked for among the names in the cables, and in their texts.`,
    },
  ],
  actions: [
    [
      form(
        said`Paste a list`,
        'xref',
        {},
        {
          title: said`Names against the trove`,
          fields: [{ option: 'names', label: 'Names, one a line', long: true, required: true, max: 4000 }],
          style: 'main',
        },
      ),
    ],
  ],
};

/** One name a line; a list in one line is parted by bars or semicolons. */
const linesOf = (text: string): string[] => text.split(text.includes('\n') ? '\n' : /[|;]/);

/** `Viccini -> Caroline Vicini · near: one letter off · 1 cable`. */
function itemOf({ entry, matches, texts }: EntryOutcome): Item {
  const [first] = matches;
  const asked = quoted(shortName(entry));
  const inText = texts?.rows.length ?? 0;
  if (first === undefined)
    return {
      head: inText > 0 ? said`${asked} · in the texts, not recognised as a name · ${plural(inText, 'cable')}` : said`${asked} · not found`,
    };
  const why = first.confirmed
    ? 'alias, confirmed'
    : first.how === 'near' && first.why.length > 0
      ? `near: ${first.why.join(', ')}`
      : first.how;
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
      description: `${entry.slice(0, 40)}: ${match.how}, ${match.cables} ${match.cables === 1 ? 'cable' : 'cables'}`,
    }));
  const rows: Action[][] = [];
  if (near !== undefined)
    rows.push([press(said`Look through ${plural(near.entries, 'near one')}`, 'xref', { near: near.key }, { style: 'main' })]);
  if (choices.length > 0) rows.push([choose(said`Open one`, 'entity show', 'name', choices)]);
  return rows;
}
