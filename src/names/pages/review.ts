import type { Desk } from '../../desk/desk.ts';
import type { Cable } from '../../cables/cables.ts';
import { absence } from '../../reply/absence.ts';
import { press, type RunAction } from '../../reply/actions.ts';
import type { Action, Item, Reply } from '../../reply/reply.ts';
import { english, own, plural, quoted, ref, said, strong, type Text } from '../../reply/text.ts';
import { undoAction } from '../../team/pages/lines.ts';
import type { Counted } from '../lookup.ts';
import type { NameMention } from '../mentions.ts';
import { shortName, yearsOf } from './entity-page.ts';
import { contextOf } from './mentions.ts';

/** Questions about names, the most useful first: each is answered by one press, and the next follows. */

/** Questions on one page: what fits a phone's screen. */
const perPage = 3;
/** So many names of each sort are looked at for the next questions. */
const lookedAt = 40;
/** Candidates for a shared name that have a button. */
const mostCandidates = 3;
const around = 90;

type Question = { entity: Counted; head: Text; actions: RunAction[] };

/** The next questions about names; `page` leaves out those before it; `done`: what was decided just now. */
export async function namesToDecide(desk: Desk, page = 1, done?: { act: number; text: Text }): Promise<Reply> {
  const open = [...perhapsNames(desk), ...doubtfulNames(desk), ...sharedNames(desk)].toSorted(
    (a, b) => b.entity.mentions - a.entity.mentions || (a.entity.id < b.entity.id ? -1 : 1),
  );
  const pages = Math.max(1, Math.ceil(open.length / perPage));
  const first = (Math.min(page, pages) - 1) * perPage;
  const beside: Action[] = [
    ...(done === undefined ? [] : [undoAction(done.act)]),
    ...(pages === 1 ? [] : [press(said`Other questions`, 'names review', { page: page < pages ? page + 1 : 1 }, { as: 'replace' })]),
  ];
  return {
    title: said`Names to decide`,
    blocks: [
      ...(done === undefined ? [] : [{ kind: 'text' as const, text: done.text }]),
      open.length === 0
        ? { kind: 'text', text: absence(said`No name in the cables is in doubt.`) }
        : { kind: 'small', text: said`Most mentioned first. One press decides; future imports follow it too.` },
      { kind: 'items', items: await itemsOf(desk, open.slice(first, first + perPage)) },
    ],
    actions: beside.length === 0 ? [] : [beside],
  };
}

/** The questions with a passage each, and with what a second reader sees in it where the question is what a name is. */
async function itemsOf(desk: Desk, asked: readonly Question[]): Promise<Item[]> {
  const examples = asked.map(({ entity }) => exampleOf(desk, entity));
  const places = examples.flatMap((one) => (one?.mention.part === 'body' ? [one.mention] : []));
  const seen = await desk.names.second(places);
  return asked.map(({ entity, head, actions }, i): Item => {
    const example = examples[i];
    const opinion = example === undefined ? undefined : seen[places.indexOf(example.mention)];
    return {
      head,
      lines: [
        ...(example === undefined ? [] : [said`As in ${ref(example.cable.ref)}:`]),
        ...(opinion === undefined || entity.ambiguous ? [] : [said`${own(opinions[opinion])}`]),
      ],
      ...(example === undefined ? {} : { passage: contextOf(example.cable, example.mention, around) }),
      actions,
    };
  });
}

/** Where a name stands; in a body, if it is in one. */
function exampleOf(desk: Desk, { id }: Counted): { cable: Cable; mention: NameMention } | undefined {
  const mentions = desk.names.mentions(id);
  const mention = mentions.find(({ part }) => part === 'body') ?? mentions[0];
  const cable = mention === undefined ? undefined : desk.cables.byRow(mention.row);
  return mention === undefined || cable === undefined ? undefined : { cable, mention };
}

const often = ({ mentions, cables }: Counted): Text => said`${plural(mentions, 'mention')} in ${plural(cables, 'cable')}`;

const opinions = english({
  individual: 'A second reader sees a person here.',
  organization: 'A second reader sees an organization here.',
  event: 'A second reader sees an event here.',
  place: 'A second reader sees a place here.',
  '': 'A second reader sees no name here.',
});
const kindsAsked = ['individual', 'organization', 'event'] as const;
const questions = english({ individual: 'a person?', organization: 'an organization?', event: 'an event?' });
const yeses = english({ individual: 'Yes, a person', organization: 'Yes, an organization', event: 'Yes, an event' });
const others = english({ individual: 'A person', organization: 'An organization' });

/** What is perhaps a name: is it one, and of what? Whose it is, is asked as of others that several share. */
const perhapsNames = (desk: Desk): Question[] =>
  kindsAsked.flatMap((kind) =>
    desk.names
      .list(kind, { sort: 'mentions', offset: 0, limit: lookedAt, perhaps: true })
      .rows.flatMap((entity) => (candidatesOf(desk, entity).length > 0 ? sharedName(desk, entity) : whatIs(entity))),
  );

/** Names in the lists that only a word such as Office shows: are they? */
const doubtfulNames = (desk: Desk): Question[] => desk.names.doubtful(lookedAt).flatMap(whatIs);

function whatIs(entity: Counted): Question[] {
  const kind = kindsAsked.find((one) => one === entity.kind);
  if (kind === undefined) return [];
  const other = kind === 'individual' ? 'organization' : 'individual';
  const chosen = { name: entity.id, sure: true, queue: true };
  return [
    {
      entity,
      head: said`${strong(shortName(entity.name))}: ${own(questions[kind])} · ${often(entity)}`,
      actions: [
        press(said`${own(yeses[kind])}`, 'names confirm', { name: entity.id, queue: true }, { as: 'replace', style: 'main' }),
        press(said`${own(others[other])}`, 'names kind', { ...chosen, kind: other }, { as: 'replace' }),
        press(said`Not a name`, 'names hide', chosen, { as: 'replace' }),
      ],
    },
  ];
}

const candidatesOf = (desk: Desk, entity: Counted): Counted[] =>
  entity.candidates.flatMap((id) => desk.names.get(id) ?? []).filter(({ hidden, perhaps }) => !hidden && !perhaps);

const sharedNames = (desk: Desk): Question[] =>
  desk.names
    .ambiguous()
    .slice(0, lookedAt)
    .flatMap((entity) => sharedName(desk, entity));

/** A name shared by several: whom does it mean wherever the cable does not say? */
function sharedName(desk: Desk, entity: Counted): Question[] {
  const candidates = candidatesOf(desk, entity);
  if (candidates.length === 0) return [];
  return [
    {
      entity,
      head: said`Who is ${strong(shortName(entity.name))} where the cable does not say? · ${often(entity)}`,
      actions: candidates
        .slice(0, mostCandidates)
        .map((one) =>
          press(
            one.first === ''
              ? said`${quoted(shortName(one.name))}`
              : said`${quoted(shortName(one.name))}, ${quoted(yearsOf(one.first, one.last))}`,
            'names merge',
            { name: entity.id, into: one.id, sure: true, queue: true },
            { as: 'replace' },
          ),
        ),
    },
  ];
}
